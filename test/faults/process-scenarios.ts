import { setTimeout as pause } from 'node:timers/promises';
import type { Rng } from '#synthetic';
import { alertsOf, EVERY_MS, type Scenario } from './scenario.js';

/** Boundaries between a commit and what follows it, and around each effect (preload/fault-point.mjs). */
const WORKER_POINTS = [
  'relay: marked, not given',
  'relay: given',
  'arm: marked, not given',
  'arm: given',
  'outbox: written, not committed',
  'effect: taken, not done',
  'effect: done, not settled',
  'outbox: result known, not settled',
  'outbox: settled',
  'case: decided, not committed',
  'wake: committed',
  'feed: sealed',
];
const API_POINTS = [
  'alerts: read, not written',
  'alerts: written, not answered',
  'case: decided, not committed',
  'attempt: decided, not committed',
];
const PULL_POINTS = ['pull: page fetched, not kept', 'pull: page and cursor kept'];

const nth = (rng: Rng, point: string): string => `${point}#${rng.int(1, 4)}`;

export const workerKilled: Scenario = {
  name: 'worker killed',
  async run(desk, rng, full) {
    const officers = desk.officers();
    const kills = async (): Promise<void> => {
      for (let times = 0; times < (full ? 2 : 1); times += 1) {
        await pause(rng.int(500, 2_500));
        await desk.worker.kill();
      }
    };
    await Promise.all([desk.load.alerts(alertsOf(full), EVERY_MS), kills()]);
    desk.load.stop();
    await officers;
  },
};

export const workerKilledAtEachBoundary: Scenario = {
  name: 'worker killed at each boundary',
  async run(desk, rng) {
    const officers = desk.officers();
    const deaths = async (): Promise<void> => {
      for (const point of rng.sample(WORKER_POINTS, WORKER_POINTS.length)) {
        await desk.worker.dieAt(nth(rng, point));
      }
    };
    await desk.load.until(deaths(), 2 * EVERY_MS);
    desk.load.stop();
    await officers;
  },
};

export const apiKilledAtEachBoundary: Scenario = {
  name: 'api killed at each boundary',
  async run(desk, rng) {
    const officers = desk.officers();
    const deaths = async (): Promise<void> => {
      for (const point of rng.sample(API_POINTS, API_POINTS.length)) await desk.api.dieAt(nth(rng, point));
    };
    await desk.load.until(deaths(), 2 * EVERY_MS);
    desk.load.stop();
    await officers;
  },
};

export const pullKilledBetweenPageAndCursor: Scenario = {
  name: 'worker killed between page and cursor',
  desk: () => ({ prepare: (db) => db.query(`UPDATE source SET pull_every_s = 1 WHERE kind = 'pull'`) }),
  async run(desk, rng) {
    for (const point of rng.sample(PULL_POINTS, PULL_POINTS.length)) {
      const planted = Array.from({ length: 10 }, () => desk.load.made());
      await desk.tell('POST', '/upstream/alerts', planted);
      await desk.worker.dieAt(`${point}#1`);
    }
    desk.load.stop();
  },
  async check(desk) {
    const { rows } = await desk.db.query<{ n: number }>(`SELECT count(*)::int AS n FROM alert`);
    const planted = desk.load.phones.size;
    return rows[0]!.n === planted ? [] : [`${planted} alerts planted, ${rows[0]!.n} taken`];
  },
};

export const wrongClocks: Scenario = {
  name: 'clocks of two workers wrong',
  desk: (rng) => ({
    worker: ['wrong-clock'],
    env: { worker: { FAULT_CLOCK_MS: String(rng.int(30, 90) * 60_000) } },
  }),
  p99Ms: 4_000,
  async run(desk, rng, full) {
    await desk.secondWorker([], { FAULT_CLOCK_MS: String(-rng.int(30, 90) * 60_000) });
    const officers = desk.officers();
    await desk.load.alerts(alertsOf(full), EVERY_MS);
    desk.load.stop();
    await officers;
  },
};
