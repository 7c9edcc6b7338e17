import { pino } from 'pino';
import { Database, listen, makeDataSource } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

describe('a channel that is listened to', () => {
  let db: Database;
  let drop: () => Promise<void>;
  let waiting: (() => void)[] = [];
  const heard = (): void => {
    for (const tell of waiting.splice(0)) tell();
  };
  const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));

  beforeEach(async () => {
    waiting = [];
    const database = await freshDatabase();
    db = new Database(await makeDataSource(database.url, { poolSize: 2 }).initialize());
    drop = async () => {
      await db.onApplicationShutdown();
      await database.drop();
    };
  });
  afterEach(() => drop());

  it('tells what is notified once it is committed, also on a connection made anew, and gives its own back', async () => {
    const ready = next();
    const stop = listen(db, 'news', pino({ level: 'silent' }), heard);
    await ready;
    const told = next();
    await db.query(`SELECT pg_notify($1, '')`, ['news']);
    await told;

    const again = next();
    await db.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE $1`,
      ['LISTEN%'],
    );
    await again;
    const more = next();
    await db.query(`SELECT pg_notify($1, '')`, ['news']);
    await more;

    await stop();
    // Both connections of the pool can be had.
    const both = await Promise.all([db.connect(), db.connect()]);
    for (const client of both) client.release();
  });
});
