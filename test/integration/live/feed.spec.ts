import type { EventKind } from '#contracts';
import { Cases } from '#cases';
import { Feed, FEED_CHANNEL, FeedSealer } from '#live';
import type { Tx } from '#platform';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('the feed', () => {
  let desk: CasesUnderTest;
  let feed: Feed;
  let sealer: FeedSealer;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    feed = new Feed(desk.db);
    sealer = new FeedSealer(desk.db);
  });
  afterEach(() => desk.close());

  const all = (): boolean => true;
  const write = (tx: Tx, n: number, kind: EventKind = 'edited') =>
    desk.app.get(Cases).appendEvent(tx, null, kind, { n });
  const happened = (n: number, kind?: EventKind) => desk.db.transaction(async (tx) => write(tx, n, kind));
  const page = async (after: number, limit = 100, hears: (kind: string) => boolean = all) => {
    const { events, upTo, more } = await feed.after(after, limit, hears);
    return { rows: events.map(({ seq, data }) => [seq, data['n']]), upTo, more };
  };

  it('shows nothing before it is sealed, and is numbered from 1 without gaps', async () => {
    for (let n = 1; n <= 3; n += 1) await happened(n);
    expect(await page(0)).toEqual({ rows: [], upTo: 0, more: false });
    expect(await sealer.seal()).toBe(3);
    expect(await sealer.seal()).toBe(0);
    expect(await page(0)).toEqual({
      rows: [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
      upTo: 3,
      more: false,
    });
    expect(await feed.head()).toBe(3);
  });

  it('tells who listens that there is more of it, once it can be read, and nothing when there is not', async () => {
    const listener = await desk.db.connect();
    let told = 0;
    const heard = new Promise<void>((resolve) =>
      listener.on('notification', () => {
        told += 1;
        resolve();
      }),
    );
    await listener.query(`LISTEN ${FEED_CHANNEL}`);
    await happened(1);
    await sealer.seal();
    await heard;
    expect(await feed.head()).toBe(1);
    await sealer.seal();
    // Had anything been said, its connection would have heard it before this answer.
    await listener.query('SELECT 1');
    expect(told).toBe(1);
    listener.removeAllListeners('notification').release();
  });

  it('gives a row that commits late a later number, so that no reader has passed it', async () => {
    let commit!: () => void;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let wrote!: () => void;
    const written = new Promise<void>((resolve) => (wrote = resolve));
    const slow = desk.db.transaction(async (tx) => {
      write(tx, 1);
      await tx.now();
      wrote();
      await mayCommit;
    });
    await written;
    await happened(2);
    await sealer.seal();
    expect(await page(0)).toMatchObject({ rows: [[1, 2]], upTo: 1 });
    commit();
    await slow;
    await sealer.seal();
    expect(await page(1)).toMatchObject({ rows: [[2, 1]], upTo: 2 });
  });

  it('has no gap where a transaction was rolled back', async () => {
    await happened(1);
    await desk.db
      .transaction(async (tx) => {
        write(tx, 2);
        throw new Error('rolled back');
      })
      .catch(() => undefined);
    await happened(3);
    await sealer.seal();
    expect((await page(0)).rows).toEqual([
      [1, 1],
      [2, 3],
    ]);
  });

  it('is numbered once by however many sealers', async () => {
    for (let n = 1; n <= 50; n += 1) await happened(n);
    const counts = await Promise.all(Array.from({ length: 5 }, () => sealer.seal(20)));
    while ((await sealer.seal(20)) > 0);
    expect(Math.max(...counts)).toBe(20);
    expect((await page(0)).rows.map(([seq]) => seq)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('is read page by page, each telling where the next begins', async () => {
    for (let n = 1; n <= 5; n += 1) await happened(n);
    await sealer.seal();
    const first = await page(0, 2);
    expect(first).toMatchObject({ upTo: 2, more: true });
    const second = await page(first.upTo, 2);
    const third = await page(second.upTo, 2);
    expect(third).toMatchObject({ rows: [[5, 5]], upTo: 5, more: false });
    expect(await page(5)).toEqual({ rows: [], upTo: 5, more: false });
  });

  it('moves the cursor past what its reader may not hear of, also where that is all there is', async () => {
    await happened(1, 'edited');
    for (let n = 2; n <= 5; n += 1) await happened(n, 'alarm');
    await sealer.seal();
    const hears = (kind: string): boolean => kind !== 'alarm';
    expect(await page(0, 3, hears)).toEqual({ rows: [[1, 1]], upTo: 3, more: true });
    expect(await page(3, 3, hears)).toEqual({ rows: [], upTo: 5, more: false });
  });

  it('says that a cursor is gone when rows after it were removed, or when it is of another desk', async () => {
    for (let n = 1; n <= 5; n += 1) await happened(n);
    await sealer.seal();
    await desk.db.query(`DELETE FROM case_event WHERE seq <= 3`);
    await expect(page(2)).rejects.toMatchObject({ code: 'gone', status: 410 });
    expect((await page(3)).rows).toHaveLength(2);
    await expect(page(6)).rejects.toMatchObject({ code: 'gone' });
  });
});
