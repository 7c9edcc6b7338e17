/** Cases that wait for their next clock, written by the desk's own store, due when a measurement wants them. */
import { CaseStore } from '../../../dist/libs/cases/case.store.js';
import { decide, DEFAULT_PLAYBOOK, openSnapshot } from '../../../dist/libs/escalation/index.js';
import { Database, makeDataSource } from '../../../dist/libs/platform/index.js';

const CRITICAL_SHARE = 0.05;
const AT_ONCE = 500;
const PATIENCE_MS = 60_000;

/**
 * Timers that are due one after the other, or at one instant when `perSecond` is Infinity; every twentieth is critical.
 *
 * @returns for each when it is due, in ms after the first
 */
export const strewn = (count, perSecond) =>
  Array.from({ length: count }, (_, i) => ({
    afterMs: perSecond === Infinity ? 0 : (i * 1000) / perSecond,
    critical: i % (1 / CRITICAL_SHARE) === 0,
  }));

/**
 * A case of which the sign-in clock runs out at `dueAt`: nobody took it, its mark at 80 % has rung, and this one rings
 * too. Neither tier is held back by quiet hours, so it does not depend on the hour.
 */
function waitingCase(caseId, tier, dueAt) {
  const facts = {
    ...{ fraudType: 'fake_loan', signals: [], flags: [], alertsIn30Days: 1 },
    ...{ hasPhone: true, hasAddress: true, hasRelative: false },
  };
  const openedAt = (receivedAt) => {
    const opening = {
      caseId,
      playbook: DEFAULT_PLAYBOOK,
      receivedAt,
      tier,
      tierFloor: tier,
      tierReasons: [],
      facts,
    };
    const opened = decide(
      openSnapshot(opening),
      DEFAULT_PLAYBOOK,
      { type: 'opened', raisedAt: receivedAt },
      receivedAt,
    );
    const { snapshot } = opened;
    return decide(snapshot, DEFAULT_PLAYBOOK, { type: 'wake' }, snapshot.wakeAt);
  };
  // Its clocks count from when the alert was received, so that is what has to be right.
  const shifted = openedAt(dueAt).snapshot.wakeAt - dueAt;
  const receivedAt = dueAt - shifted;
  // What led here was rung and told before; only the case itself is written.
  return { receivedAt, decision: { ...openedAt(receivedAt), events: [], effects: [] } };
}

/**
 * Writes a case for each timer. Their persons are rows and nothing else: an alarm looks at nobody.
 *
 * @param first epoch ms when the first timer is due
 * @returns the cases' ids and due times, in the order of the timers
 */
export async function armedCases(desk, timers, first) {
  const source = await makeDataSource(desk.databaseUrl, {
    poolSize: 2,
    applicationName: 'bench',
  }).initialize();
  const db = new Database(source);
  const store = new CaseStore();
  try {
    const ids = await db.query(
      `WITH made AS (INSERT INTO person (data_key, sealed) SELECT '', '' FROM generate_series(1, $1::int) RETURNING id)
       SELECT id AS person, uuidv7() AS id FROM made`,
      [timers.length],
    );
    const cases = timers.map(({ afterMs, critical }, i) => ({
      ...ids[i],
      tier: critical ? 'critical' : 'high',
      dueAt: first + afterMs,
    }));
    for (let at = 0; at < cases.length; at += AT_ONCE) {
      await db.transaction(async (tx) => {
        for (const { id, person, tier, dueAt } of cases.slice(at, at + AT_ONCE)) {
          const { receivedAt, decision } = waitingCase(id, tier, dueAt);
          const fields = { personId: person, station: null, amountFen: null, receivedAt };
          store.insert(tx, decision, fields, receivedAt, null);
        }
      });
    }
    return cases;
  } finally {
    await source.destroy();
  }
}

/** Waits for the last of them. @returns how late in ms each decision was committed; Infinity where there is none */
export async function committed(desk, cases) {
  const ids = cases.map(({ id }) => id);
  const last = Math.max(...cases.map(({ dueAt }) => dueAt));
  const [{ ms: ahead }] = await desk.rows(
    `SELECT greatest(0, $1::float8 - extract(epoch from clock_timestamp()) * 1000)::float8 AS ms`,
    [last],
  );
  await new Promise((resolve) => setTimeout(resolve, ahead));
  const fired = async () => (await desk.rows(DUE, [last])).length === 0;
  await desk.until('all timers fired', fired, { withinMs: PATIENCE_MS }).catch(() => undefined);
  const at = new Map((await desk.rows(COMMITTED, [ids])).map((row) => [row.case_id, row.ms]));
  return cases.map(({ id, dueAt }) => (at.get(id) ?? Infinity) - dueAt);
}

/** The alarm of the clock that ran out: nobody writes its row again, so its transaction is the decision's. */
const ALARM = `case_id = ANY ($1) AND key LIKE '%:sign_in:%:clock_100'`;
/** A case that was due by $1 (epoch ms) and waits: the cheapest look there is, since looking is in the way too. */
const DUE = `SELECT FROM desk_case WHERE wake_at <= to_timestamp($1::float8 / 1000) LIMIT 1`;
const COMMITTED = `
  SELECT case_id, (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 AS ms
    FROM alarm WHERE ${ALARM}`;
