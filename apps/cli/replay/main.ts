import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NestFactory } from '@nestjs/core';
import { migrateDatabase, newSharedSecrets, parseEnv, wallClock } from '#platform';
import { startPostgres } from '#stores';
import { createRng } from '#synthetic';
import { countIds } from './counted-ids.js';
import { HalfYear } from './half-year.js';
import type { ModelledPerson } from './modelled-person.js';
import { OutsideWorld } from './outside-world.js';
import { PARAMETERS } from './parameters.js';
import { ReplayModule } from './replay.module.js';
import { replayReport } from './replay-report.js';
import { Schedule } from './schedule.js';

/**
 * `npm run replay -- [--days N] [--seed S]`: a modelled half-year through the real use cases on a PostgreSQL of its own
 * and a clock moved by hand. Exits 1 when Holdline's count differs from the truth or somebody was dropped.
 */
const { values } = parseArgs({
  options: { days: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const days = Number(values.days ?? PARAMETERS.days);
if (!Number.isInteger(days) || days < 1 || days > PARAMETERS.days) {
  process.stderr.write(`--days must be a whole number from 1 to ${PARAMETERS.days}\n`);
  process.exit(2);
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const started = wallClock.elapsed();
const seconds = (): number => Math.round((wallClock.elapsed() - started) / 1000);
const dataDir = await mkdtemp(join(tmpdir(), 'holdline-replay-'));
const postgres = await startPostgres({
  dataDir,
  durable: false,
  temporary: true,
  socket: true,
  // A modelled day takes seconds, so what PostgreSQL does every minute has to come around that much sooner.
  settings: {
    jit: 'off',
    autovacuum_naptime: '10s',
    autovacuum_vacuum_cost_delay: '0',
    random_page_cost: '1.1',
    update_process_title: 'off',
    // Clocks are looked up by what is due, where the entries of rows that have moved on are many: a plain index scan
    // notes which are dead, a bitmap visits them all again.
    enable_bitmapscan: 'off',
    // Everything is looked up by its key or by what is first of an index: planned once is planned well.
    plan_cache_mode: 'force_generic_plan',
  },
});
try {
  await migrateDatabase(postgres.url);
  await countIds(postgres.url);
  const settings = parseEnv({
    DATABASE_URL: postgres.url,
    // More than there are people at work at one instant; each connection plans every statement once.
    DATABASE_POOL: '8',
    // No job is ever queued: the sweepers do everything, driven by hand.
    REDIS_URL: 'redis://127.0.0.1:1',
    HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
    ...newSharedSecrets(),
    HARNESS: 'true',
    LOG_LEVEL: 'error',
  });
  const from = new Date(`${PARAMETERS.firstDay}T00:00:00+08:00`);
  const schedule = new Schedule(from.getTime());
  const subscribers = new Map<string, ModelledPerson>();
  const world = new OutsideWorld(createRng(`world ${values.seed}`), schedule, subscribers);
  const app = await NestFactory.createApplicationContext(ReplayModule.with(settings, world), {
    logger: ['error'],
  });
  const halfYear = new HalfYear(app, world, schedule, subscribers, `half-year ${values.seed}`);
  say(`Replay of ${days} days from ${PARAMETERS.firstDay}, seed ${values.seed}.`);
  await halfYear.run(from, days, {
    day: (day, alerts) => {
      if (day > 0 && day % 10 === 0) say(`  day ${day}: ${alerts} alerts so far, ${seconds()} s`);
    },
  });
  const { text, holds } = await replayReport(app, halfYear, from, days);
  say(`\n${text}\n\nwall time ${seconds()} s`);
  process.exitCode = holds ? 0 : 1;
  await app.close();
} finally {
  await postgres.stop();
}
process.exit();
