/**
 * What all rounds share: PostgreSQL and Redis of the bench's own, durable as in production, and a migrated database from
 * which each round gets a fresh one.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { Accounts, IdentityModule, SESSION_COOKIE, Sessions } from '../../dist/libs/identity/index.js';
import {
  Database,
  migrateDatabase,
  newSharedSecrets,
  parseEnv,
  PlatformModule,
} from '../../dist/libs/platform/index.js';
import { startPostgres, startRedis } from '../../dist/libs/stores/index.js';
import { Desk } from './desk.mjs';

/** What the bench asks of PostgreSQL beyond the stores' defaults: when each transaction was committed. */
export const POSTGRES_SETTINGS = { track_commit_timestamp: 'on' };

export class Stores {
  /** Postgres, Redis and a migrated template with one source and one supervisor who is signed in. */
  static async start(folder, { profile } = {}) {
    const stores = new Stores(folder, profile);
    try {
      stores.postgres = await startPostgres({
        dataDir: join(folder, 'postgres'),
        temporary: true,
        settings: {
          ...POSTGRES_SETTINGS,
          ...(profile ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
        },
      });
      stores.redis = await startRedis({ dataDir: join(folder, 'redis'), temporary: true });
      await stores.makeTemplate();
      return stores;
    } catch (error) {
      await stores.stop();
      throw error;
    }
  }

  constructor(folder, profile) {
    this.folder = folder;
    this.profile = profile;
    this.databases = 0;
    this.token = `bench-${randomBytes(16).toString('hex')}`;
    this.settings = {
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...newSharedSecrets(),
      LOG_LEVEL: 'error',
      // Nobody listens there: what is measured stops at the outbox, and nothing leaves the machine.
      SMPP_HOST: '127.0.0.1',
      SMPP_PORT: '1',
      VOICE_URL: '',
      INSTITUTIONS_URL: '',
    };
  }

  async makeTemplate() {
    const { url } = this.postgres;
    await migrateDatabase(url);
    const settings = parseEnv({ ...this.settings, DATABASE_URL: url, REDIS_URL: this.redis.url });
    const app = await NestFactory.createApplicationContext(
      { module: class Template {}, imports: [PlatformModule.forProcess('bench', settings), IdentityModule] },
      { logger: false },
    );
    const db = app.get(Database);
    const password = randomBytes(15).toString('base64url');
    const supervisor = { username: 'bench', name: '测速', role: 'supervisor', password };
    const { id } = await app.get(Accounts).create(supervisor);
    const session = await db.transaction((tx) => app.get(Sessions).open(tx, id));
    this.cookie = `${SESSION_COOKIE}=${session}`;
    await db.query(`INSERT INTO source (id, name, kind, token_hash) VALUES ('bench', 'bench', 'push', $1)`, [
      createHash('sha256').update(this.token).digest(),
    ]);
    if (this.profile) {
      await mkdir(this.profile, { recursive: true });
      await db.query(`CREATE EXTENSION pg_stat_statements`);
    }
    await app.close();
  }

  /** A fresh desk's database, for a desk or a limit. @returns its URL */
  async database() {
    const name = `bench_${(this.databases += 1)}`;
    await this.maintain(`CREATE DATABASE ${name} TEMPLATE holdline`);
    // What the last round wrote is on disk before this one begins.
    await this.maintain('CHECKPOINT');
    const url = new URL(this.postgres.url);
    url.pathname = name;
    return url.href;
  }

  async maintain(sql) {
    const url = new URL(this.postgres.url);
    url.pathname = 'postgres';
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /**
   * Runs `work` on a fresh desk and stops it.
   *
   * @param apps which processes: `api`, `worker` or both
   * @param redisUrl another Redis than the bench's own
   * @returns what `work` returned, and what the processes logged as errors
   */
  async withDesk(apps, work, { redisUrl = this.redis.url } = {}) {
    const desk = new Desk(this, await this.database(), redisUrl);
    let value;
    let errors;
    try {
      await Promise.all(apps.map((app) => desk.start(app)));
      value = await work(desk);
    } finally {
      errors = await desk.stop();
    }
    return { value, errors };
  }

  async stop() {
    await Promise.allSettled([this.postgres?.stop(), this.redis?.stop()]);
  }
}
