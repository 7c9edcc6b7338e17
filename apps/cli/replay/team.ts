import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { migrateDatabase, newSharedSecrets, parseEnv } from '#platform';
import { createRng } from '#synthetic';
import { alertsOfHalfYear, Arrivals } from './arrivals.js';
import { countIds } from './counted-ids.js';
import { HalfYear } from './half-year.js';
import type { ModelledPerson } from './modelled-person.js';
import { OutsideWorld } from './outside-world.js';
import { ReplayModule } from './replay.module.js';
import { Schedule } from './schedule.js';
import { teamFigures, type TeamFigures } from './team-figures.js';

/** What a team is to do: its share of the half-year, on a database of its own. */
export interface TeamTask {
  databaseUrl: string;
  team: number;
  teams: number;
  officers: number;
  /** RFC 3339. */
  from: string;
  days: number;
  seed: string;
}
export type TeamMessage = { day: number; alerts: number } | { figures: TeamFigures };

/** The worker's entry: one Holdline with the modelled world at the other end of its lines. */
const task = workerData as TeamTask;
await migrateDatabase(task.databaseUrl);
await countIds(task.databaseUrl);
const settings = parseEnv({
  DATABASE_URL: task.databaseUrl,
  // More than there are people at work at one instant; each connection plans every statement once.
  DATABASE_POOL: '8',
  // No job is ever queued: the sweepers do everything, driven by hand.
  REDIS_URL: 'redis://127.0.0.1:1',
  HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
  ...newSharedSecrets(),
  HARNESS: 'true',
  LOG_LEVEL: 'error',
});
const from = new Date(task.from);
const schedule = new Schedule(from.getTime());
const subscribers = new Map<string, ModelledPerson>();
const world = new OutsideWorld(createRng(`world ${task.seed}`), schedule, subscribers);
const app = await NestFactory.createApplicationContext(ReplayModule.with(settings, world), {
  logger: ['error'],
});
const rng = createRng(`half-year ${task.seed}`);
const alerts = alertsOfHalfYear(rng.fork('arrivals'), from, task.days);
const halfYear = new HalfYear(app, world, schedule, subscribers, rng);
const say = (message: TeamMessage): void => parentPort!.postMessage(message);
await halfYear.run(
  from,
  task.days,
  task.officers,
  new Arrivals(alerts, task.team, task.teams),
  (day, soFar) => say({ day, alerts: soFar }),
);
say({ figures: await teamFigures(app, halfYear, from, task.days) });
await app.close();
parentPort!.close();
