import { Controller, Get } from '@nestjs/common';
import type { TodayView } from '#contracts';
import { Action } from '#identity';
import { Today } from '#reports';

/** The day's figures. */
@Controller('reports')
export class ReportsController {
  constructor(private readonly today: Today) {}

  @Get('today')
  @Action('reports.today')
  now(): Promise<TodayView> {
    return this.today.view();
  }
}
