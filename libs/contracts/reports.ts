import type { Tier } from '#escalation';

/** One figure of a report: what was counted, how, and how many. `query` names the definition in docs/counting.md. */
export interface Figure {
  key: string;
  tier?: Tier;
  value: number;
  unit: 'count' | 'seconds';
  query: string;
}

/** `GET /api/v1/reports/daily?date=`: the local day of Asia/Shanghai, up to `cutOff`. */
export interface DailyReport {
  date: string;
  from: string;
  to: string;
  cutOff: string;
  /** The half-year's mean of persuasions a day (domain.md section 1). */
  reference: number;
  figures: Figure[];
}
