import type { AlertInput, CaseView } from '#contracts';
import { createRng, syntheticAlert } from '#synthetic';
import { Refused, type Caller } from '../../e2e/caller.js';
import { TestDesk } from '../../e2e/desk.js';

describe('over HTTP a case', () => {
  const rng = createRng('edits');
  let desk: TestDesk;
  let officer: Caller;
  let supervisor: Caller;
  let source: Caller;
  beforeAll(async () => {
    desk = await TestDesk.open();
    [officer, supervisor, source] = await Promise.all([
      desk.signIn('duty_officer'),
      desk.signIn('supervisor'),
      desk.source(),
    ]);
  });
  afterAll(() => desk.close());

  const opened = async (): Promise<CaseView> => {
    const alert: AlertInput = syntheticAlert(rng, { now: new Date(await desk.now()), severity: 'high' });
    return desk.alerted(source, alert, officer);
  };
  const edit = (id: string, fields: object, ifMatch?: string): Promise<CaseView> =>
    officer.patch<CaseView>(`/cases/${id}`, fields, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  const refusal = async (call: Promise<unknown>): Promise<Refused> => {
    const error: unknown = await call.catch((thrown: unknown) => thrown);
    if (error instanceof Refused) return error;
    throw new Error('was not refused');
  };

  it('takes an edit on the version it was read at, and one only', async () => {
    const seen = await opened();
    const first = await edit(seen.id, { station: '甲派出所', amountFen: 5_000_00 }, `"${seen.version}"`);
    expect(first).toMatchObject({ station: '甲派出所', amountFen: 5_000_00, version: seen.version + 1 });

    const late = await refusal(edit(seen.id, { station: '乙派出所' }, `"${seen.version}"`));
    expect(late).toMatchObject({ status: 412, problem: { code: 'version_mismatch' } });
    expect(late.problem.current).toMatchObject({ station: '甲派出所', version: first.version });
    expect(await officer.get<CaseView>(`/cases/${seen.id}`)).toMatchObject({ station: '甲派出所' });

    const again = await edit(seen.id, { station: '乙派出所' }, `"${first.version}"`);
    expect(again).toMatchObject({ station: '乙派出所', amountFen: 5_000_00 });
    expect(again.version).toBeGreaterThan(first.version);
  });

  it('takes one of two edits that come at once', async () => {
    const seen = await opened();
    const results = await Promise.allSettled(
      ['甲派出所', '乙派出所', '丙派出所'].map((station) => edit(seen.id, { station }, `"${seen.version}"`)),
    );
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
  });

  it('goes on being decided after an edit: the snapshot knows the version too', async () => {
    const seen = await opened();
    const typed = await edit(seen.id, { fraudType: 'prize', station: '甲派出所' }, '*');
    expect(typed).toMatchObject({ fraudType: 'prize', station: '甲派出所' });
    const claimed = await officer.post<CaseView>(`/cases/${seen.id}/claim`);
    expect(claimed.version).toBeGreaterThan(typed.version);
    expect(await refusal(edit(seen.id, { amountFen: 1 }, `"${typed.version}"`))).toMatchObject({
      status: 412,
    });
  });

  it('wants to know which version an edit was made on', async () => {
    const { id } = await opened();
    expect(await refusal(edit(id, { amountFen: 1 }))).toMatchObject({ status: 428 });
  });

  it.each([
    ['a week', '2027-W10-1', 'isRFC3339'],
    ['a day that does not exist', '2026-02-30T10:00:00+08:00', 'isIso8601'],
    ['longer than a day', '2026-07-05T10:00:00+08:00', 'too_late'],
    ['the past', '2026-06-29T10:00:00+08:00', 'time_passed'],
  ])('is not paused until %s', async (_, until, code) => {
    const { id, rungs } = await opened();
    const pause = supervisor.post(`/cases/${id}/pause`, {
      rungs: [rungs.find((rung) => rung.kind === 'visit')!.id],
      until,
      reason: '本人要求稍后联系',
    });
    const { status, problem } = await refusal(pause);
    expect({ status, errors: problem.errors }).toMatchObject({
      status: 422,
      errors: [{ field: 'until', code }],
    });
  });

  it('is paused for some hours', async () => {
    const { id, rungs } = await opened();
    const paused = await supervisor.post<CaseView>(`/cases/${id}/pause`, {
      rungs: [rungs.find((rung) => rung.kind === 'visit')!.id],
      until: '2026-06-30T14:00:00+08:00',
      reason: '本人要求稍后联系',
    });
    expect(paused.pause).not.toBeNull();
  });
});
