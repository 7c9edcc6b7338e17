import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, receiveCallbacks, type CallbackReceiver } from './callback-receiver.testing.js';
import { manualClock, type ManualClock } from './clock.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';

const HOUR = 3_600_000;

describe('bank and carrier', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let holdline: CallbackReceiver;

  beforeEach(async () => {
    clock = manualClock(new Date('2026-03-02T01:00:00Z'));
    sandbox = await startSandbox({ clock });
    holdline = await receiveCallbacks();
  });
  afterEach(async () => {
    await sandbox.stop();
    await holdline.stop();
  });

  const order = (orderId: string, more: object = {}): Record<string, unknown> => ({
    orderId,
    kind: 'stop_payment',
    target: '6222020000000000001',
    until: new Date(clock.now().getTime() + 48 * HOUR).toISOString(),
    legalBasis: '《反电信网络诈骗法》第二十条',
    documentNo: '望澜反诈止〔2026〕1号',
    callbackUrl: holdline.url,
    ...more,
  });
  const at = (path: string): string => `${sandbox.url}/institutions/${path}`;
  const place = (orderId: string, more: object = {}): ReturnType<typeof call> =>
    call(at('bank/orders'), 'POST', order(orderId, more), sandbox.secrets.BANK_TOKEN);
  const inForce = async (): Promise<unknown[]> => {
    const { json } = await call(
      at('bank/orders?state=in_force'),
      'GET',
      undefined,
      sandbox.secrets.BANK_TOKEN,
    );
    return json['orders'] as unknown[];
  };

  it('acknowledges, enforces, and releases when asked; each with a signature', async () => {
    const placed = await place('o1');
    expect(placed).toMatchObject({ status: 202, json: { orderId: 'o1' } });
    await clock.advance(2_000);
    expect(await inForce()).toMatchObject([{ orderId: 'o1', state: 'in_force' }]);
    const release = await call(at('bank/orders/o1/release'), 'POST', {}, sandbox.secrets.BANK_TOKEN);
    expect(release).toMatchObject({ status: 202, json: { orderId: 'o1', state: 'in_force' } });
    await clock.advance(200);
    expect(await inForce()).toEqual([]);
    expect(holdline.states()).toEqual(['acknowledged', 'in_force', 'released']);
    expect(holdline.received[2]?.payload).toMatchObject({
      institutionRef: placed.json['institutionRef'],
      reason: 'requested',
    });
    for (const callback of holdline.received) holdline.verify(callback, sandbox.secrets.BANK_CALLBACK_SECRET);
    const again = await call(at('bank/orders/o1/release'), 'POST', {}, sandbox.secrets.BANK_TOKEN);
    expect(again).toMatchObject({ status: 202, json: { state: 'released' } });
    await clock.advance(10_000);
    expect(holdline.received).toHaveLength(3);
  });

  it('releases by itself at the end, to the second', async () => {
    await place('o1');
    await clock.advance(48 * HOUR - 1);
    expect(await inForce()).toHaveLength(1);
    await clock.advance(1);
    expect(holdline.received.at(-1)?.payload).toMatchObject({ state: 'released', reason: 'expired' });
    const one = await call(at('bank/orders/o1'), 'GET', undefined, sandbox.secrets.BANK_TOKEN);
    expect(one.json).toMatchObject({
      state: 'released',
      kind: 'stop_payment',
      documentNo: '望澜反诈止〔2026〕1号',
    });
    expect(one.json).not.toHaveProperty('callbackUrl');
  });

  it('gives the same answer to the same orderId and opens no second order', async () => {
    const first = await place('o1');
    await clock.advance(5_000);
    const second = await place('o1');
    expect(second).toMatchObject({ status: 202 });
    expect(second.json).toEqual(first.json);
    expect(sandbox.inbox.list('bank')).toHaveLength(1);
    expect(await place('o1', { target: '6222020000000000002' })).toMatchObject({ status: 409 });
  });

  it.each([
    ['kind', { kind: 'line_suspension' }],
    ['legalBasis', { legalBasis: ' ' }],
    ['target', { target: undefined }],
    ['until', { until: 'tomorrow' }],
    ['until', { until: '2020-01-01T00:00:00Z' }],
  ])('refuses a wrong %s and keeps nothing', async (field, more) => {
    expect(await place('o1', more)).toMatchObject({ status: 422, json: { errors: [{ field }] } });
    expect(sandbox.inbox.list('bank')).toHaveLength(0);
  });

  it('keeps bank and carrier apart', async () => {
    const carrier = await call(
      at('carrier/orders'),
      'POST',
      order('o1', { kind: 'line_suspension', target: '+8613800138000' }),
      sandbox.secrets.CARRIER_TOKEN,
    );
    expect(carrier.status).toBe(202);
    expect(await call(at('bank/orders/o1'), 'GET', undefined, sandbox.secrets.BANK_TOKEN)).toMatchObject({
      status: 404,
    });
    expect(await call(at('church/orders'), 'POST', order('o2'), sandbox.secrets.BANK_TOKEN)).toMatchObject({
      status: 404,
    });
    const { BANK_TOKEN } = sandbox.secrets;
    expect(await call(at('carrier/orders'), 'GET', undefined, BANK_TOKEN)).toMatchObject({ status: 401 });
    expect(await call(at('carrier/orders'), 'GET')).toMatchObject({ status: 401 });
    expect(sandbox.inbox.list('carrier')).toMatchObject([{ kind: 'line_suspension' }]);
  });

  it('keeps its orders over a restart, and releases what ended meanwhile', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    const restart = async (now: Date): Promise<void> => {
      await sandbox.stop();
      clock = manualClock(now);
      sandbox = await startSandbox({ clock, ordersFile: join(folder, 'orders.json') });
    };
    await restart(clock.now());
    const { json: first } = await place('o1');
    await place('o2', { until: new Date(clock.now().getTime() + HOUR).toISOString() });
    await clock.advance(2_000);
    holdline.received.length = 0;

    await restart(new Date(clock.now().getTime() + 2 * HOUR));
    await clock.advance(0);
    expect(holdline.received.map(({ payload }) => payload)).toMatchObject([
      { orderId: 'o2', state: 'released', reason: 'expired' },
    ]);
    expect((await place('o1')).json['institutionRef']).toBe(first['institutionRef']);
    expect(await inForce()).toMatchObject([{ orderId: 'o1' }]);
    await call(at('bank/orders/o1/release'), 'POST', {}, sandbox.secrets.BANK_TOKEN);
    await clock.advance(200);
    await restart(clock.now());
    expect(await inForce()).toEqual([]);
    expect(sandbox.inbox.list('bank')).toMatchObject([{ state: 'released' }, { state: 'released' }]);
    await rm(folder, { recursive: true });
  });

  describe('faults', () => {
    const failing = async (faults: Parameters<typeof sandbox.faults.set>[1]): ReturnType<typeof call> => {
      sandbox.faults.set('bank', faults);
      return place('o1');
    };

    it.each([
      [{ status500: true }, 500],
      [{ throttle: 0 }, 429],
      [{ refuse: true }, 422],
    ])('%j answers %d without acting', async (faults, status) => {
      expect(await failing(faults)).toMatchObject({ status, json: { status } });
      expect(sandbox.inbox.list('bank')).toHaveLength(0);
    });

    it('disconnect: the connection breaks and nothing was done', async () => {
      await expect(failing({ disconnect: true })).rejects.toThrow('fetch failed');
      expect(sandbox.inbox.list('bank')).toHaveLength(0);
    });

    it('timeoutAfterActing: no answer, and yet it was done; asking again finds it', async () => {
      sandbox.faults.set('bank', { timeoutAfterActing: true, times: 1 });
      const giveUp = new AbortController();
      const answer = fetch(at('bank/orders'), {
        method: 'POST',
        signal: giveUp.signal,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${sandbox.secrets.BANK_TOKEN}`,
        },
        body: JSON.stringify(order('o1')),
      });
      const arrived = await sandbox.inbox.waitFor('bank');
      giveUp.abort();
      await expect(answer).rejects.toThrow('aborted');
      expect(await place('o1')).toMatchObject({
        status: 202,
        json: { institutionRef: arrived.institutionRef },
      });
      expect(sandbox.inbox.list('bank')).toHaveLength(1);
      await clock.advance(2_000);
      expect(holdline.states()).toEqual(['acknowledged', 'in_force']);
    });

    it('slowMs: the answer is late', async () => {
      const answer = failing({ slowMs: 3_000 });
      let answered = false;
      void answer.then(() => (answered = true));
      await clock.armed(1);
      await clock.advance(2_999);
      await call(`${sandbox.url}/healthz`, 'GET');
      expect(answered).toBe(false);
      expect(sandbox.inbox.list('bank')).toHaveLength(0);
      await clock.advance(1);
      expect(await answer).toMatchObject({ status: 202 });
    });

    it('silentAfterActing: in force, and nobody is told', async () => {
      await failing({ silentAfterActing: true });
      await clock.advance(2_000);
      expect(await inForce()).toHaveLength(1);
      expect(holdline.received).toHaveLength(0);
    });

    it('failed: rejected after all', async () => {
      await failing({ receipts: 'failed' });
      await clock.advance(2_000);
      expect(holdline.received.map(({ payload }) => payload)).toMatchObject([
        { state: 'rejected', reason: 'refused' },
      ]);
    });

    it('out_of_order: in force before it was acknowledged', async () => {
      await failing({ receipts: 'out_of_order' });
      await clock.advance(2_000);
      expect(holdline.states()).toEqual(['in_force', 'acknowledged']);
    });

    it('clockSkewS: its Date header and its times are off', async () => {
      const { headers } = await failing({ clockSkewS: 7_200 });
      const ahead = (value: unknown): number => new Date(String(value)).getTime() - clock.now().getTime();
      expect(Math.round(ahead(headers.get('date')) / 10_000)).toBe(720);
      await clock.advance(200);
      expect(ahead(holdline.received[0]?.payload['at'])).toBe(7_200_000);
    });
  });
});
