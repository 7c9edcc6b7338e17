import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type INestApplication, type Type } from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import request from 'supertest';
import { AccountsModule } from '../../../apps/api/accounts/accounts.module.js';
import { GuardsModule } from '../../../apps/api/guards/guards.module.js';
import { ProblemFilter } from '../../../apps/api/problem.filter.js';
import { SessionModule } from '../../../apps/api/session/session.module.js';
import { SetupModule } from '../../../apps/api/setup/setup.module.js';
import { makeValidationPipe } from '../../../apps/api/validation.js';
import { Audit, AuditModule } from '#audit';
import { Accounts, IdentityModule } from '#identity';
import { Database, newSharedSecrets, parseEnv, PlatformModule } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

/** The guards, sign-in and nothing else of the api, on a database and an HTTP port of its own. */
export interface SmallDesk {
  app: INestApplication;
  url: string;
  db: Database;
  accounts: Accounts;
  audit: Audit;
  /** Folder of the anchor file. */
  dataDir: string;
  setClock(at: string): Promise<void>;
  /** Signs in; the `Cookie` header to send from then on. */
  cookieOf(username: string, password: string): Promise<string>;
  auditRows(): Promise<{ action: string; entityId: string | null; data: Record<string, unknown> }[]>;
  close(): Promise<void>;
}

export const PASSWORD = 'correct horse 1';
export const START = '2026-06-30T08:00:00+08:00';

export async function startSmallDesk(
  parts: { controllers?: Type[]; providers?: Type[]; publicUrl?: string } = {},
): Promise<SmallDesk> {
  const database = await freshDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'holdline-identity-'));
  const settings = parseEnv({
    DATABASE_URL: database.url,
    REDIS_URL: 'redis://127.0.0.1:1/0',
    HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
    ...newSharedSecrets(),
    HOLDLINE_DATA: dataDir,
    PUBLIC_URL: parts.publicUrl ?? 'http://desk.example',
    DATABASE_POOL: '8',
    LOG_LEVEL: 'silent',
  });

  @Module({
    imports: [
      PlatformModule.forProcess('test', settings),
      GuardsModule,
      SetupModule,
      SessionModule,
      AccountsModule,
      IdentityModule,
      AuditModule,
    ],
    controllers: parts.controllers ?? [],
    providers: [...(parts.providers ?? []), { provide: APP_FILTER, useClass: ProblemFilter }],
  })
  class SmallDeskModule {}

  const app = await NestFactory.create(SmallDeskModule, { logger: false });
  app.setGlobalPrefix('api/v1');
  app.useGlobalPipes(makeValidationPipe());
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const db = app.get(Database);

  const desk: SmallDesk = {
    app,
    url,
    db,
    accounts: app.get(Accounts),
    audit: app.get(Audit),
    dataDir,
    async setClock(at) {
      await db.query(
        `INSERT INTO test_clock (at) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
        [at],
      );
    },
    async cookieOf(username, password) {
      const response = await request(url).post('/api/v1/session').send({ username, password }).expect(200);
      return (response.get('Set-Cookie')?.[0] ?? '').split(';')[0]!;
    },
    auditRows() {
      return db.query(`SELECT action, entity_id AS "entityId", data FROM audit_entry ORDER BY id`);
    },
    async close() {
      await app.close();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
  await desk.setClock(START);
  return desk;
}
