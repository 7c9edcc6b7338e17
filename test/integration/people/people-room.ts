import { randomBytes } from 'node:crypto';
import { People } from '#people';
import { Database, KeyRing, makeDataSource } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

/** The people room on a database of its own, its clock driven by hand. */
export interface PeopleRoom {
  db: Database;
  people: People;
  keys: KeyRing;
  setClock(at: string): Promise<void>;
  place(named: Parameters<People['place']>[1]): ReturnType<People['place']>;
  close(): Promise<void>;
}

export async function openPeopleRoom(poolSize = 10): Promise<PeopleRoom> {
  const database = await freshDatabase();
  const db = new Database(await makeDataSource(database.url, { poolSize }).initialize());
  const keys = new KeyRing(randomBytes(32));
  const people = new People(db, keys);
  const setClock = async (at: string): Promise<void> => {
    await db.query(
      `INSERT INTO test_clock (at) VALUES ($1) ON CONFLICT (only_row) DO UPDATE SET at = excluded.at`,
      [at],
    );
  };
  await setClock('2026-06-30T08:00:00+08:00');
  return {
    db,
    people,
    keys,
    setClock,
    place: (named) => db.transaction((tx) => people.place(tx, named)),
    async close() {
      await db.onApplicationShutdown();
      await database.drop();
    },
  };
}
