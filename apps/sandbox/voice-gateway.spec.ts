import { call, receiveCallbacks, type CallbackReceiver } from './callback-receiver.testing.js';
import { manualClock, type ManualClock } from './clock.js';
import { startSandbox, type Sandbox } from './start-sandbox.js';

describe('the voice gateway', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let holdline: CallbackReceiver;

  beforeEach(async () => {
    clock = manualClock(new Date('2026-03-02T01:00:00Z'));
    sandbox = await startSandbox({ clock, seed: 'voice' });
    holdline = await receiveCallbacks();
  });
  afterEach(async () => {
    await sandbox.stop();
    await holdline.stop();
  });

  const request = (callId: string, more: object = {}): Record<string, unknown> => ({
    callId,
    to: '+8613800138000',
    callerId: '96110',
    text: '您好，这里是反诈中心。听清请按1，需要民警回电请按2。',
    keys: ['1', '2', '9'],
    callbackUrl: holdline.url,
    ...more,
  });
  const place = (callId: string, more: object = {}): ReturnType<typeof call> =>
    call(`${sandbox.url}/voice/calls`, 'POST', request(callId, more), sandbox.secrets.VOICE_TOKEN);
  const act = (callId: string, body: object): ReturnType<typeof call> =>
    call(`${sandbox.url}/voice/answers/${callId}`, 'POST', body);

  it('rings, is answered, and tells each step with a signature', async () => {
    expect(await place('c1')).toMatchObject({ status: 202, json: { callId: 'c1', status: 'queued' } });
    await clock.advance(500);
    expect(await act('c1', { key: '1' })).toMatchObject({
      status: 200,
      json: { status: 'completed', key: '1' },
    });
    expect(holdline.received.map(({ payload }) => payload)).toMatchObject([
      { callId: 'c1', status: 'ringing' },
      { callId: 'c1', status: 'answered', result: 'human' },
      { callId: 'c1', status: 'completed', result: 'human', key: '1' },
    ]);
    for (const callback of holdline.received)
      holdline.verify(callback, sandbox.secrets.VOICE_CALLBACK_SECRET);
    const forged = holdline.received[2];
    expect(forged).toBeDefined();
    if (forged) {
      const body = forged.body.replace('"key":"1"', '"key":"2"');
      expect(() => holdline.verify({ ...forged, body }, sandbox.secrets.VOICE_CALLBACK_SECRET)).toThrow(
        'No matching signature',
      );
    }
    const status = await call(`${sandbox.url}/voice/calls/c1`, 'GET', undefined, sandbox.secrets.VOICE_TOKEN);
    expect(status.json).toMatchObject({ status: 'completed', result: 'human', key: '1' });
  });

  it('rings out after 45 s when nobody answers', async () => {
    await place('c1');
    await clock.advance(45_499);
    expect(holdline.states()).toEqual(['ringing']);
    await clock.advance(1);
    expect(holdline.received[1]?.payload).toMatchObject({ status: 'completed', result: 'no_answer' });
  });

  it.each(['busy', 'rejected', 'phone_off', 'invalid_number', 'machine', 'forwarded'])(
    'ends as %s when the script says so',
    async (result) => {
      sandbox.answers.script = { voice: { result: result as 'busy', key: '1', afterMs: 2_000 } };
      await place('c1');
      await clock.advance(2_500);
      expect(holdline.received.at(-1)?.payload).toMatchObject({ status: 'completed', result });
      expect(holdline.received.at(-1)?.payload).not.toHaveProperty('key');
    },
  );

  it('takes the same callId once, and another call under it not at all', async () => {
    const [first, second] = await Promise.all([place('c1'), place('c1')]);
    expect(second.json).toEqual(first.json);
    expect(await place('c1', { to: '+8613900139000' })).toMatchObject({ status: 409 });
    expect(sandbox.inbox.list('voice')).toHaveLength(1);
  });

  it('refuses what is wrong, naming the field, and who has no token', async () => {
    expect(await call(`${sandbox.url}/voice/calls`, 'POST', request('c1'), 'guess')).toMatchObject({
      status: 401,
    });
    expect(await place('c1', { to: 'my friend' })).toMatchObject({
      status: 422,
      json: { errors: [{ field: 'to' }] },
    });
    expect(await place('c1', { callbackUrl: 'file:///etc' })).toMatchObject({
      status: 422,
      json: { errors: [{ field: 'callbackUrl' }] },
    });
    await place('c1');
    expect(await act('c1', { key: '5' })).toMatchObject({ status: 422 });
    expect(await act('c1', { result: 'busy' })).toMatchObject({ status: 200 });
    expect(await act('c1', { result: 'busy' })).toMatchObject({ status: 409 });
    expect(await act('nobody', { result: 'busy' })).toMatchObject({ status: 404 });
  });

  it('repeats a callback under the same id until it is taken', async () => {
    holdline.answers.push(503, 500);
    await place('c1');
    await clock.advance(500);
    expect(holdline.received).toHaveLength(1);
    await clock.advance(1_000);
    await clock.advance(5_000);
    expect(holdline.states()).toEqual(['ringing', 'ringing', 'ringing']);
    expect(new Set(holdline.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await clock.advance(30_000);
    expect(holdline.received).toHaveLength(3);
  });

  describe('faults', () => {
    it('doubled: every status twice, under one id', async () => {
      sandbox.faults.set('voice', { receipts: 'doubled' });
      await place('c1');
      await clock.advance(500);
      await act('c1', { result: 'busy' });
      expect(holdline.states()).toEqual(['ringing', 'ringing', 'completed', 'completed']);
      expect(holdline.received[0]?.headers['webhook-id']).toBe(holdline.received[1]?.headers['webhook-id']);
    });

    it('out_of_order: the last first', async () => {
      sandbox.faults.set('voice', { receipts: 'out_of_order' });
      await place('c1');
      await clock.advance(500);
      await act('c1', { key: '9' });
      expect(holdline.states()).toEqual(['completed', 'answered', 'ringing']);
    });

    it('late: a minute after the event', async () => {
      sandbox.faults.set('voice', { receipts: 'late' });
      await place('c1');
      await clock.advance(500);
      await clock.advance(59_999);
      expect(holdline.states()).toEqual([]);
      await clock.advance(1);
      expect(holdline.states()).toEqual(['ringing']);
    });

    it.each([{ receipts: 'none' as const }, { silentAfterActing: true }])(
      '%j: the call happens unheard',
      async (faults) => {
        sandbox.faults.set('voice', faults);
        await place('c1');
        await clock.advance(600_000);
        expect(holdline.states()).toEqual([]);
        const status = await call(
          `${sandbox.url}/voice/calls/c1`,
          'GET',
          undefined,
          sandbox.secrets.VOICE_TOKEN,
        );
        expect(status.json).toMatchObject({ status: 'completed', result: 'no_answer' });
      },
    );

    it('failed: the number does not exist', async () => {
      sandbox.faults.set('voice', { receipts: 'failed' });
      await place('c1');
      await clock.advance(60_000);
      expect(holdline.received.at(-1)?.payload).toMatchObject({ result: 'invalid_number' });
    });

    it('clockSkewS: beyond five minutes the signature is too old', async () => {
      sandbox.faults.set('voice', { clockSkewS: -3_600 });
      await place('c1');
      await clock.advance(500);
      const [first] = holdline.received;
      expect(first).toBeDefined();
      if (first)
        expect(() => holdline.verify(first, sandbox.secrets.VOICE_CALLBACK_SECRET)).toThrow('too old');
    });
  });
});
