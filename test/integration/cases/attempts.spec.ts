import { randomUUID } from 'node:crypto';
import { Attempts, Cases, CaseViews, Claims, OfficerCalls } from '#cases';
import type { AttemptInput } from '#contracts';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

/** Length of a lease (design.md section 8). */
const LEASE_MS = 60_000;

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
    identityFacts: ['birth_date', 'home_address'],
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
    // At once, where neither sees the other's.
    const again = { attemptId: randomUUID() };
    const both = await Promise.allSettled([record(one.caseId, again), record(other.caseId, again)]);
    const refused = both.filter((one) => one.status === 'rejected');
    expect(refused.map(({ reason }) => (reason as { code?: string }).code)).toEqual(['conflict']);
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
      gate: { ...(await gate()), identityFacts: ['birth_date'] },
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'gate_incomplete',
      errors: [expect.objectContaining({ field: 'gate.identityFacts' })],
    });
    expect(await view(caseId)).toEqual({ ...before, now: expect.any(String) });
  });

  it('that persuade are counted once a case and local day', async () => {
    const { caseId } = await desk.alert('medium');
    await record(caseId, { outcome: 'wavering', gate: await gate() });
    await record(caseId, { outcome: 'persuaded_phone', gate: await gate() });
    const seen = await view(caseId);
    expect(seen.state).toBe('watched');
    const counted = seen.attempts.filter((a) => a.counted);
    expect(counted.map((a) => a.outcome)).toEqual(['wavering']);
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

  it('that hand the case back leave it to the queue in the same go, call and all', async () => {
    const { caseId } = await desk.alert('critical');
    const [claims, other] = [desk.app.get(Claims), await desk.officer()];
    await claims.claim(caseId, officer);
    const call = await desk.app.get(OfficerCalls).start(caseId, officer);
    await record(caseId, { outcome: 'no_answer', handBack: true });
    const held = () => desk.db.query(`SELECT lease_by, call_until, lapsed FROM desk_case`);
    expect(await held()).toEqual([{ lease_by: null, call_until: null, lapsed: false }]);
    const [row] = await desk.db.query(`SELECT ended_at FROM officer_call WHERE id = $1`, [call.callId]);
    expect(row!['ended_at']).not.toBeNull();
    const kinds = (await view(caseId)).timeline.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'attempt_recorded' || kind === 'released').sort()).toEqual([
      'attempt_recorded',
      'released',
    ]);
    // Also when the console's beat was late, and nobody has swept since.
    await claims.claim(caseId, officer);
    await desk.advance(LEASE_MS + 1_000);
    await record(caseId, { outcome: 'no_answer', handBack: true });
    expect(await held()).toEqual([{ lease_by: null, call_until: null, lapsed: false }]);
    // Nobody gives back what another one holds.
    await claims.claim(caseId, other);
    await record(caseId, { outcome: 'no_answer', handBack: true });
    expect(await held()).toEqual([{ lease_by: other, call_until: null, lapsed: false }]);
  });

  it('that lie in the future are refused', async () => {
    const { caseId } = await desk.alert('high');
    const endedAt = new Date((await desk.db.now()) + 60_000).toISOString();
    await expect(record(caseId, { endedAt })).rejects.toMatchObject({
      code: 'invalid',
      errors: [expect.objectContaining({ field: 'endedAt' })],
    });
  });

  it('that lie before the case are refused, but a person may have called in while it was opened', async () => {
    await desk.advance(86_400_000);
    const { caseId } = await desk.alert('medium');
    const minutesAgo = async (n: number) => new Date((await desk.db.now()) - n * 60_000).toISOString();
    for (const input of [
      { endedAt: '2020-01-02T00:00:00Z' },
      { endedAt: await minutesAgo(1) },
      { kind: 'inbound_call' as const, endedAt: await minutesAgo(31) },
    ]) {
      const refused = record(caseId, { outcome: 'wavering', gate: await gate(), ...input });
      await expect(refused).rejects.toMatchObject({
        code: 'invalid',
        errors: [expect.objectContaining({ field: 'endedAt', code: 'before_case' })],
      });
    }
    await expect(record(caseId, { startedAt: await minutesAgo(1) })).rejects.toMatchObject({
      errors: [expect.objectContaining({ field: 'startedAt', code: 'before_case' })],
    });
    await record(caseId, { kind: 'inbound_call', outcome: 'denies', startedAt: await minutesAgo(10) });
    expect((await view(caseId)).attempts).toHaveLength(1);
  });

  it('do not count as a persuasion by one fact told twice, and are refused by what is no fact', async () => {
    const { caseId } = await desk.alert('medium');
    const facts = async (...identityFacts: string[]) =>
      record(caseId, {
        outcome: 'wavering',
        gate: { ...(await gate()), identityFacts, contactCut: false },
      });
    const counted = async () => (await view(caseId)).attempts.filter((a) => a.counted).length;
    await facts('birth_date', 'birth_date');
    expect(await counted()).toBe(0);
    // Values would be kept in the clear.
    await expect(facts('birth_date', '110101196001010008')).rejects.toMatchObject({
      errors: [expect.objectContaining({ field: 'gate.identityFacts', code: 'unknown' })],
    });
    await record(caseId, { outcome: 'wavering', gate: { ...(await gate()), contactCut: false } });
    expect(await counted()).toBe(1);
  });

  it('that put the follow-up off for longer than a month are refused', async () => {
    const { caseId } = await desk.alert('low');
    const days = async (n: number) => new Date((await desk.db.now()) + n * 86_400_000).toISOString();
    const persuaded = { outcome: 'persuaded_phone' as const };
    await expect(
      record(caseId, { ...persuaded, gate: { ...(await gate()), followUpAt: await days(31) } }),
    ).rejects.toMatchObject({
      errors: [expect.objectContaining({ field: 'gate.followUpAt', code: 'too_late' })],
    });
    await record(caseId, { ...persuaded, gate: { ...(await gate()), followUpAt: await days(30) } });
  });

  it('do not lend their id to another word, nor to another officer', async () => {
    const { caseId } = await desk.alert('critical');
    const attemptId = randomUUID();
    await record(caseId, { attemptId, outcome: 'no_answer' });
    await expect(record(caseId, { attemptId, outcome: 'paid' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(record(caseId, { attemptId, kind: 'visit' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(
      record(caseId, { attemptId, outcome: 'no_answer' }, await desk.officer()),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect((await view(caseId)).attempts.map((a) => a.outcome)).toEqual(['no_answer']);
  });

  it('with one id on two cases at once are one attempt and one conflict', async () => {
    const cases = [await desk.alert('high'), await desk.alert('high')];
    const attemptId = randomUUID();
    // Both hold their case before either writes: the first waits inside its transaction for the second.
    let arrived = 0;
    let bothIn!: () => void;
    const both = new Promise<void>((resolve) => (bothIn = resolve));
    const settled = await Promise.allSettled(
      cases.map(({ caseId }) =>
        desk.db.transaction(async (tx) => {
          await desk.app.get(Cases).lock(tx, caseId);
          if ((arrived += 1) === 2) bothIn();
          await both;
          return desk.app
            .get(Attempts)
            .record(
              tx,
              caseId,
              { attemptId, kind: 'call', outcome: 'busy' },
              { id: officer, kind: 'account' },
            );
        }),
      ),
    );
    expect(settled.map((s) => s.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(settled.find((s) => s.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  });
});
