import { Controller, Get, Header, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { DailyReport, FigurePage, TodayView } from '#contracts';
import { Action } from '#identity';
import { Daily, Today } from '#reports';
import { DayQuery, FigurePageQuery, FigureQuery } from './reports.dto.js';

/** The day's figures, and the rows behind each. */
@ApiTags('reports')
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

  /** The rows that a figure counts, with their cases, in the order of time. */
  @Get('daily/cases')
  @Action('reports.cases')
  cases(@Query() { limit, offset, ...of }: FigurePageQuery): Promise<FigurePage> {
    return this.reports.rows(of, limit, offset);
  }

  /** The same rows, all of them, for a spreadsheet. */
  @Get('daily/cases.csv')
  @Action('reports.cases')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  csv(@Query() of: FigureQuery, @Res({ passthrough: true }) response: Response): Promise<string> {
    response.attachment(`${of.figure}-${of.date}.csv`);
    response.type('text/csv');
    return this.reports.csv({ ...of });
  }
}
