import { randomUUID } from 'node:crypto';
import { Attempts, Cases, CaseViews, Claims, Merging, OfficerCalls, Queue, Wakes, type Merger } from '#cases';
import { violations, type Tier } from '#escalation';
import { People } from '#people';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('merging cases', () => {
  let desk: CasesUnderTest;
  let supervisor: Merger;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    supervisor = { id: await desk.officer('supervisor'), supervises: true };
  });
  afterEach(() => desk.close());

  /** A case of a person with a phone and perhaps an identity number; without one the papers contradict nothing. */
  const opened = async (tier: Tier, { papers = false } = {}) => {
    const person = desk.person();
    const known = papers ? person : { ...person, idNumber: '' };
    return { person, ...(await alert(tier, known)) };
  };
  const alert = async (
    tier: Tier,
    { phone, idNumber, name }: { phone: string; idNumber: string; name: string },
    more: { news?: boolean } = {},
  ) =>
    desk.db.transaction(async (tx) => {
      const named = { phone, name, ...(idNumber === '' ? {} : { idNumber }) };
      const placed = await desk.app.get(People).place(tx, named);
      const now = await tx.now();
      const heard = await desk.app.get(Cases).openOrJoin(tx, {
        ...{ alertId: randomUUID(), personId: placed.personId, receivedAt: now, raisedAt: now },
        ...{ tier, tierFloor: tier, station: null, amountFen: null, news: more.news ?? false },
        reasons: [{ at: now, tier, rule: 'source_floor', facts: [] }],
        facts: {
          ...{ fraudType: 'fake_loan', signals: [], flags: [], alertsIn30Days: 1 },
          ...{ hasPhone: true, hasAddress: true, hasRelative: true },
        },
      });
      return { personId: placed.personId, ...heard };
    });
  const merge = (from: string, into: string, by = supervisor, twoIdNumbers = false): Promise<void> =>
    desk.db.transaction((tx) => desk.app.get(Merging).merge(tx, from, into, by, twoIdNumbers));
  const unmerge = (id: string, by = supervisor): Promise<string> =>
    desk.db.transaction((tx) => desk.app.get(Merging).unmerge(tx, id, by));
  const view = (id: string) => desk.app.get(CaseViews).view(id);
  const sound = async (...ids: string[]): Promise<void> => {
    for (const id of ids) {
      const held = await desk.db.transaction((tx) => desk.app.get(Cases).lock(tx, id));
      expect(violations(held.snapshot)).toEqual([]);
    }
    const rows = await desk.db.query<{ ok: boolean }>(
      `SELECT (merged_into IS NOT NULL) = (result IS NOT DISTINCT FROM 'duplicate')
          AND (state = 'ended') = (wake_at IS NULL) AS ok FROM desk_case`,
    );
    expect(rows.every(({ ok }) => ok)).toBe(true);
  };
  const record = (id: string, by: string, outcome: 'no_answer' | 'wavering') =>
    desk.db.transaction((tx) =>
      desk.app
        .get(Attempts)
        .record(tx, id, { attemptId: randomUUID(), kind: 'call', outcome }, { id: by, kind: 'account' }),
    );

  it('ends the one, which says where it went, and shows what was done in it on the other one’s screen', async () => {
    const [kept, gone] = [await opened('medium'), await opened('high')];
    await record(gone.caseId, supervisor.id, 'no_answer');
    await record(kept.caseId, supervisor.id, 'wavering');
    await merge(gone.caseId, kept.caseId);
    const [a, b] = [await view(kept.caseId), await view(gone.caseId)];
    expect(b).toMatchObject({
      state: 'ended',
      result: 'duplicate',
      mergedInto: { id: a.id, no: a.no },
      attempts: [{ outcome: 'no_answer' }],
    });
    expect(b.attempts[0]).not.toHaveProperty('from');
    expect(b.rungs.filter(({ status }) => ['waiting', 'open', 'running'].includes(status))).toEqual([]);
    expect(a).toMatchObject({
      state: 'open',
      tier: 'high',
      mergedInto: null,
      merged: [{ id: b.id, no: b.no }],
    });
    expect(a.attempts.map(({ outcome, from }) => [outcome, from])).toEqual(
      expect.arrayContaining([
        ['no_answer', b.no],
        ['wavering', undefined],
      ]),
    );
    expect(a.timeline.find(({ kind }) => kind === 'took_in')).toMatchObject({
      by: { id: supervisor.id },
      data: { from: b.id, no: b.no },
    });
    expect(b.timeline.find(({ kind }) => kind === 'merged')).toMatchObject({
      data: { into: a.id, no: a.no },
    });
    await sound(a.id, b.id);
  });

  it('keeps old numbers and persons findable, with where they went', async () => {
    const [kept, gone] = [await opened('high'), await opened('high')];
    await merge(gone.caseId, kept.caseId);
    const { no } = await view(gone.caseId);
    const mergedInto = { id: kept.caseId, no: (await view(kept.caseId)).no };
    expect(await desk.app.get(Queue).byNumber(no)).toMatchObject({ id: gone.caseId, mergedInto });
    expect(await desk.app.get(Queue).ofPersons([gone.personId], 10)).toMatchObject([
      { id: gone.caseId, mergedInto },
    ]);
  });

  it('lets a later alert on either person join the case that goes on, filed with its own', async () => {
    const [kept, gone] = [await opened('low'), await opened('low')];
    await merge(gone.caseId, kept.caseId);
    const again = { ...gone.person, idNumber: '' };
    const heard = await alert('critical', again, { news: true });
    expect(heard).toMatchObject({ caseId: kept.caseId, filedIn: gone.caseId, opened: false });
    expect(await view(kept.caseId)).toMatchObject({ tier: 'critical', state: 'open' });
    expect(await alert('low', { ...kept.person, idNumber: '' })).toMatchObject({
      caseId: kept.caseId,
      filedIn: kept.caseId,
    });
    const alerts = async (id: string): Promise<number | undefined> =>
      (await desk.app.get(Queue).items([id]))[0]?.alerts;
    expect([await alerts(kept.caseId), await alerts(gone.caseId)]).toEqual([4, 2]);
    await unmerge(gone.caseId);
    expect([await alerts(kept.caseId), await alerts(gone.caseId)]).toEqual([2, 2]);
    // From then on each hears its own.
    expect(await alert('low', again)).toMatchObject({ caseId: gone.caseId, filedIn: gone.caseId });
    await sound(kept.caseId, gone.caseId);
  });

  it('taken apart, opens the one anew with its ladder rung, and never lowers the other one’s tier', async () => {
    const [kept, gone] = [await opened('low'), await opened('critical')];
    await desk.advance(4 * 60_000);
    await desk.app.get(Wakes).sweep();
    await merge(gone.caseId, kept.caseId);
    await desk.advance(60_000);
    expect(await unmerge(gone.caseId)).toBe(kept.caseId);
    const [a, b] = [await view(kept.caseId), await view(gone.caseId)];
    expect(a).toMatchObject({ state: 'open', tier: 'critical', merged: [] });
    expect(b).toMatchObject({
      state: 'open',
      result: null,
      endedAt: null,
      mergedInto: null,
      tier: 'critical',
    });
    expect(b.rungs.find(({ kind }) => kind === 'call')?.status).toBe('open');
    expect(b.timeline.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unmerged', 're_rung']));
    expect(a.timeline.find(({ kind }) => kind === 'gave_back')).toMatchObject({
      data: { to: b.id, no: b.no },
    });
    // Both are due for a person again.
    expect((await desk.app.get(Queue).order(10)).sort()).toEqual([a.id, b.id].sort());
    await sound(a.id, b.id);
    // And can be merged again, the other way round too.
    await merge(kept.caseId, gone.caseId);
    await sound(a.id, b.id);
  });

  it('taken apart when the other one has ended, is open all the same; not when its person has another live case', async () => {
    const [kept, gone] = [await opened('high'), await opened('high')];
    await merge(gone.caseId, kept.caseId);
    const said = { attemptId: randomUUID(), kind: 'call', outcome: 'self_aware' } as const;
    await desk.db.transaction((tx) =>
      desk.app.get(Attempts).record(tx, kept.caseId, said, { id: supervisor.id, kind: 'account' }),
    );
    // What comes for the merged person now is an episode of its own.
    const next = await alert('high', { ...gone.person, idNumber: '' });
    expect(next).toMatchObject({ opened: true });
    expect(next.caseId).not.toBe(gone.caseId);
    await expect(unmerge(gone.caseId)).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ code: 'live_case' }],
    });
    await desk.db.transaction((tx) =>
      desk.app
        .get(Attempts)
        .record(
          tx,
          next.caseId,
          { ...said, attemptId: randomUUID() },
          { id: supervisor.id, kind: 'account' },
        ),
    );
    expect(await unmerge(gone.caseId)).toBe(kept.caseId);
    expect(await view(gone.caseId)).toMatchObject({ state: 'open' });
    expect(await view(kept.caseId)).toMatchObject({ state: 'ended', result: 'self_aware' });
    expect((await view(kept.caseId)).timeline.map(({ kind }) => kind)).toContain('gave_back');
    await sound(kept.caseId, gone.caseId);
  });

  describe('is refused', () => {
    const because = (why: string) =>
      expect.objectContaining({ errors: [expect.objectContaining({ code: why })] });

    it('with itself, with what there is not, and with what has ended', async () => {
      const { caseId } = await opened('high');
      await expect(merge(caseId, caseId)).rejects.toEqual(because('itself'));
      await expect(merge(caseId, randomUUID())).rejects.toMatchObject({ code: 'not_found' });
      await expect(merge(randomUUID(), caseId)).rejects.toMatchObject({ code: 'not_found' });
      await expect(unmerge(caseId)).rejects.toEqual(because('not_merged'));
    });

    it('as a chain or a circle: what is merged has one case that looks after it', async () => {
      const [a, b, c] = [await opened('high'), await opened('high'), await opened('high')];
      await merge(b.caseId, a.caseId);
      await expect(merge(a.caseId, c.caseId)).rejects.toEqual(because('keeps_others'));
      await expect(merge(c.caseId, b.caseId)).rejects.toEqual(because('merged'));
      await expect(merge(b.caseId, c.caseId)).rejects.toMatchObject({ code: 'case_ended' });
      await expect(merge(a.caseId, b.caseId)).rejects.toMatchObject({ code: 'case_ended' });
      await merge(c.caseId, a.caseId);
      expect((await view(a.caseId)).merged.map(({ id }) => id).sort()).toEqual([b.caseId, c.caseId].sort());
    });

    it('to an officer who holds neither; whoever holds either may, unless the other is in somebody else’s hands', async () => {
      const [me, other] = [await desk.officer(), await desk.officer()];
      const officer: Merger = { id: me, supervises: false };
      const claims = desk.app.get(Claims);
      const [a, b, c] = [await opened('high'), await opened('high'), await opened('high')];
      const held = { code: 'claimed_by_other' };
      await expect(merge(b.caseId, a.caseId, officer)).rejects.toMatchObject(held);
      await claims.claim(a.caseId, me);
      await claims.claim(b.caseId, other);
      await expect(merge(b.caseId, a.caseId, officer)).rejects.toMatchObject(held);
      await expect(merge(a.caseId, b.caseId, officer)).rejects.toMatchObject(held);
      await expect(merge(b.caseId, c.caseId)).rejects.toMatchObject(held);
      await merge(c.caseId, a.caseId, officer);
      await claims.release(a.caseId, me);
      await expect(unmerge(c.caseId, officer)).rejects.toMatchObject(held);
      await claims.claim(a.caseId, me);
      await unmerge(c.caseId, officer);
    });

    it('while a call on it is up: its result would be nobody’s', async () => {
      const [a, b] = [await opened('high'), await opened('high')];
      const me = await desk.officer();
      await desk.app.get(Claims).claim(b.caseId, me);
      const { callId } = await desk.app.get(OfficerCalls).start(b.caseId, me);
      const officer: Merger = { id: me, supervises: false };
      await expect(merge(b.caseId, a.caseId, officer)).rejects.toEqual(because('call_up'));
      await desk.app.get(OfficerCalls).end(b.caseId, callId, me);
      await merge(b.caseId, a.caseId, officer);
    });

    it('of two identity numbers, unless a supervisor says that it is one person', async () => {
      const [a, b] = [await opened('high', { papers: true }), await opened('high', { papers: true })];
      const me = await desk.officer();
      await desk.app.get(Claims).claim(b.caseId, me);
      const officer: Merger = { id: me, supervises: false };
      await expect(merge(b.caseId, a.caseId, officer, true)).rejects.toEqual(because('id_numbers'));
      await desk.app.get(Claims).release(b.caseId, me);
      await expect(merge(b.caseId, a.caseId)).rejects.toEqual(because('id_numbers'));
      await merge(b.caseId, a.caseId, supervisor, true);
    });

    it('of one persuaded later into one persuaded before, whose follow-ups end sooner', async () => {
      const [a, b] = [await opened('high'), await opened('high')];
      for (const { caseId } of [a, b]) {
        await desk.advance(60_000);
        const followUpAt = new Date((await desk.db.now()) + 3_600_000).toISOString();
        const checks = { contactCut: true, paymentsChecked: true, followUpAt };
        const gate = { identityFacts: ['birth_date', 'home_address'], ...checks };
        const said = { attemptId: randomUUID(), kind: 'call', outcome: 'persuaded_phone', gate } as const;
        await desk.db.transaction((tx) =>
          desk.app.get(Attempts).record(tx, caseId, said, { id: supervisor.id, kind: 'account' }),
        );
      }
      await expect(merge(b.caseId, a.caseId)).rejects.toEqual(because('persuaded_later'));
      await merge(a.caseId, b.caseId);
      expect(await view(b.caseId)).toMatchObject({ state: 'watched' });
      await sound(a.caseId, b.caseId);
    });
  });

  it('at once from both sides, or twice, or with an alert in between, leaves one case and loses none', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await opened('high'), await opened('high')];
      const [one, two, heard] = await Promise.allSettled([
        merge(a.caseId, b.caseId),
        merge(b.caseId, a.caseId),
        alert('high', { ...b.person, idNumber: '' }),
      ]);
      expect([one, two].filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(heard.status).toBe('fulfilled');
      const live = await desk.db.query<{ id: string; alerts: number }>(
        `SELECT id, alerts FROM desk_case WHERE id = ANY ($1) AND state <> 'ended'`,
        [[a.caseId, b.caseId]],
      );
      expect(live).toMatchObject([{ alerts: 3 }]);
      await sound(a.caseId, b.caseId);
    }
  });

  it('taken apart while an alert comes in for its person leaves them one live case, whoever is first', async () => {
    const said = { kind: 'call', outcome: 'self_aware' } as const;
    const by = { id: supervisor.id, kind: 'account' } as const;
    for (let round = 0; round < 10; round += 1) {
      const [kept, gone] = [await opened('high'), await opened('high')];
      await merge(gone.caseId, kept.caseId);
      await desk.db.transaction((tx) =>
        desk.app.get(Attempts).record(tx, kept.caseId, { attemptId: randomUUID(), ...said }, by),
      );
      const [apart, heard] = await Promise.allSettled([
        unmerge(gone.caseId),
        alert('high', { ...gone.person, idNumber: '' }),
      ]);
      expect(heard.status).toBe('fulfilled');
      if (apart.status === 'rejected') expect(apart.reason).toMatchObject({ code: 'conflict' });
      const live = await desk.db.query(`SELECT id FROM desk_case WHERE person_id = $1 AND state <> 'ended'`, [
        gone.personId,
      ]);
      expect(live).toHaveLength(1);
    }
  });

  it('of linked persons is offered on the screen of either', async () => {
    const person = desk.person();
    const first = await alert('high', person);
    const second = await alert('high', { ...desk.person(), phone: person.phone });
    expect(second.caseId).not.toBe(first.caseId);
    expect((await view(first.caseId)).related).toMatchObject([{ id: second.caseId, state: 'open' }]);
    expect((await view(second.caseId)).related).toMatchObject([{ id: first.caseId }]);
    await merge(second.caseId, first.caseId, supervisor, true);
    expect((await view(first.caseId)).related).toEqual([]);
  });
});
