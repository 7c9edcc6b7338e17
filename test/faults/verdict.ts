import type { Pool } from 'pg';
import { FINDINGS } from '#cases';
import { wallClock } from '#platform';
import type { FaultDesk } from './fault-desk.js';
import { outsideFaults } from './outside-check.js';
import { outstanding, timerFigures, type TimerFigures } from './timer-ledger.js';

/** Longest wait until nothing is outstanding; a restarted PostgreSQL on a busy machine is the slowest. */
const REST_MS = 40_000;

export interface Verdict extends TimerFigures {
  alerts: number;
  cases: number;
  doubled: number;
  lostAlerts: number;
  /** Everything else that is wrong, a line each. */
  faults: string[];
}

/**
 * Waits until the desk is at rest and looks at what became of the scenario.
 *
 * @param restMs how long it may take to come to rest; what has not happened by then counts as lost
 */
export async function verdictOf(desk: FaultDesk, restMs = REST_MS): Promise<Verdict> {
  const { db, load } = desk;
  const placed = (): Promise<boolean> => isZero(db, UNPLACED);
  const fired = async (): Promise<boolean> => (await outstanding(db)) === 0;
  const settled = async (): Promise<boolean> => {
    await db.query(TIME_IS_UP, [desk.worker.bornAt]);
    return isZero(db, UNSETTLED);
  };
  const found = async (): Promise<boolean> => (await findings(db)).length === 0;
  const faults: string[] = [];
  const end = wallClock.elapsed() + restMs;
  for (const [what, rests] of Object.entries({ placed, fired, settled, found })) {
    const left = Math.max(1_000, end - wallClock.elapsed());
    if (!(await desk.comesTrue(rests, left))) faults.push(`not at rest in time: ${what}`);
  }

  const { rows } = await db.query<{ source_ref: string; case_id: string | null; id: string }>(
    `SELECT a.source_ref, c.id AS case_id, a.id FROM alert a LEFT JOIN desk_case c ON c.id = a.case_id`,
  );
  const inCase = new Set(rows.filter((row) => row.case_id !== null).map((row) => row.id));
  const phoneOf = new Map(
    rows.flatMap((row) => {
      const phone = load.phones.get(row.source_ref);
      return row.case_id !== null && phone !== undefined ? [[row.case_id, phone] as const] : [];
    }),
  );
  faults.push(...(await outsideFaults(db, desk.sandboxUrl, phoneOf)));
  for (const { kind } of await findings(db)) faults.push(`the auditor finds ${kind}`);
  const { rows: there } = await db.query<{ id: string }>('SELECT id FROM attempt');
  const recorded = new Set(there.map(({ id }) => id));
  for (const id of load.attempts)
    if (!recorded.has(id)) faults.push('an attempt that was answered is not there');
  const { rows: unsaid } = await db.query(MOVED_WITHOUT_A_WORD);
  if (unsaid.length > 0) faults.push(`${unsaid.length} cases whose timeline and state disagree`);
  for (const one of desk.programs) faults.push(...one.crashes);
  const figures = await timerFigures(db);
  for (const way of ['begunTwice', 'numbersReused', 'overwritten'] as const)
    if (figures[way] > 0) faults.push(`${way}: ${figures[way]}`);
  if (figures.early > 0) faults.push(`${figures.early} timers before their time`);
  return {
    ...figures,
    doubled: figures.begunTwice + figures.numbersReused + figures.overwritten,
    alerts: rows.length,
    cases: new Set(phoneOf.keys()).size,
    lostAlerts: [...load.accepted].filter((id) => !inCase.has(id)).length,
    faults,
  };
}

/**
 * What a process was sending when it was killed counts as lost after a minute; nobody here waits that long. Whoever
 * still waits for the SMS centre has given up after 15 s, and a worker that was killed waits no more.
 */
const TIME_IS_UP = `UPDATE outbox SET sending_until = clock_timestamp()
  WHERE kind = 'outreach.sms' AND state = 'sending' AND sending_until > clock_timestamp()
    AND sending_until - interval '60 seconds' < greatest(clock_timestamp() - interval '17 seconds', to_timestamp($1 / 1000.0))`;
const UNPLACED = `SELECT count(*)::int AS n FROM alert WHERE case_id IS NULL AND status IN ('accepted', 'revised')`;
const UNSETTLED = `SELECT count(*)::int AS n FROM outbox
  WHERE state = 'sending' OR (state = 'pending' AND run_after < clock_timestamp() + interval '5 seconds')`;
/** A decision writes state and timeline in one statement; one without the other would be half a commit. */
const MOVED_WITHOUT_A_WORD = `
  SELECT c.id FROM desk_case c
   WHERE NOT EXISTS (SELECT FROM case_event e WHERE e.case_id = c.id AND e.kind = 'case_opened')
      OR EXISTS (SELECT FROM case_event e WHERE e.case_id = c.id AND e.version > c.version)`;

async function isZero(db: Pool, sql: string): Promise<boolean> {
  return (await db.query<{ n: number }>(sql)).rows[0]!.n === 0;
}

/** The auditor's own query, without its healing. */
async function findings(db: Pool): Promise<{ kind: string }[]> {
  return (await db.query<{ kind: string }>(FINDINGS)).rows;
}
