import { Injectable } from '@nestjs/common';
import { Queue } from '#cases';
import type { DailyReport, Figure, QueueItem } from '#contracts';
import { TIERS } from '#escalation';
import { Database, DeskError } from '#platform';
import { DAY, FIGURES, foldSql, type FigureQuery } from './figures.sql.js';
import { REFERENCE_PERSUASIONS } from './today.js';

interface Day {
  date: string;
  from: Date;
  to: Date;
  cutOff: Date;
}

/** How many cases of a figure one page lists. */
const LISTED = 1_000;

/** The report of one local day; every figure can be opened into the cases behind it. */
@Injectable()
export class Daily {
  constructor(
    private readonly db: Database,
    private readonly queue: Queue,
  ) {}

  /** @param date `YYYY-MM-DD`, checked by the edge. @throws DeskError invalid for a day that has not begun */
  async report(date: string): Promise<DailyReport> {
    const day = await this.day(date);
    const figures = await Promise.all(FIGURES.map((figure) => this.figure(figure, day)));
    return {
      date: day.date,
      from: day.from.toISOString(),
      to: day.to.toISOString(),
      cutOff: day.cutOff.toISOString(),
      reference: REFERENCE_PERSUASIONS,
      figures: figures.flat(),
    };
  }

  /** The cases behind a figure. @throws DeskError invalid for a figure that there is not */
  async cases(date: string, key: string): Promise<{ items: QueueItem[]; total: number }> {
    const figure = FIGURES.find((f) => f.key === key);
    if (!figure) {
      const message = `is none of ${FIGURES.map((f) => f.key).join(', ')}`;
      throw new DeskError('invalid', `figure ${message}`, [{ field: 'figure', code: 'unknown', message }]);
    }
    const day = await this.day(date);
    const rows = await this.db.query<{ case_id: string }>(
      `${DAY} SELECT DISTINCT case_id FROM (${figure.sql}) f WHERE case_id IS NOT NULL`,
      [day.date, day.from, day.cutOff],
    );
    return {
      items: await this.queue.items(rows.slice(0, LISTED).map((row) => row.case_id)),
      total: rows.length,
    };
  }

  private async figure(figure: FigureQuery, day: Day): Promise<Figure[]> {
    const rows = await this.db.query<{ tier: number | null; value: number }>(foldSql(figure), [
      day.date,
      day.from,
      day.cutOff,
    ]);
    return rows.map((row) => ({
      key: figure.key,
      ...(row.tier === null ? {} : { tier: TIERS[row.tier]! }),
      value: row.value,
      unit: figure.unit,
      query: `daily.${figure.key}`,
    }));
  }

  private async day(date: string): Promise<Day> {
    const row = await this.db.one<{ from: Date; to: Date; now: Date }>(
      `SELECT $1::date::timestamp AT TIME ZONE 'Asia/Shanghai' AS "from",
              ($1::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' AS "to", holdline_now() AS now`,
      [date],
    );
    const { from, to, now } = row!;
    if (from > now) {
      throw new DeskError('invalid', 'this day has not begun', [
        { field: 'date', code: 'in_future', message: 'has not begun', messageZh: '日期尚未开始' },
      ]);
    }
    return { date, from, to, cutOff: now < to ? now : to };
  }
}
