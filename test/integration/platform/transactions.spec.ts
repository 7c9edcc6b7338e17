import { Database, makeDataSource, type Tx } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

describe('a transaction', () => {
  let db: Database;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = await freshDatabase();
    db = new Database(await makeDataSource(database.url).initialize());
    await db.query(`CREATE TABLE seen (n integer PRIMARY KEY)`);
    drop = async () => {
      await db.onApplicationShutdown();
      await database.drop();
    };
  });
  afterAll(() => drop());
  afterEach(() => db.query(`TRUNCATE seen`));

  const put = (tx: Tx, n: number): void => tx.send(`INSERT INTO seen (n) VALUES ($1)`, [n]);
  const count = async (): Promise<number> =>
    (await db.one<{ n: number }>(`SELECT count(*) AS n FROM seen`))!.n;

  it('has done what it sent when it reads on, and when it is over', async () => {
    const seen = await db.transaction(async (tx) => {
      put(tx, 1);
      put(tx, 2);
      const rows = await tx.query<{ n: number }>(`SELECT n FROM seen ORDER BY n`);
      put(tx, 3);
      return rows.map((row) => row.n);
    });
    expect(seen).toEqual([1, 2]);
    expect(await count()).toBe(3);
  });

  it('fails whole when something it sent last fails, with the error of that', async () => {
    const work = db.transaction((tx) => {
      put(tx, 1);
      put(tx, 1);
      return Promise.resolve();
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await count()).toBe(0);
  });

  it('fails with the error of what it sent, and not with that of what it read after it', async () => {
    const work = db.transaction(async (tx) => {
      put(tx, 1);
      put(tx, 1);
      await tx.query(`SELECT 1 FROM seen`);
    });
    await expect(work).rejects.toMatchObject({ code: '23505' });
    expect(await count()).toBe(0);
  });

  it('is undone by an error of its own, also when what it sent is still under way', async () => {
    const work = db.transaction((tx) => {
      put(tx, 1);
      return Promise.reject(new Error('thought better of it'));
    });
    await expect(work).rejects.toThrow('thought better of it');
    expect(await count()).toBe(0);
  });

  it('is tried again when what it sent met a deadlock', async () => {
    await db.query(`INSERT INTO seen (n) VALUES (1), (2)`);
    const lock = (tx: Tx, n: number): void => tx.send(`UPDATE seen SET n = n WHERE n = $1`, [n]);
    const bothHold = meeting(2);
    const crossing = (first: number, second: number): Promise<void> =>
      db.transaction(async (tx) => {
        await tx.query(`UPDATE seen SET n = n WHERE n = $1`, [first]);
        await bothHold();
        lock(tx, second);
      });
    await expect(Promise.all([crossing(1, 2), crossing(2, 1)])).resolves.toHaveLength(2);
  });
});

/** Whoever calls waits for the others; who comes after they met goes straight on. */
function meeting(of: number): () => Promise<void> {
  let here = 0;
  let meet = (): void => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  return () => {
    here += 1;
    if (here === of) meet();
    return met;
  };
}
