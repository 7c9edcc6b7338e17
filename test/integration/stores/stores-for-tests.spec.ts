import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freshDatabase, freshRedis } from '../../../libs/testing/stores-for-tests.js';

describe('the stores each spec file gets', () => {
  let databases: Awaited<ReturnType<typeof freshDatabase>>[];
  let redises: Awaited<ReturnType<typeof freshRedis>>[];

  beforeAll(async () => {
    databases = [await freshDatabase(), await freshDatabase()];
    redises = [await freshRedis(), await freshRedis()];
  });

  afterAll(async () => {
    for (const store of [...databases, ...redises]) await store.drop();
  });

  it('are databases with the newest schema that do not see each other', async () => {
    const clients = databases.map(({ url }) => new pg.Client({ connectionString: url }));
    for (const client of clients) await client.connect();
    try {
      const applied = await clients[0]!.query('SELECT count(*)::int AS n FROM migration');
      expect(applied.rows[0].n).toBeGreaterThan(0);
      await clients[0]!.query('CREATE TABLE mine (n int)');
      const seen = await clients[1]!.query(`SELECT to_regclass('mine') AS table`);
      expect(seen.rows[0].table).toBeNull();
    } finally {
      for (const client of clients) await client.end();
    }
  });

  it('are numbered Redis databases that do not see each other', async () => {
    const [a, b] = redises.map(({ url }) => new Redis(url)) as [Redis, Redis];
    await a.set('mine', '1');
    expect(await b.get('mine')).toBeNull();
    expect(redises[0]!.prefix).not.toBe(redises[1]!.prefix);
    a.disconnect();
    b.disconnect();
  });
});
