import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createApi } from '../../apps/api/create-api.js';
import { liveClock, type LiveClock } from '../../apps/sandbox/clock.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/start-sandbox.js';
import { createWorker } from '../../apps/worker/create-worker.js';
import { DeskTicks } from '../../apps/worker/desk/desk.ticks.js';
import type { AlertInput, AlertsAccepted, CaseView, PoliceRank, Role } from '#contracts';
import { Accounts } from '#identity';
import { Sources } from '#intake';
import { Database, parseEnv, type Env } from '#platform';
import { freePort } from '#stores';
import { freshDatabase, freshRedis } from '../../libs/testing/stores-for-tests.js';
import { Caller } from './caller.js';

const PASSWORD = 'a long enough test password';
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type Duration = `${number}${keyof typeof UNITS}`;
export const millis = (duration: Duration): number =>
  Number(duration.slice(0, -1)) * UNITS[duration.slice(-1) as keyof typeof UNITS];

/**
 * A whole desk for one story: api over HTTP and Socket.IO, worker, PostgreSQL, Redis and the sandbox as the outside
 * world. Time stands still until the story moves it; nothing runs by itself but what the outside world answers.
 */
export class TestDesk {
  private constructor(
    readonly url: string,
    readonly settings: Env,
    readonly api: NestExpressApplication,
    readonly worker: INestApplicationContext,
    readonly sandbox: Sandbox,
    readonly db: Database,
    private readonly outside: LiveClock,
    private readonly drops: (() => Promise<void>)[],
  ) {}

  /** @param at RFC 3339; a Tuesday morning by default, outside quiet hours */
  static async open(at = '2026-06-30T10:00:00+08:00'): Promise<TestDesk> {
    const outside = liveClock((error) => {
      throw error;
    }, new Date(at));
    const [dataDir, database, redis, sandbox, port] = await Promise.all([
      mkdtemp(join(tmpdir(), 'holdline-desk-')),
      freshDatabase(),
      freshRedis(),
      startSandbox({ clock: outside }),
      freePort(),
    ]);
    const url = `http://127.0.0.1:${port}`;
    const settings = parseEnv({
      DATABASE_URL: database.url,
      REDIS_URL: redis.url,
      QUEUE_PREFIX: redis.prefix,
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      HOLDLINE_DATA: dataDir,
      ...sandbox.secrets,
      PORT: String(port),
      PUBLIC_URL: url,
      LOG_LEVEL: 'error',
      HARNESS: 'true',
      SMPP_PORT: String(sandbox.smppPort),
      VOICE_URL: sandbox.url,
      INSTITUTIONS_URL: sandbox.url,
      PULL_ALLOWED_HOSTS: `127.0.0.1:${sandbox.httpPort}`,
    });
    const api = await createApi(settings);
    const db = api.get(Database);
    await db.query(`INSERT INTO test_clock (at) VALUES ($1)`, [at]);
    await api.listen(port, '127.0.0.1');
    const worker = await createWorker(settings);
    return new TestDesk(url, settings, api, worker, sandbox, db, outside, [
      () => database.drop(),
      () => redis.drop(),
      () => rm(dataDir, { recursive: true, force: true }),
    ]);
  }

  async close(): Promise<void> {
    await this.worker.close();
    await this.api.close();
    await this.sandbox.stop();
    await Promise.all(this.drops.map((drop) => drop()));
  }

  /** Somebody of this role, signed in over HTTP. */
  async signIn(
    role: Role,
    more: { sworn?: boolean; rank?: PoliceRank; station?: string } = {},
  ): Promise<Caller> {
    const username = `${role}-${randomUUID().slice(0, 8)}`;
    await this.api.get(Accounts).create({
      ...{ username, name: username, personNo: randomUUID(), role, password: PASSWORD },
      ...more,
    });
    return Caller.signIn(this.url, username, PASSWORD);
  }

  /** A source that may push, with its token. */
  async source(id = 'platform'): Promise<Caller> {
    const token = randomBytes(32).toString('base64url');
    await this.api.get(Sources).save({ id, name: id, kind: 'push', token });
    return Caller.source(this.url, token);
  }

  /** Sends one alert and places it. @returns its case as `reader` sees it */
  async alerted(source: Caller, alert: AlertInput, reader: Caller): Promise<CaseView> {
    const { results } = await source.post<AlertsAccepted>('/alerts', alert);
    await this.settle();
    const row = await this.db.one<{ case_id: string }>(`SELECT case_id FROM alert WHERE id = $1`, [
      results[0]!.id,
    ]);
    return reader.get<CaseView>(`/cases/${row!.case_id}`);
  }

  async now(): Promise<number> {
    return this.db.now();
  }

  /** Lets the desk do everything that is due at this moment, until nothing is. */
  async settle(): Promise<void> {
    await this.worker.get(DeskTicks).settle();
  }

  /** Moves time on, stopping at every wake on the way, so that each is fired when it is due. */
  async advance(duration: Duration): Promise<void> {
    const target = (await this.now()) + millis(duration);
    for (;;) {
      await this.settle();
      const next = await this.worker.get(DeskTicks).nextDue();
      if (next === null || next > target) break;
      await this.setClock(Math.max(next, (await this.now()) + 1));
    }
    await this.setClock(target);
    await this.settle();
  }

  private async setClock(at: number): Promise<void> {
    await this.db.query(`UPDATE test_clock SET at = to_timestamp($1::float8 / 1000)`, [at]);
    await this.outside.moveTo(new Date(at));
  }
}
