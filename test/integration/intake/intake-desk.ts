import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { GuardsModule } from '../../../apps/api/guards/guards.module.js';
import { IntakeApiModule } from '../../../apps/api/intake/intake.module.js';
import { ProblemFilter } from '../../../apps/api/problem.filter.js';
import { SessionModule } from '../../../apps/api/session/session.module.js';
import { makeValidationPipe } from '../../../apps/api/validation.js';
import type { Problem, Role } from '#contracts';
import { Accounts } from '#identity';
import { Sources, type NewSource } from '#intake';
import { Database, type Env, newSharedSecrets, Outbox, parseEnv, PlatformModule } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

export interface Answer<T> {
  status: number;
  body: T;
  contentType: string | null;
}

const PASSWORD = 'a long enough test password';

/** The intake of a desk over real HTTP and PostgreSQL, with time that stands until it is moved. */
export class IntakeDesk {
  readonly token = randomBytes(32).toString('base64url');

  private constructor(
    readonly app: NestExpressApplication,
    readonly url: string,
    readonly db: Database,
    /** Of this desk alone. */
    readonly dataDir: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(more: Record<string, string> = {}): Promise<IntakeDesk> {
    const database = await freshDatabase();
    const dataDir = await mkdtemp(join(tmpdir(), 'holdline-intake-'));
    const settings = parseEnv({
      DATABASE_URL: database.url,
      REDIS_URL: 'redis://127.0.0.1:1',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...newSharedSecrets(),
      HOLDLINE_DATA: dataDir,
      LOG_LEVEL: 'error',
      ...more,
    });
    const app = await NestFactory.create<NestExpressApplication>(moduleFor(settings), {
      logger: ['error'],
      rawBody: true,
    });
    // As create-api.ts sets it up.
    app.useBodyParser('json', {
      limit: '5mb',
      type: ['application/json', 'application/*+json'],
      strict: false,
    });
    app.setGlobalPrefix('api/v1');
    app.useGlobalPipes(makeValidationPipe());
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const db = app.get(Database);
    await db.query(`INSERT INTO test_clock (at) VALUES ('2026-06-30T10:00:00+08:00')`);
    const desk = new IntakeDesk(app, `http://127.0.0.1:${port}`, db, dataDir, () => database.drop());
    await desk.source({ id: 'platform', token: desk.token });
    return desk;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }

  async source(source: Partial<NewSource> & { id: string }): Promise<void> {
    await this.app.get(Sources).save({ name: source.id, kind: 'push', ...source });
  }

  async advance(seconds: number): Promise<void> {
    await this.db.query(`UPDATE test_clock SET at = at + make_interval(secs => $1)`, [seconds]);
  }

  /** Headers of an account that is signed in. */
  async signIn(role: Role): Promise<Record<string, string>> {
    const username = `${role}-${randomUUID().slice(0, 8)}`;
    await this.app.get(Accounts).create({ username, name: username, role, password: PASSWORD });
    const response = await fetch(`${this.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password: PASSWORD }),
    });
    expect(response.status).toBeLessThan(300);
    const cookie = response.headers.getSetCookie().map((line) => line.split(';')[0]);
    return { cookie: cookie.join('; '), origin: this.url };
  }

  /** Sends as the source unless other headers of authority are given. */
  async send<T = Problem>(
    method: string,
    path: string,
    body?: string | Buffer | FormData | object,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const asIs =
      body === undefined || typeof body === 'string' || body instanceof Buffer || body instanceof FormData;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        ...('cookie' in headers || 'authorization' in headers
          ? {}
          : { authorization: `Bearer ${this.token}` }),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: asIs ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: (text === '' ? undefined : JSON.parse(text)) as T,
      contentType: response.headers.get('content-type'),
    };
  }

  post<T = Problem>(
    path: string,
    body: string | Buffer | object,
    headers?: Record<string, string>,
  ): Promise<Answer<T>> {
    return this.send<T>('POST', path, body, headers);
  }

  upload<T = Problem>(
    content: Buffer,
    name = 'alerts.csv',
    headers?: Record<string, string>,
    query = '',
  ): Promise<Answer<T>> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(content)]), name);
    return this.send<T>('POST', `/alerts/imports${query}`, form, headers);
  }

  /** Runs every effect of intake that waits. @returns how many */
  async place(): Promise<number> {
    const outbox = this.app.get(Outbox);
    const rows = await this.db.query<{ id: string }>(
      `SELECT id FROM outbox WHERE kind = 'intake.place' AND state = 'pending' ORDER BY id`,
    );
    // All at the same time, as the worker does.
    const became = await Promise.all(rows.map(({ id }) => outbox.write(id)));
    expect(became).toEqual(rows.map(() => 'done'));
    return rows.length;
  }

  async count(sql: string, params: unknown[] = []): Promise<number> {
    return (await this.db.one<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`, params))!.n;
  }
}

function moduleFor(settings: Env): new () => object {
  @Module({
    imports: [PlatformModule.forProcess('test', settings), GuardsModule, SessionModule, IntakeApiModule],
    providers: [{ provide: APP_FILTER, useClass: ProblemFilter }],
  })
  class IntakeTestModule {}
  return IntakeTestModule;
}
