import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { makeDataSource, wallClock } from '#platform';
import { startPostgres } from '#stores';
import { PARAMETERS } from './parameters.js';
import { replayReport } from './replay-report.js';
import type { TeamFigures } from './team-figures.js';
import type { TeamMessage, TeamTask } from './team.js';

/**
 * `npm run replay -- [--days N] [--seed S] [--teams 1|2]`: a modelled half-year through the real use cases on a
 * PostgreSQL of its own and clocks moved by hand. Exits 1 when Holdline's count differs from the truth or somebody was
 * dropped.
 */
const { values } = parseArgs({
  options: { days: { type: 'string' }, seed: { type: 'string', default: '1' }, teams: { type: 'string' } },
});
const days = Number(values.days ?? PARAMETERS.days);
if (!Number.isInteger(days) || days < 1 || days > PARAMETERS.days) {
  process.stderr.write(`--days must be a whole number from 1 to ${PARAMETERS.days}\n`);
  process.exit(2);
}
const teams = Number(values.teams ?? PARAMETERS.teams);
if (teams !== 1 && teams !== PARAMETERS.teams) {
  process.stderr.write(`--teams must be 1 or ${PARAMETERS.teams}\n`);
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
    // Everything of the half-year stays in memory, and is not written out in between: it is thrown away at the end.
    shared_buffers: '2GB',
    max_wal_size: '8GB',
    wal_init_zero: 'off',
    checkpoint_timeout: '1h',
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
const soFar = Array.from({ length: teams }, () => ({ day: 0, alerts: 0 }));

/** Says how far all the teams are, every ten days. */
function told(team: number, day: number, alerts: number): void {
  const slowest = (): number => Math.min(...soFar.map((one) => one.day));
  const before = slowest();
  soFar[team] = { day, alerts };
  if (slowest() === before || slowest() % 10 !== 0) return;
  const all = soFar.reduce((sum, one) => sum + one.alerts, 0);
  say(`  day ${slowest()}: ${all} alerts so far, ${seconds()} s`);
}

/** Makes a database for one team and lets it run; each team has a thread to itself. */
async function runTeam(team: number): Promise<TeamFigures> {
  const name = `team_${team}`;
  const maintenance = await makeDataSource(postgres.url, { poolSize: 1 }).initialize();
  await maintenance.query(`CREATE DATABASE ${name}`);
  await maintenance.destroy();
  const databaseUrl = postgres.url.replace('/holdline?', `/${name}?`);
  if (databaseUrl === postgres.url) throw new Error('the address of PostgreSQL names its database otherwise');
  const task: TeamTask = {
    databaseUrl,
    team,
    teams,
    officers: PARAMETERS.officersOnDuty / teams,
    from: `${PARAMETERS.firstDay}T00:00:00+08:00`,
    days,
    seed: values.seed,
  };
  const worker = new Worker(new URL('./team.js', import.meta.url), {
    workerData: task,
    // Nearly all that a step makes is gone with it: room for the young saves copying it about.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', (message: TeamMessage) => {
      if ('figures' in message) resolve(message.figures);
      else told(team, message.day, message.alerts);
    });
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error(`team ${team} ended early`)));
  });
}

try {
  say(`Replay of ${days} days from ${PARAMETERS.firstDay}, seed ${values.seed}, teams ${teams}.`);
  const { text, holds } = replayReport(await Promise.all(soFar.map((_, team) => runTeam(team))));
  say(`\n${text}\n\nwall time ${seconds()} s`);
  process.exitCode = holds ? 0 : 1;
} finally {
  await postgres.stop();
}
process.exit();
