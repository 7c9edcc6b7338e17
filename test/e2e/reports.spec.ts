import { randomUUID } from 'node:crypto';
import type { CallStarted, CaseView, DailyReport, FigurePage, TodayView } from '#contracts';
import type { Outcome } from '#escalation';
import { createRng, syntheticAlert } from '#synthetic';
import { TestDesk } from './desk.js';
import type { Caller } from './caller.js';

const DAY = '2026-06-30';

describe('the report of a day', () => {
  const rng = createRng('reports');
  let desk: TestDesk;
  let officer: Caller;
  let supervisor: Caller;
  let source: Caller;
  beforeAll(async () => {
    desk = await TestDesk.open();
    officer = await desk.signIn('duty_officer');
    supervisor = await desk.signIn('supervisor');
    source = await desk.source();
  });
  afterAll(() => desk.close());

  const alerted = async (severity: 'medium' | 'critical'): Promise<CaseView> => {
    const alert = syntheticAlert(rng, { now: new Date(await desk.now()), severity });
    Object.assign(alert.person, { flags: [] });
    return desk.alerted(source, alert, officer);
  };
  const record = (caseId: string, outcome: Outcome) =>
    officer.post(`/cases/${caseId}/attempts`, { attemptId: randomUUID(), kind: 'call', outcome });
  const report = (date = DAY) => supervisor.get<DailyReport>(`/reports/daily?date=${date}`);
  const figure = async (key: string, tier?: string, date = DAY) =>
    (await report(date)).figures.find((one) => one.key === key && one.tier === tier)?.value ?? 0;
  const rows = (query: string) => supervisor.get<FigurePage>(`/reports/daily/cases?date=${DAY}&${query}`);

  it('counts rows, lists as many as it counts, and exports the same', async () => {
    const one = await alerted('medium');
    await officer.post(`/cases/${one.id}/claim`);
    for (const outcome of ['no_answer', 'no_answer', 'wavering'] as const) await record(one.id, outcome);
    await source
      .post('/alerts', { sourceRef: 'nobody', raisedAt: `${DAY}T10:00:00+08:00` })
      .catch(() => null);
    // The cut-off is now: what happens at this very moment is not in it yet.
    await desk.advance('1s');

    for (const { key, tier, value, unit } of (await report()).figures) {
      if (unit !== 'count') continue;
      const listed = await rows(`figure=${key}${tier === undefined ? '' : `&tier=${tier}`}`);
      expect([key, tier, listed.total, listed.items.length]).toEqual([key, tier, value, value]);
    }
    expect(await figure('calls')).toBe(3);
    expect(await figure('alerts')).toBe(2);
    expect((await rows('figure=alerts')).items.map((row) => row.case?.no ?? null)).toEqual(
      expect.arrayContaining([one.no, null]),
    );

    const [first, rest] = [await rows('figure=calls&limit=2'), await rows('figure=calls&limit=2&offset=2')];
    const paged = [...first.items, ...rest.items].map((row) => row.id);
    expect(paged).toEqual((await rows('figure=calls')).items.map((row) => row.id));

    const response = await fetch(`${desk.url}/api/v1/reports/daily/cases.csv?date=${DAY}&figure=calls`, {
      headers: supervisor.headers,
    });
    expect(response.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(response.headers.get('content-disposition')).toContain(`calls-${DAY}.csv`);
    const [head, ...lines] = (await response.text()).trim().split('\n');
    expect(head).toContain('id,at,tier,case');
    expect(lines.map((line) => line.split(',')[0])).toEqual(paged);
    expect(lines.every((line) => line.split(',')[3] === one.no)).toBe(true);
  });

  it('keeps the tier of the time when the case is raised on a later day', async () => {
    const before = [await figure('cases_opened', 'medium'), await figure('cases_opened', 'critical')];
    const one = await alerted('medium');
    await desk.advance('1s');
    expect(await figure('cases_opened', 'medium')).toBe(before[0]! + 1);
    await desk.advance('23h');
    // The shift is over, and so are its sessions.
    [officer, supervisor] = [await desk.signIn('duty_officer'), await desk.signIn('supervisor')];
    await supervisor.post(`/cases/${one.id}/raise`, { to: 'critical', reason: '家属来电证实' });
    expect((await supervisor.get<CaseView>(`/cases/${one.id}`)).tier).not.toBe('medium');
    expect(await figure('cases_opened', 'medium')).toBe(before[0]! + 1);
    expect(await figure('cases_opened', 'critical')).toBe(before[1]);
  });

  it('measures the first call from when it was dialled, not from when it was recorded', async () => {
    const today = '2026-07-01';
    const one = await alerted('critical');
    await officer.post(`/cases/${one.id}/claim`);
    await desk.advance('20s');
    await officer.post<CallStarted>(`/cases/${one.id}/calls`);
    await desk.advance('5m');
    await record(one.id, 'denies');
    await desk.advance('1s');
    expect(await figure('time_to_first_call', undefined, today)).toBeCloseTo(20, 0);
  });

  it('refuses a day that is none or has not begun and a figure that there is not, naming the field', async () => {
    for (const [path, field] of [
      ['daily?date=2026-02-30', 'date'],
      ['daily?date=2026-12-31', 'date'],
      [`daily/cases?date=${DAY}&figure=wealth`, 'figure'],
      [`daily/cases?date=${DAY}&figure=calls&limit=0`, 'limit'],
      [`daily/cases.csv?date=${DAY}&figure=wealth`, 'figure'],
    ] as const)
      await expect(supervisor.get(`/reports/${path}`)).rejects.toMatchObject({
        status: 422,
        problem: { errors: expect.arrayContaining([expect.objectContaining({ field })]) as unknown },
      });
    await expect(officer.get(`/reports/daily?date=${DAY}`)).rejects.toMatchObject({ status: 403 });
  });

  it('agrees with the running count', async () => {
    const today = await officer.get<TodayView>('/reports/today');
    expect(today.date).toBe('2026-07-01');
    expect(today.persuasions).toBe(await figure('persuasions', undefined, today.date));
    expect(today.alerts).toBe(await figure('alerts', undefined, today.date));
  });
});
