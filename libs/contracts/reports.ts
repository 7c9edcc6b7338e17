import type { Tier } from '#escalation';
import type { QueueItem } from './cases.js';

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

/** One row that a figure counts: an attempt, an alert, a case, a message or an alarm. */
export interface FigureRow {
  id: string;
  /** When it counted. */
  at: string;
  /** The case's tier at that time; null without a case. */
  tier: Tier | null;
  /** What a median is made of. */
  seconds: number | null;
  /** As it is now; null for what belongs to no case, e.g. an alert in quarantine. */
  case: QueueItem | null;
}

/** `GET /api/v1/reports/daily/cases`: `total` is the figure's value where it is a count. */
export interface FigurePage {
  items: FigureRow[];
  total: number;
  cutOff: string;
}
