import type { Pool } from 'pg';

/** Seconds after receipt at which each case has a timer of its own (preload/short-ladders.mjs). */
export const WAITS = [0.6, 1.1, 1.7, 2.2, 2.8, 3.3, 3.9, 4.4, 5, 5.5, 6.1, 6.6];
/** A wake this late is lost: sweeper and auditor have both had their turns. */
const LOST_AFTER_S = 5;

export interface TimerFigures {
  armed: number;
  fired: number;
  /** The three ways in which one is doubled; a ladder that was begun anew may begin its waits anew, once each time. */
  begunTwice: number;
  numbersReused: number;
  overwritten: number;
  lost: number;
  early: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  max: number;
}

/**
 * A ledger that the database itself keeps of every arming of every case, whoever wrote it: one line for each wake_no,
 * closed when a decision puts another one in its place. It is in the scenario's own database and nowhere else.
 */
const LEDGER = `
  CREATE TABLE fault_timer (case_id uuid, wake_no int, wake_at timestamptz, armed_at timestamptz, gone_at timestamptz);
  CREATE INDEX fault_timer_case ON fault_timer (case_id, wake_no);
  CREATE TABLE fault_overwrite (case_id uuid, was json, became json);
  CREATE FUNCTION fault_note() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      -- Written over a decision that was taken meanwhile; arming anew alone has no new version, but a new wake.
      IF NEW.snapshot::text <> OLD.snapshot::text AND NEW.version <= OLD.version AND NEW.wake_no <= OLD.wake_no THEN
        INSERT INTO fault_overwrite VALUES (NEW.id, OLD.snapshot, NEW.snapshot);
      END IF;
      IF NEW.wake_no = OLD.wake_no AND NEW.wake_at IS NOT DISTINCT FROM OLD.wake_at THEN RETURN NULL; END IF;
      UPDATE fault_timer SET gone_at = clock_timestamp()
       WHERE case_id = OLD.id AND wake_no = OLD.wake_no AND gone_at IS NULL;
    END IF;
    IF NEW.wake_at IS NOT NULL THEN
      INSERT INTO fault_timer VALUES (NEW.id, NEW.wake_no, NEW.wake_at, clock_timestamp());
    END IF;
    RETURN NULL;
  END $$;
  CREATE TRIGGER fault_note AFTER INSERT OR UPDATE ON desk_case FOR EACH ROW EXECUTE FUNCTION fault_note();`;

export async function openLedger(db: Pool): Promise<void> {
  await db.query(LEDGER);
}

/** Waits that every open case had to start, and the events that say that it did. A case that ended owes none after its end. */
const EXPECTED = `
  SELECT c.id, w.at, 'wait_' || (w.n - 1) AS rung_id, c.received_at + make_interval(secs => w.at) AS start_at
    FROM desk_case c, unnest($1::float8[]) WITH ORDINALITY AS w(at, n)
   WHERE c.received_at + make_interval(secs => w.at) < coalesce(c.ended_at, clock_timestamp())`;
const STARTED = `
  SELECT case_id, data->>'rungId' AS rung_id, at FROM case_event
   WHERE kind = 'rung_done' AND data->>'rungKind' = 'wait'`;

/** A wait that was called off, as persuasion does, owes nothing. */
const UNANSWERED = `NOT EXISTS (SELECT FROM case_event a WHERE a.case_id = e.id AND a.data->>'rungId' = e.rung_id
  AND a.kind IN ('rung_done', 'rung_cancelled'))`;

/** Waits and wakes that are due and still to come. */
export async function outstanding(db: Pool): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT (SELECT count(*) FROM desk_case c, unnest($1::float8[]) AS w(at)
              WHERE c.state <> 'ended' AND c.received_at + make_interval(secs => w.at) > clock_timestamp())::int
          + (SELECT count(*) FROM (${EXPECTED}) e
              WHERE ${UNANSWERED})::int
          + (SELECT count(*) FROM desk_case WHERE wake_at < clock_timestamp())::int AS n`,
    [WAITS],
  );
  return rows[0]!.n;
}

/**
 * What became of all timers. Armed: every wake that was ever set. Fired: those that came due and were decided, by a
 * wake-up or by whatever else looked at the case then. Lost: due for 5 s and still there, or a wait that never began.
 * Doubled: a wait that began twice, a wake number used twice, a decision written over a newer one. Early: a wait that
 * began before its time.
 */
export async function timerFigures(db: Pool): Promise<TimerFigures> {
  const { rows } = await db.query<TimerFigures>(
    `WITH expected AS (${EXPECTED}), started AS (${STARTED}),
          lateness AS (SELECT extract(epoch from gone_at - wake_at) * 1000 AS ms FROM fault_timer WHERE gone_at >= wake_at)
     SELECT (SELECT count(*) FROM fault_timer)::int AS armed,
            (SELECT count(*) FROM lateness)::int AS fired,
            (SELECT coalesce(sum(greatest(0, s.times - (r->>'cycle')::int - 1)), 0)
               FROM (SELECT case_id, rung_id, count(*) AS times FROM started GROUP BY 1, 2) s
               JOIN desk_case c ON c.id = s.case_id, json_array_elements(c.snapshot->'rungs') AS r
              WHERE r->>'id' = s.rung_id)::int AS "begunTwice",
            (SELECT count(*) - count(DISTINCT (case_id, wake_no)) FROM fault_timer)::int AS "numbersReused",
            (SELECT count(*) FROM fault_overwrite)::int AS overwritten,
            (SELECT count(*) FROM fault_timer t JOIN desk_case c ON c.id = t.case_id
              WHERE gone_at IS NULL AND t.wake_at < clock_timestamp() - make_interval(secs => $2))::int
              + (SELECT count(*) FROM expected e WHERE e.start_at < clock_timestamp() - make_interval(secs => $2)
                   AND ${UNANSWERED})::int AS lost,
            (SELECT count(*) FROM expected e JOIN started s ON (s.case_id, s.rung_id) = (e.id, e.rung_id)
              WHERE s.at < e.start_at - interval '1 millisecond')::int AS early,
            coalesce((SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FROM lateness), 0)::float8 AS p50,
            coalesce((SELECT percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) FROM lateness), 0)::float8 AS p99,
            coalesce((SELECT max(ms) FROM lateness), 0)::float8 AS max`,
    [WAITS, LOST_AFTER_S],
  );
  return rows[0]!;
}
