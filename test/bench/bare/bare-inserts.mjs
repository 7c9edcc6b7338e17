/** The limits of what is written in SQL alone: multi-row INSERTs, and the rows of a case in one transaction. */
import pg from 'pg';
import { serve } from '../child.mjs';
import { alertMaker } from '../alerts.mjs';
import { insertAlerts } from './bare-alert.mjs';
import { wallClock } from '../../../dist/libs/platform/index.js';

const PATTERNS = 2_000;

/** `work(client, i)` again and again on each of `connections` until `more(i)` says no. @returns how often, and ms */
async function onEach(databaseUrl, connections, work, more) {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new pg.Client({ connectionString: databaseUrl, pipeline: true });
      await client.connect();
      return client;
    }),
  );
  let taken = 0;
  const started = wallClock.elapsed();
  await Promise.all(
    clients.map(async (client) => {
      while (more(taken)) await work(client, taken++);
    }),
  );
  const ms = wallClock.elapsed() - started;
  await Promise.all(clients.map((client) => client.end()));
  return { done: taken, ms };
}

serve({
  /** INSERTs of `batch` rows each for `ms`. @returns rows and ms */
  batches: async ({ databaseUrl, connections, batch, ms, seed }) => {
    const make = alertMaker(seed);
    const payloads = Array.from({ length: PATTERNS }, () => make().json);
    const statement = insertAlerts(batch);
    const alertsOf = (n) =>
      Array.from({ length: batch }, (_, i) => ({
        ref: `${seed}-${n}-${i}`,
        json: payloads[(n * batch + i) % PATTERNS],
      }));
    const insert = (client, n) => client.query(statement(alertsOf(n)));
    const until = wallClock.elapsed() + ms;
    const run = await onEach(databaseUrl, connections, insert, () => wallClock.elapsed() < until);
    return { rows: run.done * batch, ms: run.ms };
  },

  /**
   * Runs each transaction once: `transactions[i]` are the statements of one case, as `{ text, values }`; all of them
   * leave in one packet, and only the COMMIT is waited for.
   */
  transactions: async ({ databaseUrl, connections, transactions }) => {
    const whole = (client, i) => {
      const sent = [
        client.query('BEGIN'),
        ...transactions[i].map(({ text, values }) => client.query({ name: nameOf(text), text, values })),
        client.query('COMMIT'),
      ];
      return Promise.all(sent);
    };
    const { done, ms } = await onEach(databaseUrl, connections, whole, (i) => i < transactions.length);
    return { transactions: done, ms };
  },
});

const names = new Map();
/** Prepared once on each connection, as the desk does. */
function nameOf(text) {
  if (!names.has(text)) names.set(text, `t${names.size}`);
  return names.get(text);
}
