import { Controller, Get, HttpCode, Param, ParseUUIDPipe, Post } from '@nestjs/common';
import { Alarms } from '#cases';
import type { AlarmView, OpenAlarms } from '#contracts';
import { Action, CurrentAccount, type SignedIn } from '#identity';

/** Open alarms, and taking note of them by name. */
@Controller('alarms')
export class AlarmsController {
  constructor(private readonly alarms: Alarms) {}

  @Get()
  @Action('alarms.read')
  open(): Promise<OpenAlarms> {
    return this.alarms.open();
  }

  @Post(':id/acknowledge')
  @HttpCode(200)
  @Action('alarms.acknowledge')
  acknowledge(@Param('id', ParseUUIDPipe) id: string, @CurrentAccount() me: SignedIn): Promise<AlarmView> {
    return this.alarms.acknowledge(id, me.id);
  }
}
