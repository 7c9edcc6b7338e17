import { Injectable } from '@nestjs/common';
import type { TodayView } from '#contracts';
import { TIERS } from '#escalation';
import { Database } from '#platform';

/** Persuasions a day in the half-year that one district reported (domain.md section 1). */
export const REFERENCE_PERSUASIONS = 181;

interface TodayRow {
  date: string;
  persuasions: number;
  people: number;
  alerts: number;
  attempts: number;
  overdue: number;
  open: number[];
  cut_off: Date;
}

/** The running day (Asia/Shanghai), counted as domain.md section 7 says. */
@Injectable()
export class Today {
  constructor(private readonly db: Database) {}

  async view(): Promise<TodayView> {
    const row = await this.db.one<TodayRow & Record<string, unknown>>(
      `WITH t AS (SELECT holdline_now() AS at, (holdline_now() AT TIME ZONE 'Asia/Shanghai')::date AS day),
            d AS (SELECT t.*, t.day::timestamp AT TIME ZONE 'Asia/Shanghai' AS midnight FROM t)
       SELECT to_char(d.day, 'YYYY-MM-DD') AS date, d.at AS cut_off,
              (SELECT count(*) FROM attempt WHERE counted_on = d.day) AS persuasions,
              (SELECT count(DISTINCT person_id) FROM attempt WHERE counted_on = d.day) AS people,
              (SELECT count(*) FROM alert WHERE received_at >= d.midnight) AS alerts,
              (SELECT count(*) FROM attempt WHERE recorded_at >= d.midnight) AS attempts,
              (SELECT count(*) FROM desk_case WHERE state <> 'ended' AND deadline_at < d.at) AS overdue,
              (SELECT array_agg(coalesce(n, 0) ORDER BY tier) FROM generate_series(0, 3) AS g(tier)
                 LEFT JOIN (SELECT tier, count(*)::int AS n FROM desk_case WHERE state = 'open' GROUP BY tier) c
                 USING (tier)) AS open
         FROM d`,
    );
    const { cut_off, open, ...counts } = row!;
    return {
      ...counts,
      reference: REFERENCE_PERSUASIONS,
      openByTier: Object.fromEntries(TIERS.map((tier, rank) => [tier, open[rank] ?? 0])),
      cutOff: cut_off.toISOString(),
    };
  }
}
