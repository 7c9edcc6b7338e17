import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { alertsOf, EVERY_MS, type Scenario } from './scenario.js';
import type { FaultDesk } from './fault-desk.js';
import { TcpProxy } from './tcp-proxy.js';

/** The load of every scenario of the stores, with the fault among it. */
async function under(desk: FaultDesk, full: boolean, fault: () => Promise<void>): Promise<void> {
  const officers = desk.officers();
  await Promise.all([desk.load.alerts(alertsOf(full), EVERY_MS), fault()]);
  desk.load.stop();
  await officers;
}

export const redisStopped: Scenario = {
  name: 'Redis stopped',
  p99Ms: 2_000,
  async run(desk, rng, full) {
    const officers = desk.officers();
    // Down before the first timer is armed: what is late then is late by the sweeper alone.
    await desk.run.stopRedis();
    const outage = pause(full ? 60_000 : rng.int(8_000, 12_000));
    await desk.load.until(outage, full ? 1_000 : 300);
    await desk.run.startRedis({ empty: false });
    desk.load.stop();
    await officers;
  },
};

export const redisFlushed: Scenario = {
  name: 'Redis flushed',
  p99Ms: 4_000,
  run: (desk, rng, full) =>
    under(desk, full, async () => {
      for (let times = 0; times < (full ? 3 : 2); times += 1) {
        await pause(rng.int(400, 1_600));
        const redis = new Redis(desk.run.redis.url);
        await redis.flushall();
        redis.disconnect();
      }
    }),
};

export const redisRestartedEmpty: Scenario = {
  name: 'Redis restarted empty',
  p99Ms: 4_000,
  run: (desk, rng, full) =>
    under(desk, full, async () => {
      await pause(rng.int(800, 2_500));
      await desk.run.stopRedis();
      await pause(rng.int(500, 1_500));
      await desk.run.startRedis({ empty: true });
    }),
};

export const redisFrozen: Scenario = {
  name: 'Redis frozen while connected',
  p99Ms: 4_000,
  run: (desk, rng, full) =>
    under(desk, full, async () => {
      await pause(rng.int(500, 1_500));
      const { pid } = desk.run.redis;
      process.kill(pid, 'SIGSTOP');
      await pause(full ? 12_000 : 6_000);
      process.kill(pid, 'SIGCONT');
    }),
};

export const postgresRestarted: Scenario = {
  name: 'PostgreSQL restarted',
  run: (desk, rng, full) =>
    under(desk, full, async () => {
      for (const how of rng.sample(['fast', 'crash'] as const, 2)) {
        await pause(rng.int(500, 2_000));
        await desk.run.restartPostgres(how);
      }
    }),
};

export const connectionsCut: Scenario = {
  name: 'PostgreSQL connections cut',
  run: (desk, rng, full) =>
    under(desk, full, async () => {
      for (let times = 0; times < (full ? 4 : 2); times += 1) {
        await pause(rng.int(300, 1_200));
        await desk.db.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'holdline-%'`,
        );
      }
    }),
};

export const halfOpen: Scenario = {
  name: 'PostgreSQL half-open',
  desk: async (_rng, run) => {
    const wire = await TcpProxy.open(Number(new URL(run.postgres.url).port));
    return { wire, after: () => wire.close() };
  },
  run: (desk, rng, full) =>
    under(desk, full, async () => {
      const wire = desk.wire!;
      // Late enough that timers are armed on it.
      await pause(rng.int(2_500, 4_000));
      wire.goSilent();
      await pause(rng.int(2_000, 4_000));
      wire.heal();
    }),
};

/** Without the sweeper a dead Redis loses timers: if this shows none, no other scenario's zero means anything. */
export const withoutSweeper: Scenario = {
  name: 'proof: a desk without its sweeper',
  desk: () => ({ worker: ['no-sweeper'] }),
  mustLose: true,
  async run(desk) {
    await desk.run.stopRedis();
    await desk.load.alerts(8, EVERY_MS);
  },
};
