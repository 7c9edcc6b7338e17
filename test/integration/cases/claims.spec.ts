import { randomUUID } from 'node:crypto';
import { Attempts, Cases, Claims, LEASE_MS, Queue, Wakes } from '#cases';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('claims', () => {
  let desk: CasesUnderTest;
  let claims: Claims;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    claims = desk.app.get(Claims);
  });
  afterEach(() => desk.close());

  it('never hand one case to two officers, however many ask at once', async () => {
    const officers = await Promise.all(Array.from({ length: 10 }, () => desk.officer()));
    for (let i = 0; i < 20; i += 1) await desk.alert('high');
    const taken = await Promise.all(Array.from({ length: 50 }, (_, i) => claims.next(officers[i % 10]!)));
    const cases = taken.filter((id) => id !== null);
    expect(cases).toHaveLength(20);
    expect(new Set(cases).size).toBe(20);
  });

  it('give the most urgent tier first, then the nearest deadline, then the money at risk', async () => {
    const officer = await desk.officer();
    const low = await desk.alert('high', { amountFen: 1_00 });
    const rich = await desk.alert('high', { amountFen: 900_000_00 });
    const urgent = await desk.alert('critical');
    const order = [await claims.next(officer), await claims.next(officer), await claims.next(officer)];
    expect(order).toEqual([urgent.caseId, rich.caseId, low.caseId]);
    expect(await claims.next(officer)).toBeNull();
  });

  it('refuse a case whose lease somebody else holds, and let the same officer claim again', async () => {
    const [first, second] = [await desk.officer(), await desk.officer()];
    const { caseId } = await desk.alert('critical');
    await claims.claim(caseId, first);
    await expect(claims.claim(caseId, second)).rejects.toMatchObject({ code: 'claimed_by_other' });
    await claims.claim(caseId, first);
  });

  it('return a case to the queue when its lease lapses, and keep it away while heartbeats come', async () => {
    const [first, second] = [await desk.officer(), await desk.officer()];
    const { caseId } = await desk.alert('critical');
    await claims.claim(caseId, first);

    await desk.advance(LEASE_MS - 1_000);
    await claims.heartbeat(caseId, first);
    await desk.advance(LEASE_MS - 1_000);
    await desk.app.get(Wakes).sweep();
    expect(await claims.next(second)).toBeNull();

    await desk.advance(2_000);
    await desk.app.get(Wakes).sweep();
    await expect(claims.heartbeat(caseId, first)).rejects.toMatchObject({ code: 'claimed_by_other' });
    const [line] = await desk.app.get(Queue).items([caseId]);
    expect(line).toMatchObject({ lease: null, actionable: true });
    expect(await claims.next(second)).toBe(caseId);
  });

  it('kept alive by heartbeats for several leases ring no alarm, and the wake follows them', async () => {
    const officer = await desk.officer();
    const { caseId } = await desk.alert('high');
    await claims.claim(caseId, officer);
    // The first clock that rings by itself is the call's, at 80 % of 5 min.
    for (let beat = 0; beat < 23; beat += 1) {
      await desk.advance(10_000);
      await desk.app.get(Wakes).sweep();
      await claims.heartbeat(caseId, officer);
    }
    const alarms = await desk.db.query(`SELECT key FROM alarm WHERE case_id = $1`, [caseId]);
    expect(alarms).toEqual([]);
    const [row] = await desk.db.query(
      `SELECT wake_at > holdline_now() AS ahead, lease_by FROM desk_case WHERE id = $1`,
      [caseId],
    );
    expect(row).toEqual({ ahead: true, lease_by: officer });
  });

  it('of a watched case that lapse put nothing in the queue before its follow-up', async () => {
    const officer = await desk.officer();
    const { caseId } = await desk.alert('medium');
    await claims.claim(caseId, officer);
    const followUpAt = new Date((await desk.db.now()) + 3 * 86_400_000).toISOString();
    const gate = {
      identityFacts: ['birth_date', 'home_address'],
      contactCut: true,
      paymentsChecked: true,
      followUpAt,
    };
    const by = { id: officer, kind: 'account' } as const;
    await desk.db.transaction(async (tx) => {
      const attempt = { attemptId: randomUUID(), kind: 'call', outcome: 'persuaded_phone', gate } as const;
      await desk.app.get(Attempts).record(tx, caseId, attempt, by);
      await desk.app
        .get(Cases)
        .apply(tx, caseId, { type: 'rung_done', rungId: 'report_back', by: officer }, by);
    });
    await desk.advance(LEASE_MS + 1_000);
    await desk.app.get(Wakes).sweep();
    const fresh = await desk.alert('medium');
    const page = await desk.app.get(Queue).page(10, 0);
    expect(page).toMatchObject({ total: 1, items: [{ id: fresh.caseId }] });
    expect([await claims.next(officer), await claims.next(officer)]).toEqual([fresh.caseId, null]);

    await desk.advance(3 * 86_400_000);
    await desk.app.get(Wakes).sweep();
    expect((await desk.app.get(Queue).order(10)).sort()).toEqual([caseId, fresh.caseId].sort());
  });

  it('kept alive by heartbeats for many leases ring for each clock once, and for nothing else', async () => {
    const officer = await desk.officer();
    const { caseId } = await desk.alert('high');
    await claims.claim(caseId, officer);
    for (let second = 10; second <= 12 * 60; second += 10) {
      await desk.advance(10_000);
      await claims.heartbeat(caseId, officer);
      await desk.app.get(Wakes).sweep();
    }
    const alarms = await desk.db.query<{ key: string }>(
      `SELECT code || ' ' || coalesce(rung_id, '') AS key FROM alarm WHERE case_id = $1 ORDER BY id`,
      [caseId],
    );
    const keys = alarms.map((alarm) => alarm.key);
    expect(keys).toContain('clock_100 call');
    expect(keys).toEqual([...new Set(keys)]);
    // Nobody sends messages in this desk.
    expect(keys.filter((key) => !key.startsWith('clock_'))).toEqual(['effect_unknown sms']);
    const held = await desk.db.transaction((tx) => desk.app.get(Cases).lock(tx, caseId));
    expect(held.snapshot.lease?.by).toBe(officer);
  });

  it('leave the ladder running: a claimed case still sends its SMS in time', async () => {
    const officer = await desk.officer();
    const { caseId } = await desk.alert('critical');
    await claims.claim(caseId, officer);
    await desk.advance(2 * 60_000);
    await desk.app.get(Wakes).sweep();
    const effects = await desk.db.query(
      `SELECT kind FROM outbox WHERE case_id = $1 AND kind = 'outreach.sms'`,
      [caseId],
    );
    expect(effects).toHaveLength(1);
  });

  it('drop nothing when the officer gives the case back', async () => {
    const [first, second] = [await desk.officer(), await desk.officer()];
    const { caseId } = await desk.alert('high');
    await claims.claim(caseId, first);
    await claims.release(caseId, first);
    expect(await claims.next(second)).toBe(caseId);
    await desk.db.transaction(async (tx) => {
      const held = await desk.app.get(Cases).lock(tx, caseId);
      expect(held.snapshot.wakeAt).not.toBeNull();
    });
  });
});
