import { readFile } from 'node:fs/promises';
import { Database, makeDataSource } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

describe('docs/personal-data.md', () => {
  it('has a line for every sealed, hashed or indexed column of the migrated schema, and for none that is gone', async () => {
    const database = await freshDatabase();
    const db = new Database(await makeDataSource(database.url, { poolSize: 1 }).initialize());
    const columns = await db.query<{ name: string; opaque: boolean }>(
      `SELECT table_name || '.' || column_name AS name, data_type = 'bytea' OR udt_name = '_bytea' AS opaque
         FROM information_schema.columns WHERE table_schema = 'public'`,
    );
    await db.onApplicationShutdown();
    await database.drop();

    const doc = await readFile(new URL('../../../docs/personal-data.md', import.meta.url), 'utf8');
    const named = new Set([...doc.matchAll(/`([a-z_]+\.[a-z0-9_]+)`/g)].map((match) => match[1]!));
    const opaque = columns.filter((column) => column.opaque).map((column) => column.name);
    expect(opaque.length).toBeGreaterThan(20);
    expect(opaque.filter((name) => !named.has(name))).toEqual([]);

    const tables = new Set(columns.map((column) => column.name.split('.')[0]));
    const known = new Set(columns.map((column) => column.name));
    const gone = [...named].filter((name) => tables.has(name.split('.')[0]) && !known.has(name));
    expect(gone).toEqual([]);
  });
});
