/**
 * The figures of a day, each as one query that yields the cases behind it: `(case_id, n)`, so that a number and the
 * list it opens cannot differ. Parameters: $1 the local day, $2 its start, $3 its end or the cut-off (timestamptz).
 * Definitions: domain.md section 7.
 */
export interface FigureQuery {
  key: string;
  unit: 'count' | 'seconds';
  /** count: sum of n over cases. distinct: distinct `n`. median: median of n. */
  fold: 'sum' | 'distinct' | 'median';
  byTier: boolean;
  sql: string;
}

const attempts = (where: string): string =>
  `SELECT case_id, 1::float8 AS n FROM attempt WHERE recorded_at >= $2 AND recorded_at < $3 AND ${where}`;

/** Seconds from a case's receipt to its first event of a kind, for cases received in the day. */
const untilFirst = (kind: string, extra = 'true'): string => `
  SELECT c.id AS case_id, extract(epoch from min(e.at) - c.received_at)::float8 AS n
    FROM desk_case c JOIN case_event e ON e.case_id = c.id AND e.kind = '${kind}' AND ${extra}
   WHERE c.received_at >= $2 AND c.received_at < $3 GROUP BY c.id`;

export const FIGURES: readonly FigureQuery[] = [
  {
    key: 'persuasions',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT case_id, 1::float8 AS n FROM attempt WHERE counted_on = $1 AND recorded_at < $3 AND $2::timestamptz IS NOT NULL`,
  },
  {
    key: 'people',
    unit: 'count',
    fold: 'distinct',
    byTier: false,
    sql: `SELECT case_id, person_id::text AS n FROM attempt
           WHERE counted_on = $1 AND recorded_at < $3 AND $2::timestamptz IS NOT NULL`,
  },
  {
    key: 'alerts',
    unit: 'count',
    fold: 'sum',
    byTier: false,
    sql: `SELECT case_id, 1::float8 AS n FROM alert WHERE received_at >= $2 AND received_at < $3`,
  },
  {
    key: 'cases_opened',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT id AS case_id, 1::float8 AS n FROM desk_case WHERE received_at >= $2 AND received_at < $3`,
  },
  {
    key: 'calls',
    unit: 'count',
    fold: 'sum',
    byTier: false,
    sql: attempts(`kind IN ('call','robot_call','follow_up')`),
  },
  { key: 'visits', unit: 'count', fold: 'sum', byTier: false, sql: attempts(`kind = 'visit'`) },
  {
    key: 'sms',
    unit: 'count',
    fold: 'sum',
    byTier: false,
    sql: `SELECT case_id, 1::float8 AS n FROM message WHERE sent_at >= $2 AND sent_at < $3`,
  },
  { key: 'false_alarms', unit: 'count', fold: 'sum', byTier: true, sql: attempts(`outcome = 'false_alarm'`) },
  {
    key: 'paid',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: attempts(`outcome IN ('paid','paid_after_persuasion')`),
  },
  {
    key: 'overdue',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT case_id, 1::float8 AS n FROM alarm WHERE percent = 100 AND raised_at >= $2 AND raised_at < $3`,
  },
  {
    key: 'durable',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT id AS case_id, 1::float8 AS n FROM desk_case
           WHERE ended_at >= $2 AND ended_at < $3 AND result IN ('persuaded_phone','persuaded_visit')`,
  },
  { key: 'time_to_sign_in', unit: 'seconds', fold: 'median', byTier: true, sql: untilFirst('claimed') },
  {
    key: 'time_to_first_call',
    unit: 'seconds',
    fold: 'median',
    byTier: true,
    sql: untilFirst('attempt_recorded', `e.data->>'kind' IN ('call','robot_call')`),
  },
];

/** SQL of a figure's value over all tiers and for each. */
export function foldSql({ fold, byTier, sql }: FigureQuery): string {
  const value = {
    sum: 'coalesce(sum(n), 0)',
    distinct: 'count(DISTINCT n)',
    median: 'coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY n), 0)',
  }[fold];
  return byTier
    ? `SELECT tier, ${value}::float8 AS value FROM (${sql}) f JOIN desk_case c ON c.id = f.case_id
        GROUP BY GROUPING SETS ((), (tier)) ORDER BY tier NULLS FIRST`
    : `SELECT NULL::int AS tier, ${value}::float8 AS value FROM (${sql}) f`;
}
