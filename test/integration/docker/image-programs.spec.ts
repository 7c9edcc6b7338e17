import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { childEnv } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

const root = resolve(import.meta.dirname, '../../..');

/** Exit code of one of the image's programs against this database. */
async function exitCode(program: string, url: string): Promise<number> {
  const child = spawn(process.execPath, [`docker/${program}`], {
    cwd: root,
    env: childEnv({ DATABASE_URL: url, NODE_OPTIONS: '' }),
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number];
  return code;
}

const check = (url: string) => exitCode('worker-health.mjs', url);

describe('the migration before the start', () => {
  it('leaves a database that is up to date as it is, and fails when there is none', async () => {
    const database = await freshDatabase();
    expect(await exitCode('migrate.mjs', database.url)).toBe(0);
    await database.drop();
    expect(await exitCode('migrate.mjs', database.url)).not.toBe(0);
  });
});

describe("the worker's health check", () => {
  let database: Awaited<ReturnType<typeof freshDatabase>>;
  let worker: pg.Client | undefined;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(async () => {
    await worker?.end();
    await database.drop();
  });

  it('is red while no worker has asked the database anything, and green once one has', async () => {
    expect(await check(database.url)).toBe(1);
    worker = new pg.Client({ connectionString: database.url, application_name: 'holdline-worker' });
    await worker.connect();
    await worker.query('SELECT 1');
    expect(await check(database.url)).toBe(0);
  });

  it('is red when the database cannot be reached', async () => {
    const nowhere = new URL(database.url);
    nowhere.port = '1';
    expect(await check(nowhere.href)).toBe(1);
  });
});
