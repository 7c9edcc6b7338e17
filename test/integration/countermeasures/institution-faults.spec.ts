import request from 'supertest';
import { Webhook } from 'standardwebhooks';
import type { CountermeasureView } from '#contracts';
import { InstitutionGateway } from '#countermeasures';
import { wallClock } from '#platform';
import { aRequest, CountermeasureDesk, HOUR, MINUTE, SECOND, type Client } from './countermeasure-desk.js';

describe('an institution that goes wrong', () => {
  let desk: CountermeasureDesk;
  let officer: Client;
  let approver: Client;
  let caseId: string;

  beforeEach(async () => {
    desk = await CountermeasureDesk.start();
    [officer, approver] = await Promise.all([
      desk.signIn('duty1', 'duty_officer'),
      desk.signIn('approver1', 'approver', true),
    ]);
    caseId = await desk.open('high');
  });
  afterEach(() => desk.stop());

  const approved = async (): Promise<string> => {
    const answer = await officer.post(`/cases/${caseId}/countermeasures`, aRequest()).expect(201);
    const { id } = answer.body as CountermeasureView;
    await approver.post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' }).expect(200);
    return id;
  };
  const orders = (): readonly unknown[] => desk.sandbox.inbox.list('bank');

  it('acts and never answers: asked again under the same id, it is one order', async () => {
    desk.app.get(InstitutionGateway).answerMs = 300;
    desk.sandbox.faults.set('bank', { timeoutAfterActing: true, times: 1 });
    await approved();
    await desk.work();
    expect(await desk.only(caseId)).toMatchObject({ state: 'approved' });
    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
    expect(orders()).toHaveLength(1);
  });

  it('acts and is never heard of again: it is asked', async () => {
    desk.sandbox.faults.set('bank', { silentAfterActing: true, times: 1 });
    await approved();
    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'sent' });
    await desk.pass(MINUTE);
    expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
  });

  it('speaks twice and in the wrong order: nothing is undone', async () => {
    desk.sandbox.faults.set('bank', { receipts: 'out_of_order', times: 1 });
    await approved();
    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
    expect(await desk.timeline(caseId)).toEqual([
      'countermeasure_proposed',
      'countermeasure_approved',
      'countermeasure_sent',
      'countermeasure_in_force',
    ]);
  });

  it('refuses: failed, with an alarm, and the case knows that nothing is in force', async () => {
    desk.sandbox.faults.set('bank', { refuse: true });
    await approved();
    await desk.work();
    expect(await desk.only(caseId)).toMatchObject({ state: 'failed' });
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_failed']);
    // Nothing to release: the persuasion asks for no second person.
    await desk.attempt(caseId, officer.id, { kind: 'call', outcome: 'persuaded_phone' });
    expect((await desk.view(caseId)).confirmation).toBeNull();
  });

  it('refuses after it took it', async () => {
    desk.sandbox.faults.set('bank', { receipts: 'failed' });
    await approved();
    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'failed' });
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_failed']);
  });

  it('is down: shown as unknown with an alarm, and known again when it is back', async () => {
    desk.sandbox.faults.set('bank', { disconnect: true });
    await approved();
    for (let i = 0; i < 30; i += 1) await desk.pass(2 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'sent', unknown: true });
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_unknown']);
    desk.sandbox.faults.set('bank', {});
    await desk.pass(2 * MINUTE);
    // It has never heard of the order.
    expect(await desk.only(caseId)).toMatchObject({ state: 'failed', unknown: false });
    expect(orders()).toHaveLength(0);
  });

  it('is behind: at the end it is asked to release and asked until it says so', async () => {
    await approved();
    await desk.pass(5 * SECOND);
    await desk.passHere(24 * HOUR);
    expect(await desk.only(caseId)).toMatchObject({ state: 'expiring' });
    await desk.pass(SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'released' });
  });

  it('enforces what was given up: it is released again, with an alarm', async () => {
    const id = await approved();
    await desk.db.query(`UPDATE countermeasure SET state = 'failed', wake_at = NULL WHERE id = $1`, [id]);
    await desk.db.query(`UPDATE outbox SET state = 'cancelled' WHERE kind = 'countermeasures.send'`);
    await desk.app.get(InstitutionGateway).place('bank', {
      ...{ orderId: id, kind: 'transfer_limit', target: '6222020000000001234', legalBasis: '第二十条' },
      ...{ until: new Date((await desk.db.now()) + HOUR).toISOString(), documentNo: '1号' },
    });
    await desk.pass(5 * SECOND);
    await desk.pass(SECOND);
    expect(orders()).toMatchObject([{ state: 'released', reason: 'requested' }]);
    expect(await desk.alarms(caseId)).toContain('countermeasure_stray');
  });

  describe('its callback', () => {
    const send = (body: object, secret: string, institution = 'bank') => {
      const [id, at, text] = ['msg_1', new Date(wallClock.now()), JSON.stringify(body)];
      return request(desk.url)
        .post(`/api/v1/callbacks/institutions/${institution}`)
        .set({
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(secret).sign(id, at, text),
        })
        .send(text);
    };

    it('is believed only when it is signed, known and well-formed', async () => {
      const orderId = await approved();
      await desk.work();
      const secret = desk.sandbox.callbackSecret;
      const forged = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
      await send({ orderId, state: 'in_force' }, forged).expect(401);
      await send({ orderId, state: 'in_force' }, secret, 'carrier').expect(404);
      await send({ orderId: 'o1', state: 'in_force' }, secret).expect(404);
      await send({ orderId, state: 'gone' }, secret).expect(422);
      await send([], secret).expect(400);
      expect(await desk.only(caseId)).toMatchObject({ state: 'sent' });
      await send({ orderId, state: 'in_force', extra: 1 }, secret).expect(204);
      expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
    });
  });
});
