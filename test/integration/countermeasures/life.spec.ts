import type { CountermeasureView } from '#contracts';
import { ACCOUNT, aRequest, CountermeasureDesk, HOUR, SECOND, type Client } from './countermeasure-desk.js';

describe('the life of a countermeasure', () => {
  let desk: CountermeasureDesk;
  let officer: Client;
  let approver: Client;

  beforeAll(async () => {
    desk = await CountermeasureDesk.start();
    [officer, approver] = await Promise.all([
      desk.signIn('duty1', 'duty_officer'),
      desk.signIn('approver1', 'approver', true),
    ]);
  });
  afterAll(() => desk.stop());

  it('goes from the proposal to the release, each step on the wire and on the record', async () => {
    const caseId = await desk.open('high');
    const answer = await officer.post(`/cases/${caseId}/countermeasures`, aRequest()).expect(201);
    const proposed = answer.body as CountermeasureView;
    expect(proposed).toMatchObject({
      state: 'awaiting_approval',
      targetMasked: '****1234',
      proposedBy: { id: officer.id },
      decidedBy: null,
    });
    expect(desk.sandbox.inbox.list('bank')).toHaveLength(0);
    const waiting = await approver.get('/countermeasures?state=awaiting_approval').expect(200);
    expect((waiting.body as { items: CountermeasureView[] }).items.map((item) => item.id)).toEqual([
      proposed.id,
    ]);

    const decision = { version: proposed.version, reason: '情况属实' };
    const approved = await approver.post(`/countermeasures/${proposed.id}/approve`, decision).expect(200);
    expect(approved.body).toMatchObject({
      state: 'approved',
      decidedBy: { id: approver.id },
      decisionReason: '情况属实',
    });
    await desk.work();
    expect(desk.sandbox.inbox.list('bank')).toMatchObject([
      {
        orderId: proposed.id,
        kind: 'transfer_limit',
        target: ACCOUNT,
        legalBasis: '《反电信网络诈骗法》第二十条',
      },
    ]);
    expect(await desk.only(caseId)).toMatchObject({ state: 'sent' });

    await desk.pass(5 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'in_force', inForceAt: expect.any(String) });
    await desk.pass(24 * HOUR - 6 * SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'in_force' });
    await desk.pass(SECOND);
    expect(await desk.only(caseId)).toMatchObject({ state: 'released', releasedAt: expect.any(String) });
    expect(await desk.timeline(caseId)).toEqual([
      'countermeasure_proposed',
      'countermeasure_approved',
      'countermeasure_sent',
      'countermeasure_acknowledged',
      'countermeasure_in_force',
      'countermeasure_expiring',
      'countermeasure_released',
    ]);
    const trail = await desk.db.query<{ action: string; actor: string | null }>(
      `SELECT action, actor FROM audit_entry WHERE entity_id = $1 ORDER BY id`,
      [proposed.id],
    );
    expect(trail).toHaveLength(7);
    expect(trail[1]).toEqual({ action: 'countermeasure.approved', actor: approver.id });
  });
});
