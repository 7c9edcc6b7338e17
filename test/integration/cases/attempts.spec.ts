import { randomUUID } from 'node:crypto';
import { Attempts, CaseViews, Claims, OfficerCalls } from '#cases';
import type { AttemptInput } from '#contracts';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('attempts', () => {
  let desk: CasesUnderTest;
  let officer: string;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    officer = await desk.officer();
  });
  afterEach(() => desk.close());

  const record = (caseId: string, input: Partial<AttemptInput>, by = officer) =>
    desk.db.transaction((tx) =>
      desk.app
        .get(Attempts)
        .record(
          tx,
          caseId,
          { attemptId: randomUUID(), kind: 'call', outcome: 'no_answer', ...input },
          { id: by, kind: 'account' },
        ),
    );
  const gate = async () => ({
    identityFacts: ['birthday', 'address'],
    contactCut: true,
    paymentsChecked: true,
    followUpAt: new Date((await desk.db.now()) + 86_400_000).toISOString(),
  });
  const view = (caseId: string) => desk.app.get(CaseViews).view(caseId);

  it('are recorded once, however often the same one is sent', async () => {
    const { caseId } = await desk.alert('critical');
    const attemptId = randomUUID();
    const results = await Promise.all(
      Array.from({ length: 8 }, () => record(caseId, { attemptId, outcome: 'busy' })),
    );
    expect(results.filter((r) => !r.repeated)).toHaveLength(1);
    expect((await view(caseId)).attempts).toHaveLength(1);
  });

  it('of another case do not lend their id', async () => {
    const [one, other] = [await desk.alert('high'), await desk.alert('high')];
    const attemptId = randomUUID();
    await record(one.caseId, { attemptId });
    await expect(record(other.caseId, { attemptId })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('start SMS, relative and visit in parallel when the line is busy', async () => {
    const { caseId } = await desk.alert('critical');
    await record(caseId, { outcome: 'busy' });
    const kinds = await desk.db.query<{ kind: string }>(
      `SELECT kind FROM outbox WHERE case_id = $1 AND kind LIKE 'outreach.%' ORDER BY kind`,
      [caseId],
    );
    expect(kinds.map((row) => row.kind)).toEqual(['outreach.relative', 'outreach.sms', 'outreach.visit']);
  });

  it('that claim "persuaded" without two identity facts are refused, the field is named and nothing is written', async () => {
    const { caseId } = await desk.alert('critical');
    const before = await view(caseId);
    const attempt = record(caseId, {
      outcome: 'persuaded_phone',
      gate: { ...(await gate()), identityFacts: ['birthday'] },
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'gate_incomplete',
      errors: [expect.objectContaining({ field: 'gate.identityFacts' })],
    });
    expect(await view(caseId)).toEqual({ ...before, now: expect.any(String) });
  });

  it('that persuade are counted once a case and local day', async () => {
    const { caseId } = await desk.alert('medium');
    expect(await record(caseId, { outcome: 'wavering', gate: await gate() })).toMatchObject({
      counted: true,
    });
    expect(await record(caseId, { outcome: 'persuaded_phone', gate: await gate() })).toMatchObject({
      counted: false,
    });
    const seen = await view(caseId);
    expect(seen.state).toBe('watched');
    expect(seen.attempts.filter((a) => a.counted)).toHaveLength(1);
  });

  it('keep their note sealed at rest and readable on the case', async () => {
    const { caseId } = await desk.alert('high');
    await record(caseId, { note: '本人称正在与所谓客服通话' });
    const [row] = await desk.db.query<{ note_sealed: Buffer }>(`SELECT note_sealed FROM attempt`);
    expect(row!.note_sealed.includes(Buffer.from('客服'))).toBe(false);
    expect((await view(caseId)).attempts[0]!.note).toBe('本人称正在与所谓客服通话');
  });

  it('end the call they came from; while it is up nobody else can call the person', async () => {
    const { caseId } = await desk.alert('critical');
    const calls = desk.app.get(OfficerCalls);
    const other = await desk.officer();
    await expect(calls.start(caseId, officer)).rejects.toMatchObject({ code: 'claimed_by_other' });
    await desk.app.get(Claims).claim(caseId, officer);
    const call = await calls.start(caseId, officer);
    expect(call.tel).toMatch(/^tel:\+86\d{11}$/);
    await expect(calls.start(caseId, other)).rejects.toMatchObject({ code: 'claimed_by_other' });
    await desk.advance(10 * 60_000);
    await expect(desk.app.get(Claims).claim(caseId, other)).rejects.toMatchObject({
      code: 'claimed_by_other',
    });
    await record(caseId, { outcome: 'no_answer' });
    const [row] = await desk.db.query(`SELECT ended_at FROM officer_call WHERE id = $1`, [call.callId]);
    expect(row!['ended_at']).not.toBeNull();
  });

  it('that lie in the future are refused', async () => {
    const { caseId } = await desk.alert('high');
    const endedAt = new Date((await desk.db.now()) + 60_000).toISOString();
    await expect(record(caseId, { endedAt })).rejects.toMatchObject({
      code: 'invalid',
      errors: [expect.objectContaining({ field: 'endedAt' })],
    });
  });
});
