import { People } from '#people';
import { ID_NUMBER, KIN_PHONE, MINUTE, OutreachDesk, PHONE } from './outreach-desk.js';

describe('a relative who is asked by SMS', () => {
  let desk: OutreachDesk;
  beforeEach(async () => {
    desk = await OutreachDesk.start();
  });
  afterEach(() => desk.stop());

  /** A critical case with a relative, five minutes on: the relative has been asked. */
  const asked = async (): Promise<string> => {
    const caseId = await desk.open({ tier: 'critical', relative: KIN_PHONE });
    await desk.pass(5 * MINUTE);
    return caseId;
  };
  const toKin = () => desk.sandbox.inbox.list('sms').filter((sms) => `+${sms.to}` === KIN_PHONE);
  const answer = async (caseId: string, text: string, times = 1): Promise<void> => {
    const before = (await replies()).length;
    desk.sandbox.smsc.reply({ from: KIN_PHONE, to: '96110', text });
    await desk.until(async () => (await replies()).length === before + times);
    await desk.work();
  };
  const replies = () => desk.db.query(`SELECT 1 FROM sms_reply`);
  const attempts = async (caseId: string): Promise<string[]> =>
    (await desk.view(caseId)).attempts
      .filter(({ kind }) => kind === 'relative')
      .map(({ outcome }) => outcome);

  test('gets the question with three digits and the masked name only', async () => {
    const caseId = await asked();
    expect(toKin()).toHaveLength(1);
    expect(toKin()[0]!.text).toContain('王**');
    expect(toKin()[0]!.text).not.toContain('王明');
    expect(toKin()[0]!.text).toContain('回复1');
    expect(await desk.rung(caseId, 'relative')).toMatchObject({ status: 'running', reason: 'asked' });
    expect((await desk.view(caseId)).relatives).toMatchObject([{ asked: 'asked' }]);
  });

  test('1: the person is in their care', async () => {
    const caseId = await asked();
    await answer(caseId, '1');
    expect(await attempts(caseId)).toEqual(['relative_custody']);
    expect((await desk.rung(caseId, 'relative'))?.status).toBe('done');
    expect((await desk.view(caseId)).relatives).toMatchObject([{ asked: 'with_person' }]);
  });

  test('the same answer twice counts once', async () => {
    const caseId = await asked();
    await answer(caseId, '１。');
    await answer(caseId, '1');
    expect(await attempts(caseId)).toEqual(['relative_custody']);
  });

  test('2: the supervisor hears of it; then 1: found after all', async () => {
    const caseId = await asked();
    await answer(caseId, '2');
    expect(await desk.alarms()).toContain('relative_cannot_reach');
    await answer(caseId, '1');
    expect((await desk.view(caseId)).relatives).toMatchObject([{ asked: 'with_person' }]);
    expect((await attempts(caseId)).sort()).toEqual(['no_answer', 'relative_custody']);
  });

  test('3: alarm, and the tier goes up', async () => {
    const caseId = await desk.open({ tier: 'high', relative: KIN_PHONE });
    await desk.pass(20 * MINUTE);
    await answer(caseId, '3');
    expect(await desk.alarms()).toContain('relative_worried');
    expect((await desk.view(caseId)).tier).toBe('critical');
    expect((await desk.view(caseId)).relatives).toMatchObject([{ asked: 'worried' }]);
  });

  test.each(['你们是谁', '1点半再打给我，我在开会', '3 快来', '1或2'])(
    '%s: noted, somebody is to call back, and nothing is decided by it',
    async (text) => {
      const caseId = await asked();
      await answer(caseId, text);
      expect(await attempts(caseId)).toEqual([]);
      expect(await desk.timeline(caseId)).toContain('relative_replied');
      expect((await desk.view(caseId)).relatives).toMatchObject([{ asked: 'asked' }]);
      expect(await desk.alarms()).toContain('relative_unclear');
    },
  );

  test('of two persons answers for the one they were asked about last, also when they change their mind', async () => {
    const first = await asked();
    const second = await desk.open({ tier: 'critical', relative: KIN_PHONE, phone: '+8613900139021' });
    await desk.pass(5 * MINUTE);
    await answer(second, '1');
    await answer(second, '3');
    expect(await attempts(first)).toEqual([]);
    expect((await attempts(second)).sort()).toEqual(['relative_custody', 'wavering']);
    // What was asked last has ended: the answer is nobody else's.
    await desk.db.query(`UPDATE desk_case SET state = 'ended', wake_at = NULL WHERE id = $1`, [second]);
    await answer(first, '1');
    expect(await attempts(first)).toEqual([]);
  });

  test('is never the person: the number of theirs that was entered as a relative’s speaks for nobody', async () => {
    const caseId = await asked();
    const people = desk.app.get(People);
    await desk.db.transaction((tx) => people.place(tx, { phone: PHONE, name: '王明', idNumber: ID_NUMBER }));
    await desk.db.transaction((tx) =>
      people.place(tx, { phone: KIN_PHONE, name: '王明', idNumber: ID_NUMBER }),
    );
    await answer(caseId, '1');
    expect(await attempts(caseId)).toEqual([]);
    expect(await desk.timeline(caseId)).toContain('person_replied');
  });

  test('after the case has ended an answer is kept and changes nothing', async () => {
    const caseId = await asked();
    await desk.db.query(`UPDATE desk_case SET state = 'ended', wake_at = NULL WHERE id = $1`, [caseId]);
    await answer(caseId, '1');
    expect(await attempts(caseId)).toEqual([]);
  });

  test('what blackmail is about is hidden: no relative is asked', async () => {
    const caseId = await desk.open({ tier: 'critical', relative: KIN_PHONE, fraudType: 'blackmail' });
    await desk.pass(5 * MINUTE);
    expect(toKin()).toHaveLength(0);
    expect((await desk.rung(caseId, 'relative'))?.status).toBe('skipped');
  });
});
