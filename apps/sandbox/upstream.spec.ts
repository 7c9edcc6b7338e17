import type { AlertInput } from '#contracts';
import { createRng, syntheticAlert } from '#synthetic';
import { call } from './callback-receiver.testing.js';
import { manualClock } from './clock.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';

const NOW = new Date('2026-03-02T01:00:00Z');

interface Page {
  alerts: AlertInput[];
  nextCursor: string;
  more: boolean;
}

describe('the upstream platform', () => {
  let sandbox: Sandbox;
  const rng = createRng('upstream');
  const alerts = (count: number): AlertInput[] =>
    Array.from({ length: count }, () => syntheticAlert(rng, { now: NOW }));
  const refs = (list: readonly AlertInput[]): string[] => list.map(({ sourceRef }) => sourceRef);
  const get = async (query = ''): Promise<Page> => {
    const answer = await call(
      `${sandbox.url}/upstream/alerts${query}`,
      'GET',
      undefined,
      sandbox.secrets.UPSTREAM_TOKEN,
    );
    expect(answer.status).toBe(200);
    return answer.json as unknown as Page;
  };

  beforeEach(async () => {
    sandbox = await startSandbox({ clock: manualClock(NOW) });
  });
  afterEach(() => sandbox.stop());

  it('is read to its end page by page, each alert once, and goes on where it was', async () => {
    const planted = alerts(5);
    expect(await call(`${sandbox.url}/upstream/alerts`, 'POST', planted)).toMatchObject({ status: 201 });
    const first = await get('?limit=2');
    const second = await get(`?limit=2&cursor=${first.nextCursor}`);
    const third = await get(`?limit=2&cursor=${second.nextCursor}`);
    expect([first.more, second.more, third.more]).toEqual([true, true, false]);
    expect(refs([first, second, third].flatMap((page) => page.alerts))).toEqual(refs(planted));

    const empty = await get(`?cursor=${third.nextCursor}`);
    expect(empty).toEqual({ alerts: [], nextCursor: third.nextCursor, more: false });
    const late = alerts(1);
    await call(`${sandbox.url}/upstream/alerts`, 'POST', { alerts: late });
    expect(refs((await get(`?cursor=${third.nextCursor}`)).alerts)).toEqual(refs(late));
  });

  it('gives the same page for the same cursor: a reader that crashed before saving loses nothing', async () => {
    sandbox.upstream.plant(alerts(4));
    const first = await get('?limit=2');
    const once = await get(`?limit=2&cursor=${first.nextCursor}`);
    sandbox.upstream.plant(alerts(3));
    const again = await get(`?limit=2&cursor=${first.nextCursor}`);
    expect(again.alerts).toEqual(once.alerts);
  });

  it('starts over for a cursor of an earlier life, so that nothing is missed', async () => {
    sandbox.upstream.plant(alerts(2));
    const { nextCursor } = await get();
    await sandbox.stop();
    const planted = alerts(3);
    sandbox = await startSandbox({ clock: manualClock(NOW), upstream: planted });
    expect(refs((await get(`?cursor=${nextCursor}`)).alerts)).toEqual(refs(planted));
  });

  it('refuses what is no cursor, a limit out of bounds, and who has no token', async () => {
    const ask = (query: string): ReturnType<typeof call> =>
      call(`${sandbox.url}/upstream/alerts${query}`, 'GET', undefined, sandbox.secrets.UPSTREAM_TOKEN);
    expect(await ask('?cursor=12')).toMatchObject({ status: 400, json: { errors: [{ field: 'cursor' }] } });
    expect(await ask('?limit=501')).toMatchObject({ status: 422, json: { errors: [{ field: 'limit' }] } });
    expect(await call(`${sandbox.url}/upstream/alerts`, 'GET')).toMatchObject({ status: 401 });
  });

  it('doubled repeats the last alert of the page before, out_of_order turns pages round', async () => {
    const planted = alerts(4);
    sandbox.upstream.plant(planted);
    sandbox.faults.set('upstream', { receipts: 'doubled' });
    const first = await get('?limit=2');
    const second = await get(`?limit=2&cursor=${first.nextCursor}`);
    expect(refs(first.alerts)).toEqual(refs(planted.slice(0, 2)));
    expect(refs(second.alerts)).toEqual(refs(planted.slice(1, 4)));
    sandbox.faults.set('upstream', { receipts: 'out_of_order' });
    expect(refs((await get('?limit=2')).alerts)).toEqual(refs(planted.slice(0, 2).reverse()));
  });

  it('status500 and throttle fail, disconnect breaks, clockSkewS moves raisedAt', async () => {
    sandbox.upstream.plant([{ ...syntheticAlert(rng, { now: NOW }), raisedAt: '2026-03-02T09:00:00+08:00' }]);
    const ask = (): ReturnType<typeof call> =>
      call(`${sandbox.url}/upstream/alerts`, 'GET', undefined, sandbox.secrets.UPSTREAM_TOKEN);
    sandbox.faults.set('upstream', { status500: true });
    expect((await ask()).status).toBe(500);
    sandbox.faults.set('upstream', { throttle: 0 });
    const throttled = await ask();
    expect([throttled.status, throttled.headers.get('retry-after')]).toEqual([429, '1']);
    sandbox.faults.set('upstream', { disconnect: true });
    await expect(ask()).rejects.toThrow('fetch failed');
    sandbox.faults.set('upstream', { clockSkewS: 600 });
    expect((await get()).alerts[0]?.raisedAt).toBe('2026-03-02T09:10:00+08:00');
  });
});
