import { execFile } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { childEnv, migrateDatabase, newSharedSecrets } from '#platform';
import { isPortFree, startPostgres, startRedis, type RunningStore } from '#stores';

const run = promisify(execFile);
const SEED_PROGRAM = resolve(import.meta.dirname, '../../dist/apps/cli/seed/main.js');
const TEMPLATE = 'seeded';

export interface Seeded {
  users: { role: string; username: string; password: string }[];
  sources: { id: string; token: string }[];
}

/** The machine of one run: stores of its own, a database with accounts and sources to copy, ports and keys. */
export class FaultRun {
  private scenarios = 0;
  private redisIsUp = true;

  private constructor(
    readonly folder: string,
    public postgres: RunningStore,
    public redis: RunningStore,
    readonly ports: { api: number; sandbox: number; smpp: number },
    private readonly keys: Record<string, string>,
    readonly seeded: Seeded,
  ) {}

  static async open(): Promise<FaultRun> {
    const folder = await mkdtemp(join(tmpdir(), 'holdline-faults-'));
    const keys = {
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      UPSTREAM_TOKEN: randomBytes(24).toString('base64url'),
      ...newSharedSecrets(),
    };
    const [postgres, redis] = await Promise.all([postgresOf(folder), redisOf(folder)]);
    const [api, sandbox, smpp] = [await keptPort(), await keptPort(), await keptPort()];
    const of = new FaultRun(folder, postgres, redis, { api, sandbox, smpp }, keys, {
      users: [],
      sources: [],
    });
    await of.administer(`CREATE DATABASE ${TEMPLATE}`);
    await migrateDatabase(of.database(TEMPLATE));
    const { stdout } = await run(process.execPath, [SEED_PROGRAM], {
      env: of.environment(of.database(TEMPLATE)),
    });
    Object.assign(of.seeded, JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Seeded);
    return of;
  }

  /** An empty desk's database for one scenario. @returns its URL */
  async freshDatabase(): Promise<string> {
    const name = `scenario_${(this.scenarios += 1)}`;
    await this.administer(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
    return this.database(name);
  }

  /** Settings of the desk's processes and of the sandbox. */
  environment(databaseUrl: string, more: Record<string, string> = {}): Record<string, string> {
    const sandbox = `http://127.0.0.1:${this.ports.sandbox}`;
    return childEnv({
      ...this.keys,
      // Jest's own are not for them.
      NODE_OPTIONS: '',
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      REDIS_URL: this.redis.url,
      HOLDLINE_DATA: this.folder,
      HOLDLINE_DEMO: 'accounts',
      LOG_LEVEL: 'info',
      PORT: String(this.ports.api),
      PUBLIC_URL: `http://127.0.0.1:${this.ports.api}`,
      SANDBOX_PORT: String(this.ports.sandbox),
      SMPP_PORT: String(this.ports.smpp),
      VOICE_URL: sandbox,
      INSTITUTIONS_URL: sandbox,
      PULL_ALLOWED_HOSTS: `127.0.0.1:${this.ports.sandbox}`,
      ...more,
    });
  }

  async stopRedis(): Promise<void> {
    this.redisIsUp = false;
    await this.redis.stop();
  }

  /** On the same port. @param empty without anything that it held */
  async startRedis(options: { empty: boolean }): Promise<void> {
    if (options.empty)
      await rm(join(this.folder, 'redis', 'appendonlydir'), { recursive: true, force: true });
    this.redis = await redisOf(this.folder);
    this.redisIsUp = true;
  }

  /** After a scenario: the stores are there for the next one, however this one left them. */
  async mend(): Promise<void> {
    if (!this.redisIsUp) await this.startRedis({ empty: true });
  }

  /** @param how fast: as an administrator does; crash: every process of it gone at once */
  async restartPostgres(how: 'fast' | 'crash'): Promise<void> {
    if (how === 'crash') {
      process.kill(this.postgres.pid, 'SIGQUIT');
      await this.postgres.exited;
    }
    await this.postgres.stop();
    this.postgres = await postgresOf(this.folder);
  }

  async close(keep: boolean): Promise<void> {
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    if (!keep) await rm(this.folder, { recursive: true, force: true });
  }

  private database(name: string): string {
    const url = new URL(this.postgres.url);
    url.pathname = `/${name}`;
    return url.href;
  }

  private async administer(sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}

/** A process that crashes loses nothing that was committed; only the machine's own end would, which nobody tests here. */
const postgresOf = (folder: string): Promise<RunningStore> =>
  startPostgres({ dataDir: join(folder, 'postgres'), settings: { fsync: 'off' } });

const redisOf = (folder: string): Promise<RunningStore> => startRedis({ dataDir: join(folder, 'redis') });

/**
 * A free port below those that the kernel gives to outgoing connections: while a process is dead nobody may get its port.
 */
async function keptPort(): Promise<number> {
  for (;;) {
    const port = randomInt(15_000, 32_000);
    if (await isPortFree(port)) return port;
  }
}
