import { Attempts, Wakes } from '#cases';
import { Outbox } from '#platform';
import { KIN_PHONE, MINUTE, OutreachDesk, PHONE } from './outreach-desk.js';

describe('the SMS of the ladder', () => {
  let desk: OutreachDesk;
  beforeEach(async () => {
    desk = await OutreachDesk.start();
  });
  afterEach(() => desk.stop());

  const stateOf = async (caseId: string): Promise<string | undefined> =>
    (await desk.view(caseId)).messages[0]?.state;
  const inbox = () => desk.sandbox.inbox.list('sms');

  test('a critical case warns the person after two minutes, and the receipt shows', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    await desk.pass(MINUTE);
    expect(inbox()).toHaveLength(0);
    await desk.pass(MINUTE);
    expect(inbox()).toHaveLength(1);
    const [sms] = inbox();
    expect(`+${sms!.to}`).toBe(PHONE);
    expect(sms!.text).toContain('刷单返利');
    expect(sms!.text).toContain((await desk.view(caseId)).verificationCode);
    expect((await desk.rung(caseId, 'sms'))?.status).toBe('done');
    expect((await desk.view(caseId)).messages).toMatchObject([
      { to: 'person', template: 'warning', state: 'sent' },
    ]);
    await desk.sandboxClock.advance(1000);
    await desk.until(async () => (await stateOf(caseId)) === 'delivered');
    expect(await desk.timeline(caseId)).toContain('message_delivered');
  });

  test.each(['doubled', 'out_of_order', 'late'] as const)(
    'receipts %s: delivered, said once',
    async (receipts) => {
      desk.sandbox.faults.set('sms', { receipts });
      const caseId = await desk.open({ tier: 'critical' });
      await desk.pass(2 * MINUTE);
      await desk.sandboxClock.advance(2 * MINUTE);
      const wanted = receipts === 'doubled' ? 2 : 1;
      const parts = inbox()[0]!.parts;
      await desk.until(async () => {
        const [row] = await desk.db.query<{ n: number }>(
          `SELECT coalesce(sum(count), 0)::int AS n FROM sms_receipt`,
        );
        return row!.n === wanted * parts;
      });
      expect(await stateOf(caseId)).toBe('delivered');
      const told = (await desk.timeline(caseId)).filter((kind) => kind === 'message_delivered');
      expect(told).toHaveLength(1);
    },
  );

  test('a message that could not be delivered is shown as failed', async () => {
    desk.sandbox.faults.set('sms', { receipts: 'failed' });
    const caseId = await desk.open({ tier: 'critical' });
    await desk.pass(2 * MINUTE);
    await desk.sandboxClock.advance(1000);
    await desk.until(async () => (await stateOf(caseId)) === 'failed');
    expect(await desk.timeline(caseId)).toContain('message_failed');
  });

  test('a centre that acts and never answers: unknown, alarmed, one message, never repeated', async () => {
    desk.sandbox.faults.set('sms', { timeoutAfterActing: true });
    const caseId = await desk.open({ tier: 'critical' });
    await desk.pass(2 * MINUTE);
    expect(await stateOf(caseId)).toBe('unknown');
    expect(await desk.effects('outreach.sms')).toEqual(['unknown']);
    expect(await desk.rung(caseId, 'sms')).toMatchObject({ status: 'failed', reason: 'unknown' });
    expect(await desk.alarms()).toContain('effect_unknown');
    desk.sandbox.faults.set('sms', {});
    for (let n = 0; n < 5; n += 1) await desk.pass(MINUTE);
    expect(inbox()).toHaveLength(1);
    expect(await desk.effects('outreach.sms')).toEqual(['unknown']);
  });

  test('throttled: tried again until it is through, one message', async () => {
    desk.sandbox.faults.set('sms', { throttle: 0 });
    const caseId = await desk.open({ tier: 'critical' });
    await desk.pass(2 * MINUTE);
    expect(await stateOf(caseId)).toBe('pending');
    desk.sandbox.faults.set('sms', {});
    await desk.pass(5_000);
    expect(await stateOf(caseId)).toBe('sent');
    expect(inbox()).toHaveLength(1);
  });

  test('refused: failed and alarmed', async () => {
    desk.sandbox.faults.set('sms', { refuse: true });
    const caseId = await desk.open({ tier: 'critical' });
    await desk.pass(2 * MINUTE);
    expect(await stateOf(caseId)).toBe('failed');
    expect(await desk.alarms()).toContain('effect_failed');
  });

  test('a process that dies while it sends leaves it unknown', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    await desk.setClock((await desk.db.now()) + 2 * MINUTE);
    await desk.app.get(Wakes).sweep();
    // As the dead process left it: both rows committed, no answer kept.
    await desk.db.query(
      `UPDATE outbox SET state = 'sending', tries = 1, sending_until = holdline_now() - interval '1 s'
        WHERE kind = 'outreach.sms'`,
    );
    await desk.db.query(
      `INSERT INTO message (case_id, to_kind, template, state, outbox_key)
       SELECT case_id, 'person', 'warning', 'sending', key FROM outbox WHERE kind = 'outreach.sms'`,
    );
    expect(await desk.app.get(Outbox).recoverLost()).toBe(1);
    await desk.work();
    expect(await stateOf(caseId)).toBe('unknown');
    expect(inbox()).toHaveLength(0);
  });

  test('nothing is sent for a case that has ended meanwhile', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    await desk.setClock((await desk.db.now()) + 2 * MINUTE);
    await desk.app.get(Wakes).sweep();
    const officer = await desk.signIn('duty1', 'duty_officer');
    await desk.db.transaction((tx) =>
      desk.app
        .get(Attempts)
        .record(
          tx,
          caseId,
          { attemptId: crypto.randomUUID(), kind: 'call', outcome: 'self_aware' },
          { id: officer.id, kind: 'account' },
        ),
    );
    await desk.work();
    expect(await desk.effects('outreach.sms')).toEqual(['cancelled']);
    expect(inbox()).toHaveLength(0);
  });

  test('what the person writes back is on the timeline, and its text is sealed', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    await desk.pass(2 * MINUTE);
    desk.sandbox.smsc.reply({ from: PHONE, to: '96110', text: '我知道了' });
    await desk.until(async () => (await desk.timeline(caseId)).includes('person_replied'));
    const rows = await desk.db.query<{ row: string }>(`SELECT to_jsonb(r)::text AS row FROM sms_reply r`);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.row).not.toContain('我知道了');
  });

  test('a number that nobody knows is kept too, in no case', async () => {
    desk.sandbox.smsc.reply({ from: KIN_PHONE, to: '96110', text: '1' });
    await desk.until(
      async () => (await desk.db.query(`SELECT 1 FROM sms_reply WHERE from_kind = 'unknown'`)).length === 1,
    );
    expect(await desk.db.query(`SELECT 1 FROM case_event`)).toEqual([]);
  });
});
