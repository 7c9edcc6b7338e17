import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { wallClock } from '#platform';
import type { Rng } from '#synthetic';
import { Caller } from '../e2e/caller.js';
import { DeskProgram, type Preload } from './desk-program.js';
import type { FaultRun } from './fault-run.js';
import { Load } from './load.js';
import type { TcpProxy } from './tcp-proxy.js';
import { openLedger, WAITS } from './timer-ledger.js';

const POLL_MS = 100;
const UP_MS = 60_000;

export interface DeskOptions {
  /** The wire by which api and worker reach PostgreSQL; the harness itself goes there directly. */
  wire?: TcpProxy;
  /** Further settings of one process. */
  env?: Partial<Record<'api' | 'worker', Record<string, string>>>;
  /** Further preloads of the worker. */
  worker?: Preload[];
  /** Changes to the database before anything starts. */
  prepare?: (db: pg.Pool) => Promise<unknown>;
  /** Once its processes have ended. */
  after?: () => Promise<void>;
}

/** A desk of running processes for one scenario, on the run's stores and a database of its own. */
export class FaultDesk {
  private constructor(
    readonly run: FaultRun,
    readonly rng: Rng,
    readonly db: pg.Pool,
    readonly databaseUrl: string,
    readonly load: Load,
    readonly api: DeskProgram,
    readonly worker: DeskProgram,
    readonly sandbox: DeskProgram,
    readonly wire: TcpProxy | undefined,
    private readonly others: DeskProgram[] = [],
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.run.ports.api}`;
  }

  get sandboxUrl(): string {
    return `http://127.0.0.1:${this.run.ports.sandbox}`;
  }

  get token(): string {
    return this.run.seeded.sources[0]!.token;
  }

  get programs(): DeskProgram[] {
    return [this.api, this.worker, this.sandbox, ...this.others];
  }

  /** Starts api, worker and sandbox, and waits until the api answers. */
  static async open(run: FaultRun, rng: Rng, options: DeskOptions = {}): Promise<FaultDesk> {
    const databaseUrl = await run.freshDatabase();
    const db = new pg.Pool({ connectionString: databaseUrl, max: 4, application_name: 'faults' });
    // A server that goes away under the harness is what is being tested.
    db.on('error', () => undefined);
    await openLedger(db);
    await options.prepare?.(db);
    const prefix = new URL(databaseUrl).pathname.slice(1);
    // The anchor of the audit trail belongs to one database.
    const data = await mkdtemp(join(run.folder, `${prefix}-`));
    const seen = options.wire ? throughPort(databaseUrl, options.wire.port) : databaseUrl;
    const program = (name: 'api' | 'worker', more: Preload[] = []): DeskProgram =>
      new DeskProgram(name, {
        entry: `dist/apps/${name}/main.js`,
        env: run.environment(seen, {
          QUEUE_PREFIX: prefix,
          HOLDLINE_DATA: data,
          FAULT_WAITS: WAITS.join(','),
          ...options.env?.[name],
        }),
        preloads: ['short-ladders', ...more],
        logs: data,
      });
    const sandbox = new DeskProgram('sandbox', {
      entry: 'dist/apps/sandbox/main.js',
      env: run.environment(databaseUrl, {
        HOLDLINE_DATA: '',
        SANDBOX_SEED: rng.fork('sandbox').next().toString(),
      }),
      preloads: [],
      logs: data,
    });
    const source = Caller.source(`http://127.0.0.1:${run.ports.api}`, run.seeded.sources[0]!.token);
    const load = new Load(`http://127.0.0.1:${run.ports.api}`, source, rng.fork('load'));
    const desk = new FaultDesk(
      ...([run, rng, db, databaseUrl, load] as const),
      ...([program('api'), program('worker', options.worker), sandbox, options.wire] as const),
    );
    await Promise.all([desk.api.start(), desk.worker.start(), desk.sandbox.start()]);
    await desk.until('the api answers', async () => (await fetch(`${desk.url}/readyz`)).ok, UP_MS);
    await desk.until(
      'the sandbox answers',
      async () => (await fetch(`${desk.sandboxUrl}/healthz`)).ok,
      UP_MS,
    );
    // Low alerts are rung by the robot; whoever answers does so at once.
    await desk.tell('PUT', '/answers', { voice: { result: 'mixed', key: '1', afterMs: 800 } });
    await desk.until(
      'the worker is at work',
      async () => {
        const { rows } = await db.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'holdline-worker' AND datname = current_database()`,
        );
        return rows[0]!.n > 0;
      },
      UP_MS,
    );
    return desk;
  }

  /** A further worker beside the first, with what is wrong with it. */
  async secondWorker(preloads: Preload[], env: Record<string, string>): Promise<void> {
    const second = this.worker.beside('worker2', preloads, env);
    this.others.push(second);
    await second.start();
  }

  /** Duty officers of the demo, at work until the load is stopped. */
  officers(): Promise<unknown> {
    const users = this.run.seeded.users.filter((user) => user.role === 'duty_officer');
    return Promise.all(users.map((user) => this.load.officer(user)));
  }

  /** Tells a counterpart in the sandbox what to do wrong; `{}` heals it. */
  async outside(
    counterpart: 'sms' | 'voice' | 'bank' | 'upstream',
    faults: Record<string, unknown>,
  ): Promise<void> {
    await this.tell('PUT', `/faults/${counterpart}`, faults);
  }

  async tell(method: string, path: string, body: unknown): Promise<void> {
    const answer = await fetch(`${this.sandboxUrl}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the sandbox refused ${path}: ${answer.status}`);
  }

  /** Asks again and again until it is so; an error counts as not yet. @throws Error after `withinMs` */
  async until(what: string, isSo: () => Promise<boolean>, withinMs: number): Promise<void> {
    if (!(await this.comesTrue(isSo, withinMs))) throw new Error(`waited ${withinMs} ms in vain: ${what}`);
  }

  /** The same; @returns whether it came true in time */
  async comesTrue(isSo: () => Promise<boolean>, withinMs: number): Promise<boolean> {
    const end = wallClock.elapsed() + withinMs;
    while (wallClock.elapsed() < end) {
      if (await isSo().catch(() => false)) return true;
      await pause(POLL_MS);
    }
    return false;
  }

  async close(): Promise<void> {
    this.load.stop();
    await Promise.all(this.programs.map((one) => one.stop()));
    await this.db.end();
  }
}

function throughPort(databaseUrl: string, port: number): string {
  const url = new URL(databaseUrl);
  url.port = String(port);
  return url.href;
}
