import { randomUUID } from 'node:crypto';
import { Alarms, Cases, Wakes } from '#cases';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('alarms', () => {
  let desk: CasesUnderTest;
  let caseId: string;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    ({ caseId } = await desk.alert('high'));
  });
  afterEach(() => desk.close());

  const open = async () =>
    (await desk.app.get(Alarms).open()).items.map(({ code, rungId, percent }) => ({ code, rungId, percent }));
  /** What the feed hears of the call's clock, in its order. */
  const told = async () =>
    (
      await desk.db.query<{ what: string }>(
        `SELECT kind || ' ' || (data->>'code') AS what FROM case_event
          WHERE data->>'code' LIKE 'clock_%' AND (data->>'rungId' = 'call' OR kind = 'alarm_cleared') ORDER BY id`,
      )
    ).map((row) => row.what);
  const pass = async (seconds: number) => {
    await desk.advance(seconds * 1000);
    await desk.app.get(Wakes).sweep();
  };
  const call = { rungId: 'call', percent: 80, code: 'clock_80' };

  it('ring with the decision that raises them, and the end of a clock says all that its earlier mark said', async () => {
    // The first call is due after 5 min, the sign-in after 3.
    await pass(4 * 60);
    expect(await open()).toContainEqual(call);
    expect(await told()).toEqual(['alarm_raised clock_80', 'alarm clock_80']);
    await pass(60);
    const rung = (await open()).filter(({ rungId }) => rungId === 'call');
    expect(rung).toEqual([{ ...call, percent: 100, code: 'clock_100' }]);
    expect(await told()).toEqual([
      ...['alarm_raised clock_80', 'alarm clock_80'],
      ...['alarm_raised clock_100', 'alarm clock_100', 'alarm_cleared clock_80'],
    ]);
    expect(await desk.db.query(`SELECT FROM outbox WHERE kind NOT LIKE 'outreach.%'`)).toEqual([]);
  });

  it('so does the clock of the second person', async () => {
    const by = await desk.officer('duty_officer');
    const review = {
      type: 'attempt',
      kind: 'review',
      outcome: 'false_alarm',
      attemptId: randomUUID(),
      by,
    } as const;
    await desk.db.transaction((tx) => desk.app.get(Cases).apply(tx, caseId, review));
    const ofCase = async () =>
      (await open()).filter(({ rungId }) => rungId === null).map(({ code, percent }) => [code, percent]);
    await pass(12 * 60);
    expect(await ofCase()).toEqual([['clock_80', 80]]);
    await pass(3 * 60);
    expect(await ofCase()).toEqual([['confirmation_overdue', 100]]);
  });

  it('that somebody has taken note of stay theirs', async () => {
    const officer = await desk.officer('supervisor');
    await pass(4 * 60);
    const [alarm] = (await desk.app.get(Alarms).open()).items.filter(({ rungId }) => rungId === 'call');
    await desk.app.get(Alarms).acknowledge(alarm!.id, officer);
    await pass(60);
    expect((await told()).filter((what) => what.startsWith('alarm_cleared'))).toEqual([]);
  });

  it('with one key ring once, however often they are raised', async () => {
    const raise = () =>
      desk.db.transaction(async (tx) => {
        desk.app.get(Cases).raiseAlarm(tx, { caseId, code: 'visit_refused', key: 'visit:1:refused' });
        await tx.now();
      });
    await Promise.all([raise(), raise()]);
    await raise();
    expect(await open()).toEqual([{ code: 'visit_refused', rungId: null, percent: null }]);
    expect(await desk.db.query(`SELECT FROM case_event WHERE kind = 'alarm'`)).toHaveLength(1);
  });
});
