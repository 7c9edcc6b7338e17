import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Req,
  UseGuards,
  type RawBodyRequest,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { AlertsAccepted } from '#contracts';
import { Action, Public } from '#identity';
import { AlertFates, Intake, type AlertFate, type Source } from '#intake';
import { DeskError } from '#platform';
import { ALERT_BODY } from './alert-body.js';
import { openEnvelope } from './alert-envelope.js';
import { CurrentSource, SourceGuard } from './source.guard.js';

/** Where sources push alerts and read what became of them. */
@ApiTags('intake')
@ApiBearerAuth('source')
@Controller('alerts')
@UseGuards(SourceGuard)
export class AlertsController {
  constructor(
    private readonly intake: Intake,
    private readonly fates: AlertFates,
  ) {}

  /** One alert, an array, or CloudEvents 1.0; answers after the durable write, results in order. */
  @Post()
  @HttpCode(202)
  @Public()
  @Action('alerts.send')
  @ApiConsumes('application/json', 'application/cloudevents+json', 'application/cloudevents-batch+json')
  @ApiBody(ALERT_BODY)
  async send(
    @Req() request: RawBodyRequest<Request>,
    @Body() body: unknown,
    @CurrentSource() source: Source,
  ): Promise<AlertsAccepted> {
    const { alerts, single } = openEnvelope(request.headers, request.rawBody?.length ? body : undefined);
    const results = await this.intake.accept(source, alerts);
    const [only] = results;
    if (single && only && (only.status === 'quarantined' || (only.status === 'duplicate' && only.errors))) {
      const message = 'the alert reaches nobody; it is kept in quarantine, send it again corrected';
      throw new DeskError('invalid', message, only.errors ?? [], only);
    }
    return { results };
  }

  /** The fate of an alert of one's own. */
  @Get(':id')
  @Public()
  @Action('alerts.fate')
  fate(@Param('id') id: string, @CurrentSource() source: Source): Promise<AlertFate> {
    return this.fates.of(source.id, id);
  }
}
