/**
 * The figures of a day, each as one query of the rows it counts, so that a number and the list it opens cannot differ:
 * `(id, case_id, at, n)`, where `id` is the row's own, `at` when it counted, `n` seconds for a median. `day` is one row:
 * the local day `d`, its start `begins`, its end or the cut-off `ends`. Definitions: domain.md section 7.
 */
export interface FigureQuery {
  key: string;
  /** count: how many rows there are. seconds: the median of `n`. */
  unit: 'count' | 'seconds';
  byTier: boolean;
  sql: string;
}

const attempts = (where: string): string => `
  SELECT id, case_id, recorded_at AS at, NULL::float8 AS n FROM attempt, day
   WHERE recorded_at >= day.begins AND recorded_at < day.ends AND ${where}`;

/** Seconds from receipt to the earliest of `moments`, for cases received in the day; `c` is the case. */
const untilFirst = (moments: string): string => `
  SELECT c.id, c.id AS case_id, f.at, extract(epoch from f.at - c.received_at)::float8 AS n
    FROM day, desk_case c CROSS JOIN LATERAL (SELECT min(m.at) AS at FROM (${moments}) m) f
   WHERE c.received_at >= day.begins AND c.received_at < day.ends AND f.at IS NOT NULL`;

const PERSUASIONS = `
  SELECT id, case_id, ended_at AS at, NULL::float8 AS n FROM attempt, day WHERE counted_on = day.d`;

const PEOPLE = `
  SELECT DISTINCT ON (person_id) id, case_id, ended_at AS at, NULL::float8 AS n FROM attempt, day
   WHERE counted_on = day.d ORDER BY person_id, ended_at, id`;

const PAID = `outcome IN ('paid','paid_after_persuasion')`;
/** A payment told so soon after a watch window counts against it: it was made in it, or right after [chosen]. */
const UNDONE_DAYS = 7;
/** A persuaded case whose last follow-up found the person still persuaded. */
const PERSUADED = `result IN ('persuaded_phone','persuaded_visit')`;

/** A call begins when it is dialled; one that was only recorded, when the officer says it began. */
const CALLS_BEGUN = `
  SELECT started_at AS at FROM officer_call WHERE case_id = c.id
  UNION ALL SELECT created_at FROM robot_call WHERE case_id = c.id AND state <> 'failed'
  UNION ALL SELECT coalesce(started_at, ended_at) FROM attempt WHERE case_id = c.id AND kind IN ('call','robot_call')`;

const count = (key: string, byTier: boolean, sql: string): FigureQuery => ({
  key,
  unit: 'count',
  byTier,
  sql,
});
const median = (key: string, moments: string): FigureQuery => ({
  ...{ key, unit: 'seconds', byTier: true },
  sql: untilFirst(moments),
});

export const FIGURES: readonly FigureQuery[] = [
  count('persuasions', true, PERSUASIONS),
  count('people', false, PEOPLE),
  count(
    'alerts',
    false,
    `SELECT id, case_id, received_at AS at, NULL::float8 AS n FROM alert, day
      WHERE received_at >= day.begins AND received_at < day.ends`,
  ),
  count(
    'cases_opened',
    true,
    `SELECT id, id AS case_id, received_at AS at, NULL::float8 AS n FROM desk_case, day
      WHERE received_at >= day.begins AND received_at < day.ends`,
  ),
  count('calls', false, attempts(`kind IN ('call','robot_call','follow_up')`)),
  count('visits', false, attempts(`kind = 'visit'`)),
  count(
    'sms',
    false,
    `SELECT id, case_id, sent_at AS at, NULL::float8 AS n FROM message, day
      WHERE sent_at >= day.begins AND sent_at < day.ends`,
  ),
  count('false_alarms', true, attempts(`outcome = 'false_alarm'`)),
  count('paid', true, attempts(PAID)),
  count(
    'overdue',
    true,
    `SELECT id, case_id, raised_at AS at, NULL::float8 AS n FROM alarm, day
      WHERE percent = 100 AND raised_at >= day.begins AND raised_at < day.ends`,
  ),
  count(
    'durable',
    true,
    `SELECT id, id AS case_id, ended_at AS at, NULL::float8 AS n FROM desk_case, day
      WHERE ended_at >= day.begins AND ended_at < day.ends AND ${PERSUADED}`,
  ),
  // What was counted as durable stays counted on its day: that it was not is another row, on the day it was told.
  count(
    'durable_undone',
    true,
    `SELECT c.id, c.id AS case_id, first.at, NULL::float8 AS n
       FROM day, (SELECT DISTINCT person_id FROM attempt, day
                   WHERE recorded_at >= day.begins AND recorded_at < day.ends AND ${PAID}) told
       JOIN desk_case c ON c.person_id = told.person_id AND c.${PERSUADED}
       CROSS JOIN LATERAL (SELECT min(recorded_at) AS at FROM attempt
                            WHERE person_id = c.person_id AND recorded_at >= c.ended_at
                              AND recorded_at < c.ended_at + interval '${UNDONE_DAYS} days' AND ${PAID}) first
      WHERE first.at >= day.begins AND first.at < day.ends`,
  ),
  // Only low expires; the supervisor samples this list (domain.md section 3).
  count(
    'expired',
    false,
    `SELECT id, id AS case_id, ended_at AS at, NULL::float8 AS n FROM desk_case, day
      WHERE ended_at >= day.begins AND ended_at < day.ends AND result = 'expired'`,
  ),
  median('time_to_sign_in', `SELECT at FROM case_event WHERE case_id = c.id AND kind = 'claimed'`),
  median('time_to_first_call', CALLS_BEGUN),
];

/**
 * A figure's rows with the tier that the case had at the time, so that a raise tomorrow does not move yesterday: the tier
 * it was first raised from afterwards, or else today's. Parameters: local day, its start, its end or the cut-off.
 */
export const rowsOf = ({ sql }: FigureQuery): string => `
  WITH day AS (SELECT $1::date AS d, $2::timestamptz AS begins, $3::timestamptz AS ends),
  counted AS (
    SELECT f.*, coalesce(
             (SELECT array_position(ARRAY['critical','high','medium','low'], e.data->>'from') - 1
                FROM case_event e WHERE e.case_id = f.case_id AND e.kind = 'tier_raised' AND e.at > f.at
               ORDER BY e.id LIMIT 1),
             c.tier)::int AS tier
      FROM (${sql}) f LEFT JOIN desk_case c ON c.id = f.case_id)`;

/** SQL of a figure's value: one row over all tiers (`tier` null), and one for each where it is told by tier. */
export function valueOf(figure: FigureQuery): string {
  const value =
    figure.unit === 'count' ? 'count(*)' : 'coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY n), 0)';
  if (!figure.byTier)
    return `${rowsOf(figure)} SELECT NULL::int AS tier, ${value}::float8 AS value FROM counted`;
  return `${rowsOf(figure)} SELECT tier, ${value}::float8 AS value FROM counted
    GROUP BY GROUPING SETS ((), (tier)) ORDER BY tier NULLS FIRST`;
}
