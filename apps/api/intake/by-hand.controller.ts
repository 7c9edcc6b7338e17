import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Queue } from '#cases';
import type { QueueItem } from '#contracts';
import { Action, CurrentAccount, type SignedIn } from '#identity';
import { InboundCalls, ManualAlerts } from '#intake';
import { InboundCallDto, ManualAlertDto } from './intake.dto.js';

/** What an officer enters: an alert told by phone or at the counter, a call that comes in. */
@ApiTags('by hand')
@Controller()
export class ByHandController {
  constructor(
    private readonly alerts: ManualAlerts,
    private readonly calls: InboundCalls,
    private readonly queue: Queue,
  ) {}

  @Post('alerts/manual')
  @Action('alerts.manual')
  enter(
    @Body() alert: ManualAlertDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<{ alertId: string; caseId: string; caseNo: string }> {
    return this.alerts.enter({ ...alert }, me.id);
  }

  @Post('inbound-calls')
  @HttpCode(200)
  @Action('inbound_calls.take')
  async take(
    @Body() call: InboundCallDto,
    @CurrentAccount() me: SignedIn,
  ): Promise<{ case: QueueItem | null; attemptId: string | null }> {
    const { caseId, attemptId } = await this.calls.take(call, me.id);
    const [item = null] = caseId === null ? [] : await this.queue.items([caseId]);
    return { case: item, attemptId };
  }
}
