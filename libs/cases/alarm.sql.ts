/** One alarm for the supervisor; a second one with the same key is not raised. */
export interface NewAlarm {
  caseId: string;
  rungId: string | null;
  code: string;
  percent: number | null;
  key: string;
}

/** Keys of clocks that have run out: of a rung's, and of the second person's. */
const RUN_OUT = /:100:(clock_100|confirmation_overdue)$/;

/** The two parameters of RAISE: the alarms, and the keys of earlier ones that they say anew. */
export function alarmParams(alarms: readonly NewAlarm[]): [json: string, superseded: string[]] {
  // A clock that has run out says all that its earlier mark said.
  const run = alarms.map(({ key }) => key).filter((key) => RUN_OUT.test(key));
  return [JSON.stringify(alarms), run.map((key) => key.replace(RUN_OUT, ':80:clock_80'))];
}

/**
 * Parts of a statement: raises alarms as `raised` and clears others as `superseded`, from parameter n on. What is open is
 * said so that only the key's index fits: by the index of open alarms each decision would look at every one there is.
 */
export const RAISE = (n: number): string => `
  raised AS (
    INSERT INTO alarm (key, case_id, rung_id, code, percent, raised_at)
    SELECT key, "caseId", "rungId", code, percent, holdline_now()
      FROM jsonb_to_recordset($${n}::jsonb)
           AS a(key text, "caseId" uuid, "rungId" text, code text, percent smallint)
        ON CONFLICT (key) DO NOTHING
    RETURNING id, case_id, rung_id, code, percent
  ), superseded AS (
    UPDATE alarm SET cleared_at = holdline_now()
     WHERE key = ANY ($${n + 1}::text[]) AND coalesce(acknowledged_at, cleared_at) IS NULL
    RETURNING id, case_id, code
  )`;

/** What the feed hears of both. */
export const RAISED_EVENTS = `
  SELECT case_id, 'alarm' AS kind,
         jsonb_build_object('alarmId', id, 'code', code, 'rungId', rung_id, 'percent', percent) AS data FROM raised
  UNION ALL
  SELECT case_id, 'alarm_cleared', jsonb_build_object('alarmId', id, 'code', code) FROM superseded`;

/** Raises alarms outside a decision; parameters as `alarmParams` gives them. */
export const RAISE_ALARMS = `
  WITH ${RAISE(1)}
  INSERT INTO case_event (case_id, version, kind, at, data)
  SELECT e.case_id, c.version, e.kind, holdline_now(), e.data
    FROM (${RAISED_EVENTS}) AS e JOIN desk_case c ON c.id = e.case_id`;
