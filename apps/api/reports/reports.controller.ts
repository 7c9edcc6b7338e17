import { Controller, Get, Query } from '@nestjs/common';
import { IsISO8601, IsString, Matches, MaxLength } from 'class-validator';
import type { DailyReport, QueueItem, TodayView } from '#contracts';
import { Action } from '#identity';
import { Daily, Today } from '#reports';

export class DayQuery {
  @Matches(/^\d{4}-\d{2}-\d{2}$/, { message: 'date must be YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'date must be a day that exists' })
  date!: string;
}

export class FigureQuery extends DayQuery {
  @IsString() @MaxLength(40) figure!: string;
}

/** The day's figures, and the cases behind each. */
@Controller('reports')
export class ReportsController {
  constructor(
    private readonly today: Today,
    private readonly reports: Daily,
  ) {}

  @Get('today')
  @Action('reports.today')
  now(): Promise<TodayView> {
    return this.today.view();
  }

  @Get('daily')
  @Action('reports.daily')
  daily(@Query() { date }: DayQuery): Promise<DailyReport> {
    return this.reports.report(date);
  }

  @Get('daily/cases')
  @Action('reports.cases')
  cases(@Query() { date, figure }: FigureQuery): Promise<{ items: QueueItem[]; total: number }> {
    return this.reports.cases(date, figure);
  }
}
