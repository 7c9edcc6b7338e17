import { DataSource } from 'typeorm';
import pg from 'pg';
import { MIGRATIONS } from './migrations/index.js';

// int8 arrives as text by default; every bigint of ours (seq, fen, counters) stays far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A server that does not say a first word within this time is not there, whatever the network makes of it. */
const CONNECT_MS = 10_000;
/** A transaction whose process or line is gone keeps its row locks until the server ends it. */
const IDLE_IN_TRANSACTION_MS = 20_000;

/**
 * Gives up on a connection that is not made in time; the pool's own limit would also end the wait for a free one. And it
 * is listened to for its whole life: one that is cut between two listeners ended the process. Queries hear of it too.
 */
class ImpatientClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super({ ...(config as pg.ClientConfig), connectionTimeoutMillis: CONNECT_MS });
    this.on('error', () => undefined);
  }
}

/**
 * The one way a TypeORM data source is made, for processes, migrations and tests alike.
 *
 * @param options.silenceMs a statement that is not answered in this time has lost its line (a half-open connection never
 *   says so): its connection is cut and the statement fails. Default: waits for ever, as migrations may take long.
 */
export function makeDataSource(
  url: string,
  options: { poolSize?: number; applicationName?: string; silenceMs?: number } = {},
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
      keepAlive: true,
      Client: ImpatientClient,
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      ...(options.silenceMs === undefined ? {} : { query_timeout: options.silenceMs }),
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
