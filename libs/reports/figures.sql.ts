/**
 * The figures of a day, each as one query that yields the cases behind it: `(case_id, n)`, so that a number and the
 * list it opens cannot differ. `day` is one row: the local day `d`, its start `begins`, its end or the cut-off `ends`.
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
  `SELECT case_id, 1::float8 AS n FROM attempt, day WHERE recorded_at >= day.begins AND recorded_at < day.ends AND ${where}`;

/** Seconds from a case's receipt to its first event of a kind, for cases received in the day. */
const untilFirst = (kind: string, extra = 'true'): string => `
  SELECT c.id AS case_id, extract(epoch from min(e.at) - c.received_at)::float8 AS n
    FROM day, desk_case c JOIN case_event e ON e.case_id = c.id AND e.kind = '${kind}' AND ${extra}
   WHERE c.received_at >= day.begins AND c.received_at < day.ends GROUP BY c.id`;

export const FIGURES: readonly FigureQuery[] = [
  {
    key: 'persuasions',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT case_id, 1::float8 AS n FROM attempt, day WHERE counted_on = day.d`,
  },
  {
    key: 'people',
    unit: 'count',
    fold: 'distinct',
    byTier: false,
    sql: `SELECT case_id, person_id::text AS n FROM attempt, day
           WHERE counted_on = day.d`,
  },
  {
    key: 'alerts',
    unit: 'count',
    fold: 'sum',
    byTier: false,
    sql: `SELECT case_id, 1::float8 AS n FROM alert, day WHERE received_at >= day.begins AND received_at < day.ends`,
  },
  {
    key: 'cases_opened',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT id AS case_id, 1::float8 AS n FROM desk_case, day WHERE received_at >= day.begins AND received_at < day.ends`,
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
    sql: `SELECT case_id, 1::float8 AS n FROM message, day WHERE sent_at >= day.begins AND sent_at < day.ends`,
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
    sql: `SELECT case_id, 1::float8 AS n FROM alarm, day WHERE percent = 100 AND raised_at >= day.begins AND raised_at < day.ends`,
  },
  {
    key: 'durable',
    unit: 'count',
    fold: 'sum',
    byTier: true,
    sql: `SELECT id AS case_id, 1::float8 AS n FROM desk_case, day
           WHERE ended_at >= day.begins AND ended_at < day.ends AND result IN ('persuaded_phone','persuaded_visit')`,
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

/** Parameters: local day, its start, its end or the cut-off. */
export const DAY = `WITH day AS (SELECT $1::date AS d, $2::timestamptz AS begins, $3::timestamptz AS ends)`;

/** SQL of a figure's value over all tiers and for each. */
export function foldSql({ fold, byTier, sql }: FigureQuery): string {
  const value = {
    sum: 'coalesce(sum(n), 0)',
    distinct: 'count(DISTINCT n)',
    median: 'coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY n), 0)',
  }[fold];
  return byTier
    ? `${DAY} SELECT tier, ${value}::float8 AS value FROM (${sql}) f JOIN desk_case c ON c.id = f.case_id
        GROUP BY GROUPING SETS ((), (tier)) ORDER BY tier NULLS FIRST`
    : `${DAY} SELECT NULL::int AS tier, ${value}::float8 AS value FROM (${sql}) f`;
}
