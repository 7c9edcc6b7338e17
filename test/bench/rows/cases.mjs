/**
 * How many accepted alerts a second become cases whose ladder is armed: person matched or made, triage, case, events
 * and outbox written, and the wake given to BullMQ where it is near. The alerts wait in the database while the worker
 * is halted; the time runs from its release until the last case is armed.
 */
import { atLeast } from '../figures.mjs';
import { placedRows, waitingRows } from './case-rows.mjs';
import { shared } from './sending.mjs';
import { wallClock } from '../../../dist/libs/platform/index.js';

export const FIGURES = [
  {
    key: 'cases',
    figure: 'alerts turned into cases with an armed ladder',
    unit: '/s',
    limitOf: 'the same rows, one SQL transaction each',
    goal: atLeast(0.4, 300),
  },
];

const WARM_ALERTS = 600;
/** As many jobs as the worker has under way at once. */
const CONNECTIONS = 8;
const LOOK_MS = 50;

const LEFT = `
  SELECT (SELECT count(*)::int FROM alert WHERE case_id IS NULL AND status IN ('accepted', 'revised')) +
         (SELECT count(*)::int FROM desk_case
           WHERE armed_no <> wake_no AND wake_at < holdline_now() + interval '120 seconds') AS n`;

const allArmed = (desk) =>
  desk.until('all alerts in armed cases', async () => (await desk.rows(LEFT))[0].n === 0, {
    withinMs: 120_000,
    everyMs: LOOK_MS,
  });

export async function round({ stores, children, count, seed }) {
  const load = await children.get('load/closed-load.mjs');
  const bare = await children.get('bare/bare-inserts.mjs');
  const fill = (desk, given) =>
    load.ask('fill', { url: desk.url, path: '/api/v1/alerts', token: stores.token, ...given });
  const { value, errors } = await stores.withDesk(['api', 'worker'], async (desk) => {
    const warm = await fill(desk, { count: WARM_ALERTS, seed: `${seed}-warm` });
    await allArmed(desk);
    const worker = desk.process('worker');
    worker.kill('SIGSTOP');
    const filled = await fill(desk, { count, seed });
    const waiting = await waitingRows(desk, seed);
    const started = wallClock.elapsed();
    const { cpu } = await desk.costing(async () => {
      worker.kill('SIGCONT');
      await allArmed(desk);
    });
    const ms = wallClock.elapsed() - started;
    const [{ n: opened }] = await desk.rows(
      `SELECT count(DISTINCT case_id)::int AS n FROM alert WHERE source_ref LIKE $1`,
      [`${seed}-0%`],
    );
    const wrong = opened === count ? [] : [`${count} alerts of different people made ${opened} cases`];
    const transactions = await placedRows(desk, seed);
    return {
      ms,
      detail: { cpuMsEach: shared(cpu, count) },
      waiting,
      transactions,
      errors: [...warm.errors, ...filled.errors, ...wrong],
    };
  });
  const databaseUrl = await stores.database();
  const run = (transactions) =>
    bare.ask('transactions', { databaseUrl, connections: CONNECTIONS, transactions });
  await run(value.waiting.map((statement) => [statement]));
  const warmed = value.transactions.length / 5;
  await run(value.transactions.slice(0, warmed));
  const limit = await run(value.transactions.slice(warmed));
  return {
    cases: {
      measured: (count * 1000) / value.ms,
      limit: (limit.transactions * 1000) / limit.ms,
      detail: value.detail,
    },
    errors: [...errors, ...value.errors],
  };
}
