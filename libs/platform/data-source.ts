import { DataSource } from 'typeorm';
import pg from 'pg';
import { MIGRATIONS } from './migrations/index.js';

// int8 arrives as text by default; every bigint of ours (seq, fen, counters) stays far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The one way a TypeORM data source is made, for processes, migrations and tests alike. */
export function makeDataSource(
  url: string,
  options: { poolSize?: number; applicationName?: string } = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    // Ours, and not whatever a `require` of TypeORM's finds: under Jest's ES modules it now and then finds nothing.
    driver: pg,
    url,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    poolSize: options.poolSize ?? 10,
    applicationName: options.applicationName ?? 'holdline',
    entities: [],
    extra: {
      // Statements follow one another on the wire without waiting for the answers (`Tx.send`).
      pipeline: true,
      // A connection that rests stays: a new one has to sign in, and to parse and plan all statements again.
      idleTimeoutMillis: 0,
    },
  });
}

/** Brings a database to the newest schema; safe to call from several processes at once. */
export async function migrateDatabase(url: string): Promise<void> {
  const source = await makeDataSource(url, { poolSize: 2 }).initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock(hashtext('holdline.migrate'))`);
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(hashtext('holdline.migrate'))`);
    await runner.release();
    await source.destroy();
  }
}
