import { pino } from 'pino';
import { Database, makeDataSource, Outbox, type OutboxRow } from '#platform';
import { freshDatabase } from '../../../libs/testing/stores-for-tests.js';

const KIND = 'countermeasures.draft';

describe('an effect that is rows only', () => {
  let db: Database;
  let outbox: Outbox;
  let drop: () => Promise<void>;
  let fails = false;
  let wanted = true;
  let told: string[] = [];

  beforeEach(async () => {
    const database = await freshDatabase();
    db = new Database(await makeDataSource(database.url).initialize());
    await db.query(`CREATE TABLE written (key text PRIMARY KEY)`);
    await db.query(`INSERT INTO test_clock (at) VALUES ('2026-06-30T10:00:00+08:00')`);
    drop = async () => {
      await db.onApplicationShutdown();
      await database.drop();
    };
    [fails, wanted, told] = [false, true, []];
    outbox = new Outbox(db, pino({ level: 'silent' }));
    outbox.register(KIND, {
      queue: 'outreach',
      maxTries: 2,
      wanted: () => Promise.resolve(wanted),
      write: (tx, rows) => {
        for (const { key } of rows) tx.send(`INSERT INTO written (key) VALUES ($1)`, [key]);
        return fails ? Promise.reject(new Error('not today')) : Promise.resolve();
      },
      settled: (_, row: OutboxRow, result) => {
        told.push(`${row.key} ${result}`);
        return Promise.resolve();
      },
    });
    await db.transaction((tx) =>
      outbox.add(tx, {
        kind: KIND,
        key: 'a',
        payload: { caseId: '00000000-0000-7000-8000-000000000000', countermeasure: 'x', target: 'x' },
      }),
    );
  });
  afterEach(() => drop());

  const run = async (): Promise<unknown> => {
    const { id } = (await db.one<{ id: string }>(`SELECT id FROM outbox`))!;
    return outbox.run(id);
  };
  const row = () =>
    db.one(
      `SELECT state, tries, error, run_after > holdline_now() AS later, settled_at IS NOT NULL AS settled FROM outbox`,
    );
  const written = async () =>
    (await db.query<{ key: string }>(`SELECT key FROM written`)).map(({ key }) => key);

  it('is written and settled once, by however many that try at the same time', async () => {
    const ran = await Promise.all(Array.from({ length: 5 }, run));
    expect(ran.filter((state) => state === 'done')).toHaveLength(1);
    expect(ran.filter((state) => state === null)).toHaveLength(4);
    expect(await written()).toEqual(['a']);
    expect(await row()).toMatchObject({ state: 'done', tries: 1, settled: true, error: null });
    expect(told).toEqual(['a done']);
  });

  it('that fails leaves nothing behind, is counted, and is tried again later until it has failed', async () => {
    fails = true;
    expect(await run()).toBe('retry');
    expect(await row()).toMatchObject({ state: 'pending', tries: 1, error: 'Error', later: true });
    expect(await run()).toBeNull();
    await db.query(`UPDATE test_clock SET at = at + interval '1 minute'`);
    expect(await run()).toBe('failed');
    expect(await row()).toMatchObject({ state: 'failed', tries: 2, settled: true });
    expect(await written()).toEqual([]);
    expect(told).toEqual(['a failed']);
  });

  it('that is not wanted any more is called off', async () => {
    wanted = false;
    expect(await run()).toBe('cancelled');
    expect(await row()).toMatchObject({ state: 'cancelled', tries: 1, settled: true });
    expect(await written()).toEqual([]);
    expect(told).toEqual([]);
  });
});
