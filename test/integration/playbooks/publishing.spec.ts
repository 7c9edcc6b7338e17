import { parse } from 'yaml';
import type {
  CaseView,
  PlaybookDifference,
  PlaybookText,
  PlaybookVerdict,
  PlaybookVersion,
} from '#contracts';
import { DEFAULT_PLAYBOOK, FIRST_PLAYBOOK, type Comparison, type Playbook } from '#escalation';
import { createRng, syntheticAlert } from '#synthetic';
import { Caller } from '../../e2e/caller.js';
import { TestDesk } from '../../e2e/desk.js';

/** The office changes its ladder: drafted by one, checked, simulated, published by another, from a date on. */
describe("an office's own playbook", () => {
  let desk: TestDesk;
  let author: Caller;
  let second: Caller;
  let officer: Caller;
  let source: Caller;
  beforeAll(async () => {
    desk = await TestDesk.open();
    [author, second, officer] = await Promise.all([
      desk.signIn('supervisor'),
      desk.signIn('supervisor'),
      desk.signIn('duty_officer'),
    ]);
    source = await desk.source();
  });
  afterAll(() => desk.close());

  /** The default ladder with another clock for the first call in high. */
  const withCallDue = (seconds: number, id = 'office'): Playbook => {
    const { high } = DEFAULT_PLAYBOOK.tiers;
    const rungs = high.rungs.map((spec) =>
      spec.id === 'call' ? { ...spec, due: { anchor: 'received' as const, afterS: seconds } } : spec,
    );
    return { ...DEFAULT_PLAYBOOK, id, tiers: { ...DEFAULT_PLAYBOOK.tiers, high: { ...high, rungs } } };
  };
  const rng = createRng('publishing');
  const alertedHigh = async (): Promise<CaseView> => {
    const now = new Date(await desk.now());
    const alert = syntheticAlert(rng, { now, severity: 'high', fraudType: 'fake_loan' });
    return desk.alerted(source, { ...alert, tier: 'high', signals: ['scam_app_active'] }, officer);
  };
  const callClock = (view: CaseView): number => {
    const call = view.rungs.find(({ id }) => id === 'call')!;
    return (Date.parse(call.dueAt!) - Date.parse(call.anchoredAt)) / 1000;
  };
  const simulated = (version: number): Promise<Comparison> =>
    author.post<Comparison>(`/playbooks/office/${version}/simulate`, { days: 1, officers: 2 });

  it('is published by somebody else, after a simulation, and only what opens later begins with it', async () => {
    const before = await alertedHigh();
    expect(before.playbook).toEqual({ id: 'default', version: 2 });
    await desk.advance('5m');

    const document = JSON.stringify(withCallDue(240));
    const draft = await author.post<PlaybookText>('/playbooks', {
      document,
      note: 'calls within four minutes',
    });
    expect(draft).toMatchObject({
      id: 'office',
      version: 1,
      state: 'draft',
      inForce: false,
      simulated: false,
    });
    expect(parse(draft.document)).toEqual(draft.body);

    const publish = `/playbooks/office/1/publish`;
    await expect(author.post(publish)).rejects.toMatchObject({ status: 403 });
    await expect(second.post(publish)).rejects.toMatchObject({
      status: 409,
      problem: { code: 'wrong_state' },
    });
    await expect(officer.post(publish)).rejects.toMatchObject({
      status: 403,
      problem: { code: 'forbidden' },
    });
    const { today, candidate } = await simulated(1);
    expect([today, candidate].map(({ playbook }) => playbook)).toEqual([
      { id: 'default', version: 2 },
      { id: 'office', version: 1 },
    ]);
    expect([today, candidate]).toMatchObject(Array(2).fill({ figures: { alerts: 1, findings: [] } }));
    expect(await simulated(1)).toEqual(await simulated(1));

    const soon = new Date((await desk.now()) + 600_000).toISOString();
    const published = await second.post<PlaybookText>(publish, { effectiveFrom: soon });
    expect(published).toMatchObject({ state: 'published', inForce: false, effectiveFrom: soon });
    expect((await alertedHigh()).playbook).toEqual({ id: 'default', version: 2 });

    await desk.advance('10m');
    const after = await alertedHigh();
    expect(after.playbook).toEqual({ id: 'office', version: 1 });
    expect([callClock(before), callClock(after)]).toEqual([300, 240]);
    const list = await officer.get<PlaybookVersion[]>('/playbooks');
    expect(list.filter(({ inForce }) => inForce)).toMatchObject([{ id: 'office', version: 1 }]);
    // The one that was open goes on as it began.
    expect((await officer.get<CaseView>(`/cases/${before.id}`)).playbook).toEqual({
      id: 'default',
      version: 2,
    });
    const actions = await desk.db.query(
      `SELECT action, entity_id FROM audit_entry WHERE entity = 'playbook' ORDER BY id`,
    );
    expect(actions).toEqual([
      { action: 'playbook.draft', entity_id: 'office/1' },
      ...Array<object>(3).fill({ action: 'playbook.simulate', entity_id: 'office/1' }),
      { action: 'playbook.publish', entity_id: 'office/1' },
    ]);
  });

  it('never changes once it is published, not even in the database', async () => {
    await expect(second.post('/playbooks/office/1/publish')).rejects.toMatchObject({ status: 409 });
    await expect(
      desk.db.query(`UPDATE playbook SET effective_from = holdline_now() WHERE id = 'office'`),
    ).rejects.toThrow('never changes');
    await expect(desk.db.query(`DELETE FROM playbook WHERE id = 'office'`)).rejects.toThrow('never changes');
  });

  it('has versions of its own, drafted side by side, and a draft may be dropped', async () => {
    const document = JSON.stringify(withCallDue(200));
    const drafts = await Promise.all(
      [1, 2, 3].map(() => author.post<PlaybookText>('/playbooks', { document })),
    );
    expect(drafts.map(({ version }) => version).sort()).toEqual([2, 3, 4]);
    await author.delete('/playbooks/office/3');
    await expect(author.get('/playbooks/office/3')).rejects.toMatchObject({ status: 404 });
    await simulated(4);
    await expect(
      second.post('/playbooks/office/4/publish', { effectiveFrom: '2026-01-01T00:00:00+08:00' }),
    ).rejects.toMatchObject({ status: 422, problem: { errors: [{ field: 'effectiveFrom' }] } });
  });

  it('is refused with all that is wrong with it, each by its place and in both languages', async () => {
    const unsound = { ...withCallDue(240), hiddenFromRelatives: [] };
    const { high } = unsound.tiers;
    high.rungs = high.rungs.filter(({ id }) => id !== 'reverify');
    const document = JSON.stringify(unsound);
    const verdict = await officer.post<PlaybookVerdict>('/playbooks/validate', { document });
    expect(verdict.ok).toBe(false);
    expect(verdict.errors.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['limit', 'nobody_handles', 'unknown_rung']),
    );
    await expect(author.post('/playbooks', { document })).rejects.toMatchObject({
      status: 422,
      problem: { errors: verdict.errors },
    });
    const kept = await desk.db.query(`SELECT 1 FROM playbook WHERE body::text = $1`, [document]);
    expect(kept).toEqual([]);
  });

  it.each([
    ['id: office\nid: other', 'line 2, column 1', 400],
    ['a: &a [1]\nb: *a', 'text', 400],
    ['just a sentence', 'playbook', 422],
  ])('is told apart from %j', async (document, field, status) => {
    const refused = author.post('/playbooks', { document });
    await expect(refused).rejects.toMatchObject({ status, problem: { errors: [{ field }] } });
  });

  it('says which field of which rung has the wrong shape', async () => {
    const wrong = structuredClone(withCallDue(240)) as unknown as {
      tiers: { high: { rungs: Record<string, unknown>[] } };
    };
    wrong.tiers.high.rungs[1]!['attempts'] = { max: 0, spacingS: 60, callerIds: 1, windowS: 'long' };
    wrong.tiers.high.rungs[1]!['colour'] = 'red';
    delete wrong.tiers.high.rungs[2]!['catchUp'];
    wrong.tiers.high.rungs[3]!['on'] = { failed: [{ do: 'give_up' }] };
    const document = JSON.stringify(wrong);
    const { errors } = await officer.post<PlaybookVerdict>('/playbooks/validate', { document });
    expect(errors.map(({ field, message }) => `${field} ${message}`).sort()).toEqual([
      'tiers.high.rungs[1](call).attempts.max must be >= 1',
      'tiers.high.rungs[1](call).attempts.windowS must be integer',
      'tiers.high.rungs[1](call).colour is not a field here',
      'tiers.high.rungs[2](sms).catchUp is missing',
      'tiers.high.rungs[3](visit).on.failed[0].do is not something that an edge does',
    ]);
  });

  it('is compared with the one in force, rung by rung', async () => {
    const after = JSON.stringify(withCallDue(200));
    const changes = await officer.post<PlaybookDifference[]>('/playbooks/diff', { after });
    expect(changes).toEqual([{ path: 'tiers.high.rungs.call.due.afterS', before: 240, after: 200 }]);
    const versions = await officer.post<PlaybookDifference[]>('/playbooks/diff', {
      before: JSON.stringify(DEFAULT_PLAYBOOK),
      after: JSON.stringify(FIRST_PLAYBOOK),
    });
    expect(new Set(versions.map(({ path }) => path.split('.').at(-1)))).toEqual(new Set(['variants']));
  });

  it('cannot take the name of the built-in one', async () => {
    const document = JSON.stringify(withCallDue(240, 'default'));
    await expect(author.post('/playbooks', { document })).rejects.toMatchObject({
      status: 422,
      problem: { errors: [{ field: 'id' }] },
    });
  });
});
