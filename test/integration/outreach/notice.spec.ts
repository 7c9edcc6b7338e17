import { Outbox, type NewEffect } from '#platform';
import { MINUTE, OutreachDesk, PHONE } from './outreach-desk.js';

describe('the notice of a countermeasure', () => {
  let desk: OutreachDesk;
  beforeEach(async () => {
    desk = await OutreachDesk.start();
  });
  afterEach(() => desk.stop());

  /** As soon as it is in force the notice is due. */
  const due = async (caseId: string): Promise<NewEffect<'countermeasures.notice'>> => {
    const [measure] = await desk.db.query<{ id: string }>(
      `INSERT INTO countermeasure (document_no, case_id, kind, target, institution, statement_sealed, state, occasion,
              clock_from, wake_at, created_at, ends_at)
       VALUES ('n1', $1, 'transfer_limit', 'victim_account', 'bank', '', 'drafted', 'critical', holdline_now(),
               holdline_now(), holdline_now(), holdline_now() + interval '24 h') RETURNING id`,
      [caseId],
    );
    const notice: NewEffect<'countermeasures.notice'> = {
      kind: 'countermeasures.notice',
      key: `countermeasure:${measure!.id}:notice`,
      caseId,
      payload: { countermeasureId: measure!.id },
    };
    await desk.db.transaction((tx) => desk.app.get(Outbox).add(tx, notice));
    return notice;
  };
  const notices = async (caseId: string): Promise<string[]> =>
    (await desk.view(caseId)).messages
      .filter(({ template }) => template === 'countermeasure_notice')
      .map(({ state }) => state);
  const rung = async (): Promise<number> =>
    (await desk.alarms()).filter((code) => code === 'notice_undelivered').length;

  test('tells the person what is restricted, until when and how to appeal; once', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    const notice = await due(caseId);
    await desk.db.transaction((tx) => desk.app.get(Outbox).add(tx, notice));
    await desk.work();
    await desk.db.transaction((tx) => desk.app.get(Outbox).add(tx, notice));
    await desk.work();
    const [sms, ...more] = desk.sandbox.inbox.list('sms');
    expect(more).toEqual([]);
    expect(`+${sms!.to}`).toBe(PHONE);
    expect(sms!.text).toContain('限额');
    expect(sms!.text).toContain('7月1日 10:00');
    expect(sms!.text).toContain('96110申诉');
    expect((await desk.view(caseId)).messages).toMatchObject([
      { to: 'person', template: 'countermeasure_notice', state: 'sent' },
    ]);
  });

  test('refused by the centre: an officer hears that the person is to be told', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    desk.sandbox.faults.set('sms', { refuse: true });
    await due(caseId);
    await desk.work();
    expect(await notices(caseId)).toEqual(['failed']);
    expect(await rung()).toBe(1);
    expect(await desk.timeline(caseId)).toContain('alarm');
  });

  test('sent, and then the receipt says that it did not arrive', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    desk.sandbox.faults.set('sms', { receipts: 'failed' });
    await due(caseId);
    await desk.work();
    await desk.sandboxClock.advance(1_000);
    await desk.until(async () => (await notices(caseId))[0] === 'failed');
    await desk.work();
    expect(await rung()).toBe(1);
  });

  test('to somebody whose number is not known: on the case’s view as failed, and rung', async () => {
    const caseId = await desk.open({ tier: 'critical', phone: null });
    await due(caseId);
    await desk.work();
    expect(await notices(caseId)).toEqual(['failed']);
    expect(await rung()).toBe(1);
  });

  test('lost with its worker before anything is known of it: unknown, and rung', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    const { key } = await due(caseId);
    await desk.db.query(
      `UPDATE outbox SET state = 'sending', tries = 1, sending_until = holdline_now() WHERE key = $1`,
      [key],
    );
    await desk.pass(MINUTE);
    expect(await desk.app.get(Outbox).recoverLost()).toBe(1);
    await desk.work();
    expect(await desk.effects('countermeasures.notice')).toEqual(['unknown']);
    expect(await rung()).toBe(1);
    expect(desk.sandbox.inbox.list('sms').some(({ text }) => text.includes('申诉'))).toBe(false);
  });
});
