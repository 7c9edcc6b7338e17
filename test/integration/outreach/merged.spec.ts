import { Merging } from '#cases';
import { KIN_PHONE, MINUTE, OutreachDesk, PHONE } from './outreach-desk.js';

const OTHER_PHONE = '+8613900139021';

describe('what was under way on a case that is merged', () => {
  let desk: OutreachDesk;
  beforeEach(async () => {
    desk = await OutreachDesk.start();
  });
  afterEach(() => desk.stop());

  const merge = async (from: string, into: string): Promise<void> => {
    const supervisor = (await desk.signIn('supervisor1', 'supervisor')).id;
    await desk.db.transaction((tx) =>
      desk.app.get(Merging).merge(tx, from, into, { id: supervisor, supervises: true }, false),
    );
    await desk.work();
  };
  const attempts = async (caseId: string): Promise<string[]> =>
    (await desk.view(caseId)).attempts.map(({ outcome, from }) => `${outcome}${from ? ' from' : ''}`);
  const answered = async (text: string): Promise<void> => {
    desk.sandbox.smsc.reply({ from: KIN_PHONE, to: '96110', text });
    await desk.until(async () => (await desk.db.query(`SELECT 1 FROM sms_reply`)).length === 1);
    await desk.work();
  };

  test('a relative’s answer is heard by the case that goes on, which it raises', async () => {
    const gone = await desk.open({ tier: 'high', relative: KIN_PHONE });
    await desk.pass(20 * MINUTE);
    const kept = await desk.open({ tier: 'high', phone: OTHER_PHONE });
    await merge(gone, kept);
    expect((await desk.view(kept)).tier).toBe('high');
    await answered('3');
    expect((await desk.view(kept)).tier).toBe('critical');
    expect(await attempts(kept)).toEqual(['wavering']);
    expect(await desk.timeline(kept)).toContain('relative_replied');
    expect(await desk.view(gone)).toMatchObject({ state: 'ended', result: 'duplicate', attempts: [] });
    const alarms = await desk.db.query(`SELECT case_id FROM alarm WHERE code = 'relative_worried'`);
    expect(alarms).toEqual([{ case_id: kept }]);
  });

  test('a robot call’s result is that one’s, also when it has no such step', async () => {
    const gone = await desk.open({ tier: 'low' });
    await desk.pass(MINUTE);
    const kept = await desk.open({ tier: 'high', phone: OTHER_PHONE });
    await merge(gone, kept);
    await desk.sandbox.voice.answer(desk.sandbox.inbox.list('voice')[0]!.callId, 'human', '1');
    await desk.work();
    expect(await attempts(kept)).toEqual(['wavering']);
    expect(await attempts(gone)).toEqual([]);
    expect(await desk.timeline(kept)).toContain('robot_call_ended');
  });

  test('a message of the person is on its timeline', async () => {
    const gone = await desk.open({ tier: 'high' });
    const kept = await desk.open({ tier: 'high', phone: OTHER_PHONE });
    await merge(gone, kept);
    desk.sandbox.smsc.reply({ from: PHONE, to: '96110', text: '收到' });
    await desk.until(async () => (await desk.db.query(`SELECT 1 FROM sms_reply`)).length === 1);
    expect(await desk.timeline(kept)).toContain('person_replied');
  });

  test('a message that was not sent yet is not sent', async () => {
    const gone = await desk.open({ tier: 'high' });
    const kept = await desk.open({ tier: 'high', phone: OTHER_PHONE });
    await merge(gone, kept);
    await desk.pass(30 * MINUTE);
    const to = desk.sandbox.inbox.list('sms').map((sms) => `+${sms.to}`);
    expect(to).toContain(OTHER_PHONE);
    expect(to).not.toContain(PHONE);
  });
});
