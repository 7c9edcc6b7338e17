import { Injectable } from '@nestjs/common';
import { stringify } from 'csv-stringify/sync';
import { Queue } from '#cases';
import type { DailyReport, Figure, FigurePage, FigureRow } from '#contracts';
import { TIERS, type Tier } from '#escalation';
import { Database, DeskError } from '#platform';
import { FIGURES, rowsOf, valueOf, type FigureQuery } from './figures.sql.js';
import { REFERENCE_PERSUASIONS } from './today.js';

interface Day {
  date: string;
  from: Date;
  to: Date;
  cutOff: Date;
}

/** Which rows of which figure; `tier` narrows to those that counted in it. */
export interface FigureOf {
  date: string;
  figure: string;
  tier?: Tier;
}

interface CountedRow {
  id: string;
  case_id: string | null;
  at: Date;
  n: number | null;
  tier: number | null;
}

/** The report of one local day; every figure can be opened into the rows it counts. */
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

  /** A page of the rows behind a figure, in the order of time. @throws DeskError invalid for a figure that there is not */
  async rows(of: FigureOf, limit: number, offset: number): Promise<FigurePage> {
    const counted = await this.counted(of, limit, offset);
    const ids = [...new Set(counted.rows.flatMap((row) => row.case_id ?? []))];
    const cases = new Map((await this.queue.items(ids)).map((item) => [item.id, item]));
    const items = counted.rows.map((row): FigureRow => ({
      id: row.id,
      at: row.at.toISOString(),
      tier: row.tier === null ? null : TIERS[row.tier]!,
      seconds: row.n,
      case: row.case_id === null ? null : (cases.get(row.case_id) ?? null),
    }));
    return { items, total: counted.total, cutOff: counted.cutOff.toISOString() };
  }

  /** All rows behind a figure as CSV for a spreadsheet: keys, numbers and times, nothing of a person. */
  async csv(of: FigureOf): Promise<string> {
    const { rows } = await this.counted(of, null, 0);
    const cases = await this.db.query<{ id: string; no: string; fraud_type: string; station: string | null }>(
      `SELECT id, no, fraud_type, station FROM desk_case WHERE id = ANY ($1)`,
      [rows.flatMap((row) => row.case_id ?? [])],
    );
    const byId = new Map(cases.map((one) => [one.id, one]));
    const lines = rows.map((row) => {
      const of = row.case_id === null ? undefined : byId.get(row.case_id);
      const tier = row.tier === null ? '' : TIERS[row.tier]!;
      return [
        row.id,
        row.at.toISOString(),
        tier,
        of?.no ?? '',
        of?.fraud_type ?? '',
        of?.station ?? '',
        row.n ?? '',
      ];
    });
    // With a mark, so that spreadsheets take it for UTF-8; a station's name is no formula.
    return stringify([['id', 'at', 'tier', 'case', 'fraud_type', 'station', 'seconds'], ...lines], {
      bom: true,
      escape_formulas: true,
    });
  }

  private async counted(
    { date, figure: key, tier }: FigureOf,
    limit: number | null,
    offset: number,
  ): Promise<{ rows: CountedRow[]; total: number; cutOff: Date }> {
    const figure = FIGURES.find((f) => f.key === key);
    if (!figure) {
      const message = `is none of ${FIGURES.map((f) => f.key).join(', ')}`;
      throw new DeskError('invalid', `figure ${message}`, [
        { field: 'figure', code: 'unknown', message, messageZh: '没有这项指标' },
      ]);
    }
    const day = await this.day(date);
    const which = [day.date, day.from, day.cutOff, tier === undefined ? null : TIERS.indexOf(tier)];
    const [rows, count] = await Promise.all([
      this.db.query<CountedRow & Record<string, unknown>>(
        `${rowsOf(figure)} SELECT * FROM counted WHERE $4::int IS NULL OR tier = $4
          ORDER BY at, id LIMIT $5 OFFSET $6`,
        [...which, limit, offset],
      ),
      this.db.one<{ total: number }>(
        `${rowsOf(figure)} SELECT count(*)::int AS total FROM counted WHERE $4::int IS NULL OR tier = $4`,
        which,
      ),
    ]);
    return { rows, total: count!.total, cutOff: day.cutOff };
  }

  private async figure(figure: FigureQuery, day: Day): Promise<Figure[]> {
    const rows = await this.db.query<{ tier: number | null; value: number }>(valueOf(figure), [
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
