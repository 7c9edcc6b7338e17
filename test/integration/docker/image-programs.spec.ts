import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newSharedSecrets } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';
import { runToEnd } from './program.js';

/** Exit code of one of the image's programs against this database. */
const exitCode = async (program: string, url: string) =>
  (
    await runToEnd([`docker/${program}`], {
      DATABASE_URL: url,
      REDIS_URL: 'redis://127.0.0.1:1',
      HOLDLINE_MASTER_KEY: randomBytes(32).toString('base64'),
      ...newSharedSecrets(),
    })
  ).code;

const check = (url: string) => exitCode('worker-health.mjs', url);

describe('the migration before the start', () => {
  it('leaves a database that is up to date as it is, and fails when there is none', async () => {
    const database = await freshDatabase();
    expect(await exitCode('migrate.mjs', database.url)).toBe(0);
    await database.drop();
    expect(await exitCode('migrate.mjs', database.url)).toBe(1);
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
