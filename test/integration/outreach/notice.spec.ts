import { Outbox } from '#platform';
import { OutreachDesk, PHONE } from './outreach-desk.js';

describe('the notice of a countermeasure', () => {
  let desk: OutreachDesk;
  beforeEach(async () => {
    desk = await OutreachDesk.start();
  });
  afterEach(() => desk.stop());

  test('tells the person what is restricted, until when and how to appeal; once', async () => {
    const caseId = await desk.open({ tier: 'critical' });
    const [measure] = await desk.db.query<{ id: string }>(
      `INSERT INTO countermeasure (document_no, case_id, kind, target, institution, statement_sealed, state, occasion,
              clock_from, wake_at, created_at, ends_at)
       VALUES ('n1', $1, 'transfer_limit', 'victim_account', 'bank', '', 'drafted', 'critical', holdline_now(),
               holdline_now(), holdline_now(), holdline_now() + interval '24 h') RETURNING id`,
      [caseId],
    );
    const notice = {
      kind: 'countermeasures.notice' as const,
      key: `countermeasure:${measure!.id}:notice`,
      caseId,
      payload: { countermeasureId: measure!.id },
    };
    await desk.db.transaction((tx) => desk.app.get(Outbox).add(tx, notice, notice));
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
});
