import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { AlertResult, QuarantineRow } from '#contracts';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { Quarantine, type QuarantinedAlert } from '#intake';
import { DismissDto, QuarantineQuery, ResubmitDto, RevealAlertDto } from './intake.dto.js';

/** What could not be used, and the two ways out of there. */
@ApiTags('intake')
@Controller('quarantine')
export class QuarantineController {
  constructor(private readonly quarantine: Quarantine) {}

  @Get()
  @Action('quarantine.read')
  list(@Query() { limit, offset }: QuarantineQuery): Promise<{ items: QuarantineRow[]; total: number }> {
    return this.quarantine.list(limit, offset);
  }

  /** Values in the clear, for a reason that is kept. */
  @Post(':alertId/reveal')
  @HttpCode(200)
  @Action('quarantine.reveal')
  reveal(
    @Param('alertId', ParseUUIDPipe) alertId: string,
    @Body() { reason }: RevealAlertDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<QuarantinedAlert> {
    return this.quarantine.reveal(alertId, reason, me.id);
  }

  @Post(':alertId/resubmit')
  @HttpCode(200)
  @Action('quarantine.resubmit')
  resubmit(
    @Param('alertId', ParseUUIDPipe) alertId: string,
    @Body() { alert }: ResubmitDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<AlertResult> {
    return this.quarantine.resubmit(alertId, alert, me.id);
  }

  @Post(':alertId/dismiss')
  @HttpCode(204)
  @Action('quarantine.dismiss')
  async dismiss(
    @Param('alertId', ParseUUIDPipe) alertId: string,
    @Body() { reason }: DismissDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<void> {
    await this.quarantine.dismiss(alertId, reason, me.id);
  }
}
