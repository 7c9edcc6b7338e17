/** The desk of one round: the compiled api and worker as processes on a database of their own. */
import { spawn } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { childEnv, wallClock } from '../../dist/libs/platform/index.js';
import { freePort } from '../../dist/libs/stores/index.js';
import { CHILD_OPTIONS, ended } from './child.mjs';
import { cpuMs } from './cpu.mjs';

const MAIN = (app) => fileURLToPath(new URL(`../../dist/apps/${app}/main.js`, import.meta.url));
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BOOT_MS = 60_000;

/** Its processes, and a connection to look at its rows. */
export class Desk {
  constructor(stores, databaseUrl, redisUrl) {
    this.stores = stores;
    this.databaseUrl = databaseUrl;
    this.redisUrl = redisUrl;
    this.prefix = new URL(databaseUrl).pathname.slice(1);
    this.folder = join(stores.folder, this.prefix);
    this.children = new Map();
    this.pool = new pg.Pool({ connectionString: databaseUrl, max: 8 });
    this.pool.on('error', () => undefined);
  }

  async start(app) {
    const port = await freePort();
    await mkdir(this.folder, { recursive: true });
    const log = join(this.folder, `${app}.log`);
    const out = await open(log, 'a');
    const { profile: profiles } = this.stores;
    const profile = profiles ? ['--cpu-prof', '--cpu-prof-dir', join(profiles, `${this.prefix}-${app}`)] : [];
    const child = spawn(process.execPath, [...CHILD_OPTIONS, ...profile, MAIN(app)], {
      cwd: ROOT,
      env: childEnv({
        ...this.stores.settings,
        DATABASE_URL: this.databaseUrl,
        REDIS_URL: this.redisUrl,
        QUEUE_PREFIX: this.prefix,
        // The trail's anchors are this database's.
        HOLDLINE_DATA: this.folder,
        PORT: String(port),
        PUBLIC_URL: `http://127.0.0.1:${port}`,
      }),
      stdio: ['ignore', out.fd, out.fd, 'ipc'],
    });
    await out.close();
    this.children.set(app, { child, log });
    if (app === 'api') this.url = `http://127.0.0.1:${port}`;
    await this.up(app, child);
  }

  /** Waits until the api answers, or until the worker's loops are at work: they look at the database every 20 ms. */
  async up(app, child) {
    const until = wallClock.elapsed() + BOOT_MS;
    const look =
      app === 'api'
        ? () =>
            fetch(`${this.url}/readyz`).then(
              ({ ok }) => ok,
              () => false,
            )
        : async () => (await this.rows(WORKING, ['holdline-worker'])).length > 0;
    while (!(await look())) {
      if (child.exitCode !== null) throw new Error(`the ${app} did not start`);
      if (wallClock.elapsed() > until) throw new Error(`the ${app} was not up within ${BOOT_MS} ms`);
      await pause(50);
    }
  }

  /** Runs `work`. @returns its value, and the ms on a core that each process and PostgreSQL took meanwhile */
  async costing(work) {
    const pids = { postgres: this.stores.postgres.pid };
    for (const [app, { child }] of this.children) pids[app] = child.pid;
    const names = Object.keys(pids);
    const look = () => Promise.all(names.map((name) => cpuMs(pids[name])));
    const before = await look();
    const value = await work();
    const after = await look();
    return { value, cpu: Object.fromEntries(names.map((name, i) => [name, after[i] - before[i]])) };
  }

  /** The process of an app, to be stopped and continued by signals. */
  process(app) {
    return this.children.get(app).child;
  }

  async rows(sql, params = []) {
    return (await this.pool.query(sql, params)).rows;
  }

  /** Looks again and again until `look` finds what it wants. @throws Error after `withinMs` */
  async until(words, look, { withinMs = 60_000, everyMs = 100 } = {}) {
    const late = wallClock.elapsed() + withinMs;
    for (;;) {
      const found = await look();
      if (found) return found;
      if (wallClock.elapsed() > late) throw new Error(`not within ${withinMs} ms: ${words}`);
      await pause(everyMs);
    }
  }

  async keepStatements() {
    const lines = (await this.rows(DEAREST)).map((row) => JSON.stringify(row));
    await writeFile(join(this.stores.profile, `${this.prefix}-statements.jsonl`), lines.join('\n'));
  }

  /** @returns lines that the processes logged as errors, and how they ended when not as asked */
  async stop() {
    if (this.stores.profile) await this.keepStatements();
    await this.pool.end();
    const found = await Promise.all(
      [...this.children].map(async ([app, { child, log }]) => {
        const crashed = child.exitCode !== null || child.signalCode !== null;
        const code = await ended(child);
        const lines = (await readFile(log, 'utf8')).split('\n').filter(isError);
        const shown = lines.slice(0, 3).map((line) => `${app}: ${line.slice(0, 300)}`);
        return [
          ...shown,
          ...(lines.length > shown.length ? [`${app}: and ${lines.length - shown.length} more lines`] : []),
          ...(crashed || code !== 0 ? [`${app} ended with ${code}`] : []),
        ];
      }),
    );
    return found.flat();
  }
}

/** What is late is the auditor's business, and each row has a goal for how late it may be. */
const isError = (line) => line !== '' && !line.includes('somebody was nearly dropped');

const DEAREST = `
  SELECT round(total_exec_time)::int AS ms, calls::int, round((mean_exec_time * 1000))::int AS us, query
    FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   ORDER BY total_exec_time DESC LIMIT 25`;

const WORKING = `
  SELECT FROM pg_stat_activity
   WHERE datname = current_database() AND application_name = $1 AND query LIKE '%seq IS NULL%' LIMIT 1`;
