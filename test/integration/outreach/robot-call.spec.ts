import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import { Attempts, Claims, OfficerCalls } from '#cases';
import type { CallResult } from '#outreach';
import { wallClock } from '#platform';
import { MINUTE, OutreachDesk, PHONE, START } from './outreach-desk.js';

describe('the robot call of a low case', () => {
  let desk: OutreachDesk;
  beforeEach(async () => {
    desk = await OutreachDesk.start();
  });
  afterEach(() => desk.stop());

  const calls = () => desk.sandbox.inbox.list('voice');
  const attempts = async (caseId: string): Promise<string[]> =>
    (await desk.view(caseId)).attempts.map((attempt) => attempt.outcome);

  /** A low case whose call is placed and then ends like this. */
  const called = async (result: CallResult, key?: string): Promise<string> => {
    const caseId = await desk.open({ tier: 'low' });
    await desk.pass(MINUTE);
    await desk.sandbox.voice.answer(calls()[0]!.callId, result, key);
    await desk.work();
    return caseId;
  };

  test('is placed at the gateway, once', async () => {
    const caseId = await desk.open({ tier: 'low' });
    await desk.pass(MINUTE);
    expect(calls()).toHaveLength(1);
    expect(calls()[0]).toMatchObject({ to: PHONE, callerId: '96110', keys: ['1', '9'] });
    expect(await desk.rung(caseId, 'robot_call')).toMatchObject({ status: 'running', reason: 'placed' });
  });

  test.each([
    ['busy', undefined, 'busy'],
    ['no_answer', undefined, 'no_answer'],
    ['rejected', undefined, 'rejected'],
    ['phone_off', undefined, 'phone_off'],
    ['invalid_number', undefined, 'invalid_number'],
    ['forwarded', undefined, 'call_forward_suspected'],
    ['machine', undefined, 'no_answer'],
    ['human', undefined, 'rejected'],
    ['human', '1', 'wavering'],
    ['human', '9', 'wavering'],
  ] as const)('%s (key %s) is recorded as %s', async (result, key, outcome) => {
    const caseId = await called(result, key);
    expect(await attempts(caseId)).toEqual([outcome]);
    expect((await desk.view(caseId)).state).not.toBe('ended');
  });

  test.each(['1', '9'])('key %s: an officer is to call, and it counts as no persuasion', async (key) => {
    const caseId = await called('human', key);
    expect((await desk.rung(caseId, 'call'))?.status).toBe('open');
    expect((await desk.view(caseId)).attempts[0]?.counted).toBe(false);
  });

  test('a gateway that acts and does not answer is asked again for the same call', async () => {
    desk.sandbox.faults.set('voice', { status500: true, times: 1 });
    await desk.open({ tier: 'low' });
    await desk.pass(MINUTE);
    await desk.pass(5_000);
    expect(calls()).toHaveLength(1);
    expect(await desk.effects('outreach.robot_call')).toEqual(['done']);
  });

  const onCall = async (caseId: string, officer: string): Promise<string> => {
    await desk.app.get(Claims).claim(caseId, officer);
    return (await desk.app.get(OfficerCalls).start(caseId, officer)).callId;
  };

  test('waits while an officer is on the line, and is placed when they have hung up', async () => {
    const caseId = await desk.open({ tier: 'low' });
    const officer = (await desk.signIn('duty1', 'duty_officer')).id;
    const callId = await onCall(caseId, officer);
    await desk.pass(MINUTE);
    expect(calls()).toHaveLength(0);
    expect(await desk.effects('outreach.robot_call')).toEqual(['pending']);
    await desk.app.get(OfficerCalls).end(caseId, callId, officer);
    await desk.pass(MINUTE);
    expect(calls()).toHaveLength(1);
  });

  test('keeps officers off the line while it is up, when "busy" is no sign, and until it is not heard of any more', async () => {
    const caseId = await desk.open({ tier: 'low' });
    const officer = (await desk.signIn('duty1', 'duty_officer')).id;
    await desk.pass(MINUTE);
    await expect(onCall(caseId, officer)).rejects.toMatchObject({ code: 'conflict' });
    const busy = () =>
      desk.db.transaction((tx) =>
        desk.app
          .get(Attempts)
          .record(
            tx,
            caseId,
            { attemptId: crypto.randomUUID(), kind: 'call', outcome: 'busy' },
            { id: officer, kind: 'account' },
          ),
      );
    const seen = async (): Promise<object> =>
      (await desk.db.one<{ outcomes: object }>(
        `SELECT snapshot->'outcomes' AS outcomes FROM desk_case WHERE id = $1`,
        [caseId],
      ))!.outcomes;
    await busy();
    expect(await seen()).toEqual({});
    await desk.setClock(START + 5 * MINUTE);
    await busy();
    expect(await seen()).toEqual({ busy: [START + 5 * MINUTE] });
    await onCall(caseId, officer);
  });

  test.each(['doubled', 'out_of_order'] as const)('callbacks %s: one attempt', async (receipts) => {
    desk.sandbox.faults.set('voice', { receipts });
    const caseId = await called('busy');
    expect(await attempts(caseId)).toEqual(['busy']);
  });

  test('a callback that is not signed by the gateway is refused, and so is one of nonsense', async () => {
    await desk.open({ tier: 'low' });
    await desk.pass(MINUTE);
    const send = (body: string, secret: string) => {
      const at = new Date(wallClock.now());
      return request(desk.url)
        .post('/api/v1/callbacks/voice')
        .set({
          'content-type': 'application/json',
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
        })
        .send(body);
    };
    const body = JSON.stringify({ callId: calls()[0]!.callId, status: 'completed', result: 'busy' });
    await send(body, 'whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA').expect(401);
    await request(desk.url).post('/api/v1/callbacks/voice').send({}).expect(401);
    const ours = desk.sandbox.secrets.VOICE_CALLBACK_SECRET;
    await send(JSON.stringify({ callId: 'x', status: 'gone' }), ours).expect(422);
    await send(JSON.stringify({ callId: crypto.randomUUID(), status: 'ringing' }), ours).expect(404);
    expect(await desk.db.query(`SELECT 1 FROM attempt`)).toEqual([]);
    await send(body, ours).expect(204);
    expect(await desk.db.query(`SELECT 1 FROM attempt`)).toHaveLength(1);
  });
});
