/** One alarm for the supervisor; a second one with the same key is not raised. */
export interface NewAlarm {
  caseId: string;
  rungId: string | null;
  code: string;
  percent: number | null;
  key: string;
}

export const alarmsJson = (alarms: readonly NewAlarm[]): string => JSON.stringify(alarms);

/**
 * Parts of a statement: raises the alarms of JSON parameter $n as `raised`, and clears as `superseded` what they say
 * anew, since a clock that has run out says all that its earlier mark said.
 */
export const RAISE = (n: number): string => `
  raised AS (
    INSERT INTO alarm (key, case_id, rung_id, code, percent, raised_at)
    SELECT key, "caseId", "rungId", code, percent, holdline_now()
      FROM jsonb_to_recordset($${n}::jsonb)
           AS a(key text, "caseId" uuid, "rungId" text, code text, percent smallint)
        ON CONFLICT (key) DO NOTHING
    RETURNING id, key, case_id, rung_id, code, percent
  ), superseded AS (
    UPDATE alarm SET cleared_at = holdline_now()
     WHERE key IN (SELECT regexp_replace(key, ':100:clock_100$', ':80:clock_80') FROM raised WHERE percent = 100)
       AND acknowledged_at IS NULL AND cleared_at IS NULL
    RETURNING id, case_id, code
  )`;

/** What the feed hears of both. */
export const RAISED_EVENTS = `
  SELECT case_id, 'alarm' AS kind,
         jsonb_build_object('alarmId', id, 'code', code, 'rungId', rung_id, 'percent', percent) AS data FROM raised
  UNION ALL
  SELECT case_id, 'alarm_cleared', jsonb_build_object('alarmId', id, 'code', code) FROM superseded`;

/** Raises the alarms of JSON parameter $1 outside a decision. */
export const RAISE_ALARMS = `
  WITH ${RAISE(1)}
  INSERT INTO case_event (case_id, version, kind, at, data)
  SELECT e.case_id, c.version, e.kind, holdline_now(), e.data
    FROM (${RAISED_EVENTS}) AS e JOIN desk_case c ON c.id = e.case_id`;
