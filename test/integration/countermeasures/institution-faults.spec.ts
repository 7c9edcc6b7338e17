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

  const approved = async (more: object = {}): Promise<string> => {
    const answer = await officer.post(`/cases/${caseId}/countermeasures`, aRequest(more)).expect(201);
    const { id } = answer.body as CountermeasureView;
    await approver.post(`/countermeasures/${id}/approve`, { version: 1, reason: '同意' }).expect(200);
    return id;
  };
  const orders = (): readonly unknown[] => desk.sandbox.inbox.list('bank');
  /** How often the bank was asked to release. */
  const asked = async (): Promise<number> =>
    (await desk.db.query(`SELECT FROM outbox WHERE kind = 'countermeasures.release' AND state = 'done'`))
      .length;
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
  /** The bank's word, as it sends it. */
  const hear = (orderId: string, state: string) =>
    send({ orderId, state }, desk.sandbox.secrets.BANK_CALLBACK_SECRET);

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

  /** Given up, and then the bank says that it is in force. */
  const strayed = async (): Promise<void> => {
    // Rejected after it was taken, by a bank that changes its mind.
    const id = await approved();
    await desk.work();
    await hear(id, 'rejected').expect(204);
    expect(await desk.only(caseId)).toMatchObject({ state: 'failed' });
    await desk.pass(5 * SECOND);
    expect(await desk.alarms(caseId)).toEqual(['countermeasure_failed', 'countermeasure_stray']);
  };

  it('enforces what was given up: it is released again, with an alarm', async () => {
    await strayed();
    await desk.pass(SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'released' });
    expect(orders()).toMatchObject([{ state: 'released', reason: 'requested' }]);
  });

  it('enforces what was given up and does not lift it: it is asked every minute, and the clock of a release rings', async () => {
    desk.sandbox.answers.script = { bank: { releaseAfterMs: null } };
    await strayed();
    for (let minute = 1; minute <= 6; minute += 1) await desk.pass(MINUTE);
    expect(await asked()).toBe(7);
    expect(await desk.only(caseId)).toMatchObject({ state: 'expiring' });
    expect((await desk.alarms(caseId)).slice(2)).toEqual([
      'countermeasure_release 80',
      'countermeasure_release 100',
    ]);
    desk.sandbox.answers.script = {};
    await desk.pass(MINUTE);
    await desk.pass(SECOND);
    expect(orders()).toMatchObject([{ state: 'released' }]);
    expect(await desk.only(caseId)).toMatchObject({ state: 'released' });
  });

  it('acts and never answers, and the officer takes it back meanwhile: it is released', async () => {
    desk.app.get(InstitutionGateway).answerMs = 300;
    desk.sandbox.faults.set('bank', { timeoutAfterActing: true, silentAfterActing: true, times: 1 });
    const id = await approved();
    await desk.work();
    expect(orders()).toMatchObject([{ state: 'received' }]);
    const answer = await officer.post(`/countermeasures/${id}/withdraw`, { reason: '已联系上' }).expect(200);
    expect(answer.body).toMatchObject({ state: 'expiring' });
    await desk.pass(5 * SECOND);
    await desk.pass(SECOND);
    expect(orders()).toMatchObject([{ state: 'released', reason: 'requested' }]);
    expect(await desk.only(caseId)).toMatchObject({ state: 'released' });
  });

  it('never had what was taken back: that is over without an alarm', async () => {
    desk.sandbox.faults.set('bank', { disconnect: true });
    const id = await approved();
    await desk.work();
    await officer.post(`/countermeasures/${id}/withdraw`, { reason: '已联系上' }).expect(200);
    desk.sandbox.faults.set('bank', {});
    await desk.pass(MINUTE);
    expect(orders()).toEqual([]);
    expect(await desk.only(caseId)).toMatchObject({ state: 'failed', unknown: false });
    expect(await desk.alarms(caseId)).toEqual([]);
  });

  it.each(['unheard_of', 'rejected'])(
    'says %s of what is in force when it is asked to release: chased and rung until it is released, and counted',
    async (denial) => {
      const stop = { kind: 'stop_payment', durationS: 600 };
      for (let no = 1; no <= 2; no += 1) {
        desk.sandbox.faults.set('bank', {});
        const id = await approved(stop);
        await desk.pass(5 * SECOND);
        desk.sandbox.answers.script = { bank: { releaseAfterMs: null } };
        if (denial === 'unheard_of') desk.sandbox.faults.set('bank', { forgets: true });
        await approver.post(`/countermeasures/${id}/release`, { reason: '误限' }).expect(200);
        if (denial === 'rejected') await hear(id, 'rejected').expect(204);
        await desk.pass(MINUTE);
      }
      const states = async () => (await desk.view(caseId)).countermeasures.map((one) => one.state);
      expect(await states()).toEqual(['expiring', 'expiring']);
      expect((await desk.alarms(caseId)).filter((code) => code === 'countermeasure_denied')).toHaveLength(2);
      const third = await officer.post(`/cases/${caseId}/countermeasures`, aRequest(stop)).expect(409);
      expect(third.body).toMatchObject({ errors: [{ code: 'limit_per_account' }] });

      desk.sandbox.faults.set('bank', {});
      desk.sandbox.answers.script = {};
      await desk.pass(MINUTE);
      await desk.pass(SECOND);
      expect(await states()).toEqual(['released', 'released']);
      expect(orders()).toMatchObject([{ reason: 'requested' }, { reason: 'requested' }]);
      await officer.post(`/cases/${caseId}/countermeasures`, aRequest(stop)).expect(409);
    },
  );

  describe('its callback', () => {
    it('is believed only when it is signed, known and well-formed', async () => {
      const orderId = await approved();
      await desk.work();
      const secret = desk.sandbox.secrets.BANK_CALLBACK_SECRET;
      const forged = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
      await send({ orderId, state: 'in_force' }, forged).expect(401);
      const { CARRIER_CALLBACK_SECRET: carrier, VOICE_CALLBACK_SECRET: voice } = desk.sandbox.secrets;
      // Nobody speaks for the bank but the bank, nor the bank for another.
      await send({ orderId, state: 'in_force' }, carrier).expect(401);
      await send({ orderId, state: 'in_force' }, voice).expect(401);
      await send({ orderId, state: 'in_force' }, secret, 'carrier').expect(401);
      await send({ orderId, state: 'in_force' }, carrier, 'carrier').expect(404);
      await send({ orderId, state: 'in_force' }, secret, 'church').expect(404);
      await send({ orderId: 'o1', state: 'in_force' }, secret).expect(404);
      await send({ orderId, state: 'gone' }, secret).expect(422);
      await send([], secret).expect(400);
      expect(await desk.only(caseId)).toMatchObject({ state: 'sent' });
      await send({ orderId, state: 'in_force', extra: 1 }, secret).expect(204);
      expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
    });
  });
});
