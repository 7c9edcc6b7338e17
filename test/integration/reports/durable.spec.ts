import { randomUUID } from 'node:crypto';
import { Attempts, CaseViews, Queue, Wakes } from '#cases';
import type { CaseView } from '#contracts';
import type { AttemptKind, Outcome } from '#escalation';
import { Daily } from '#reports';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

const DAY = 86_400_000;

describe('a persuasion is durable', () => {
  let desk: CasesUnderTest;
  let officer: string;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    officer = await desk.officer();
  });
  afterEach(() => desk.close());

  const record = async (caseId: string, kind: AttemptKind, outcome: Outcome, rungId?: string) => {
    const followUpAt = new Date((await desk.db.now()) + DAY).toISOString();
    const checks = { contactCut: true, paymentsChecked: true, followUpAt };
    const gate = { identityFacts: ['birth_date', 'home_address'], ...checks };
    const attempt = { attemptId: randomUUID(), kind, outcome, gate, ...(rungId ? { rungId } : {}) };
    const by = { id: officer, kind: 'account' } as const;
    await desk.db.transaction((tx) => desk.app.get(Attempts).record(tx, caseId, attempt, by));
  };
  const view = (caseId: string): Promise<CaseView> => desk.app.get(CaseViews).view(caseId);
  const pass = async (ms: number): Promise<void> => {
    await desk.advance(ms);
    await desk.app.get(Wakes).sweep();
  };
  /** Every follow-up finds the person still persuaded. */
  const watchToItsEnd = async (caseId: string): Promise<CaseView> => {
    for (let days = 0; days < 40; days += 1) {
      const now = await view(caseId);
      if (now.state === 'ended') return now;
      const due = now.rungs.find(({ kind, status }) => kind === 'follow_up' && status === 'open');
      if (due) await record(caseId, 'follow_up', 'persuaded_phone', due.id);
      else await pass(DAY);
    }
    throw new Error('the watch does not end');
  };
  const localDay = async (): Promise<string> =>
    new Date((await desk.db.now()) + 8 * 3_600_000).toISOString().slice(0, 10);
  const figure = async (key: string, date: string): Promise<number> => {
    const { figures } = await new Daily(desk.db, desk.app.get(Queue)).report(date);
    return figures.find((one) => one.key === key && one.tier === undefined)!.value;
  };
  const rows = async (key: string, date: string): Promise<(string | undefined)[]> => {
    const page = await new Daily(desk.db, desk.app.get(Queue)).rows({ date, figure: key }, 10, 0);
    return page.items.map((row) => row.case?.id);
  };

  it('only when its watch window ended clean: a payment in it reopens the same case with its attempts on screen', async () => {
    const { caseId } = await desk.alert('medium');
    await record(caseId, 'call', 'persuaded_phone');
    expect(await view(caseId)).toMatchObject({ state: 'watched' });
    const day = await localDay();
    await pass(DAY);
    expect([await figure('durable', day), await figure('durable', await localDay())]).toEqual([0, 0]);

    await record(caseId, 'inbound_call', 'paid');
    const again = await view(caseId);
    expect(again).toMatchObject({ id: caseId, state: 'open', result: null });
    expect(again.attempts.map(({ outcome }) => outcome)).toEqual(['persuaded_phone', 'paid']);
    // Who paid is a high case at least: somebody stands at the door before its watch ends.
    await record(caseId, 'visit', 'persuaded_visit');
    const { result } = await watchToItsEnd(caseId);
    expect(result).toBe('persuaded_visit');
    await pass(1_000);
    expect(await rows('durable', await localDay())).toEqual([caseId]);
    expect(await figure('durable_undone', await localDay())).toBe(0);
  });

  it('until a payment is told soon after: another row on that day, and the day that counted it stays as it was', async () => {
    const person = desk.person();
    const { caseId } = await desk.alert('medium', { person });
    await record(caseId, 'call', 'persuaded_phone');
    await watchToItsEnd(caseId);
    await pass(1_000);
    const counted = await localDay();
    expect(await figure('durable', counted)).toBe(1);

    await pass(3 * DAY);
    const next = await desk.alert('medium', { person });
    expect(next.caseId).not.toBe(caseId);
    for (const kind of ['call', 'inbound_call'] as const) await record(next.caseId, kind, 'paid');
    await pass(1_000);
    const told = await localDay();
    expect(await rows('durable_undone', told)).toEqual([caseId]);
    expect([await figure('durable', counted), await figure('durable_undone', counted)]).toEqual([1, 0]);

    // Once is enough, and a payment long after is a case of its own.
    await pass(DAY);
    await record(next.caseId, 'inbound_call', 'paid');
    await pass(1_000);
    expect(await figure('durable_undone', await localDay())).toBe(0);
  });

  it('whatever the person does weeks later', async () => {
    const person = desk.person();
    const { caseId } = await desk.alert('medium', { person });
    await record(caseId, 'call', 'persuaded_phone');
    await watchToItsEnd(caseId);
    await pass(8 * DAY);
    const next = await desk.alert('medium', { person });
    await record(next.caseId, 'call', 'paid');
    await pass(1_000);
    expect(await figure('durable_undone', await localDay())).toBe(0);
  });
});
