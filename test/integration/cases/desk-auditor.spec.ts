import { randomUUID } from 'node:crypto';
import { Alarms, DeskAuditor, FINDINGS_PER_KIND, Wakes, type Finding } from '#cases';
import type { FindingKind } from '#contracts';
import { FeedSealer } from '#live';
import { Outbox, OutboxRelay } from '#platform';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('the auditor', () => {
  let desk: CasesUnderTest;
  let auditor: DeskAuditor;
  let alarms: Alarms;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
    auditor = desk.app.get(DeskAuditor);
    alarms = desk.app.get(Alarms);
  });
  afterEach(() => desk.close());

  /** Looks at a desk whose sealer and ladder effects do their work. */
  const look = async (): Promise<Finding[]> => {
    await desk.db.query(`UPDATE outbox SET state = 'done' WHERE kind LIKE 'outreach.%'`);
    await new FeedSealer(desk.db).seal();
    return auditor.look();
  };
  const kinds = (found: Finding[]): FindingKind[] => found.map((f) => f.kind);
  /** What the ladders of these cases, which nobody works, ring for by themselves. */
  const byLadder = ['clock_80', 'clock_100', 'effect_unknown'];
  const open = async () =>
    (await alarms.open()).items
      .filter(({ code }) => !byLadder.includes(code))
      .map(({ code, caseId }) => ({ code, caseId }));
  const told = async () =>
    (
      await desk.db.query<{ kind: string }>(
        `SELECT kind FROM case_event WHERE kind IN ('alarm', 'alarm_cleared') AND data->>'code' <> ALL ($1)
          ORDER BY id`,
        [byLadder],
      )
    ).map((row) => row.kind);
  const breakIt = (caseId: string, version: number) =>
    desk.db.query(
      `UPDATE desk_case SET snapshot = jsonb_set(snapshot::jsonb, '{playbook,version}', to_jsonb($2::int))::json WHERE id = $1`,
      [caseId, version],
    );
  const effects = async (caseId: string) =>
    (await desk.db.query<{ kind: string }>(`SELECT kind FROM outbox WHERE case_id = $1`, [caseId])).map(
      (row) => row.kind,
    );
  /** An effect of a kind whose feature is not in this process. */
  const effect = async (more: { state?: string; caseId?: string } = {}): Promise<string> => {
    const id = randomUUID();
    await desk.db.query(
      `INSERT INTO outbox (id, kind, key, case_id, payload, state, sending_until)
       VALUES ($1::uuid, 'countermeasures.notice', $1::text, $2, '{}', $3::text,
               CASE WHEN $3::text = 'sending' THEN holdline_now() END)`,
      [id, more.caseId ?? null, more.state ?? 'pending'],
    );
    return id;
  };
  const alert = async (status: 'accepted' | 'quarantined', dueInS: number | null = null): Promise<string> => {
    const [row] = await desk.db.query<{ id: string }>(
      `INSERT INTO alert (source_id, source_ref, content_hash, status, received_at, raised_at, payload_sealed, due_at)
       VALUES ('manual', $1, '', $2, holdline_now(), holdline_now(), '', holdline_now() + make_interval(secs => $3))
       RETURNING id`,
      [randomUUID(), status, dueInS],
    );
    return row!.id;
  };

  it('finds nothing in a desk that is well', async () => {
    await desk.alert('critical');
    await alert('accepted');
    await alert('quarantined', 180);
    await effect();
    expect(await look()).toEqual([]);
    expect(await open()).toEqual([]);
  });

  it('fires overdue wakes, rings once for each and clears the alarm when all is well again', async () => {
    const { caseId } = await desk.alert('critical');
    await desk.advance(2 * 60_000 + 6_000);
    expect(await look()).toEqual([expect.objectContaining({ kind: 'wake_overdue', id: caseId })]);
    expect(await effects(caseId)).toContain('outreach.sms');
    expect(await open()).toEqual([{ code: 'wake_overdue', caseId }]);
    expect(await look()).toEqual([]);
    expect(await open()).toEqual([]);
    expect(await told()).toEqual(['alarm', 'alarm_cleared']);
  });

  it('goes on after a case that cannot be decided, and puts that case on the list until it can', async () => {
    const [broken, whole] = [await desk.alert('critical'), await desk.alert('critical')];
    await breakIt(broken.caseId, 99);
    await desk.advance(2 * 60_000 + 6_000);
    await look();
    expect(await effects(whole.caseId)).toContain('outreach.sms');
    // It backs off: a second look at once does not try again.
    await look();
    expect((await desk.db.one(`SELECT wake_errors FROM desk_case WHERE id = $1`, [broken.caseId]))!).toEqual({
      wake_errors: 1,
    });
    for (let round = 0; round < 5; round += 1) {
      await desk.advance(60_000);
      await desk.app.get(Wakes).sweep();
      await look();
    }
    expect(await open()).toEqual([{ code: 'wake_failed', caseId: broken.caseId }]);
    const rung = (await told()).length;
    await look();
    expect((await told()).length).toBe(rung);

    await breakIt(broken.caseId, 1);
    await desk.advance(61_000);
    await desk.app.get(Wakes).sweep();
    expect(kinds(await look())).toEqual([]);
    expect(await open()).toEqual([]);
  });

  it('puts a lost alert in line again, once, and leaves one that is under way', async () => {
    const lost = await alert('accepted');
    const underWay = await alert('accepted');
    await desk.db.query(
      `INSERT INTO outbox (kind, key, payload) VALUES ('intake.place', 'place:' || $1::text || ':1', '{}')`,
      [underWay],
    );
    await desk.advance(11_000);
    const found = await look();
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      ['alert_without_case', lost],
      ['placing_late', expect.any(String)],
    ]);
    expect(kinds(await look())).toEqual(['placing_late']);
    const again = await desk.db.query(`SELECT payload FROM outbox WHERE key LIKE '%:again'`);
    expect(again).toEqual([{ payload: { alertId: lost } }]);
    expect(await open()).toEqual([{ code: 'placing_late', caseId: null }]);
  });

  it('sets a clock in quarantine where there is none, and finds what nobody was told of', async () => {
    const id = await alert('quarantined');
    expect(kinds(await look())).toEqual(['quarantine_without_clock']);
    expect(kinds(await look())).toEqual([]);
    await desk.advance(16_000);
    expect(await look()).toEqual([expect.objectContaining({ kind: 'quarantine_unheard', id })]);
  });

  it('finds effects that are stuck, whatever became of their case', async () => {
    const { caseId } = await desk.alert('low');
    const [pending, sending] = [
      await effect({ caseId }),
      await effect({ state: 'sending', caseId: randomUUID() }),
    ];
    await desk.advance(31_000);
    const found = await look();
    expect(found.map(({ kind, id }) => [kind, id])).toEqual([
      ['effect_stuck', pending],
      ['effect_stuck', sending],
    ]);
    expect(await open()).toEqual(
      expect.arrayContaining([
        { code: 'effect_stuck', caseId },
        { code: 'effect_stuck', caseId: null },
      ]),
    );
  });

  it('finds an effect from the third failure to tell of it on', async () => {
    const outbox = desk.app.get(Outbox);
    outbox.register('countermeasures.notice', {
      queue: 'outreach',
      repeat: 'unsafe',
      timeoutMs: 1_000,
      maxTries: 3,
      handle: () => Promise.resolve({ status: 'done' }),
      settled: () => Promise.reject(new Error('broken')),
    });
    const id = await effect();
    for (const expected of [[], [], ['effect_broken'], ['effect_broken']]) {
      await desk.app.get(OutboxRelay).sweep(0);
      expect(kinds(await look())).toEqual(expected);
      await desk.advance(20_000);
    }
    expect(await desk.db.query(`SELECT finding_id FROM alarm`)).toEqual([{ finding_id: id }]);
  });

  it.each(['failed', 'unknown'] as const)(
    'rings for an effect that is %s and that no feature hears of, until somebody takes note',
    async (status) => {
      desk.app.get(Outbox).register('countermeasures.release_case', {
        queue: 'countermeasures',
        repeat: 'safe',
        timeoutMs: 1_000,
        maxTries: 3,
        handle: () => Promise.resolve({ status, code: 'nobody_there' }),
      });
      const { caseId } = await desk.alert('high');
      await desk.db.transaction((tx) =>
        desk.app.get(Outbox).add(tx, {
          kind: 'countermeasures.release_case',
          key: 'release',
          caseId,
          payload: { caseId, reason: 'persuaded' },
        }),
      );
      await desk.app.get(OutboxRelay).sweep(0);
      for (let round = 0; round < 3; round += 1) expect(kinds(await look())).toEqual(['effect_given_up']);
      const [alarm] = (await alarms.open()).items;
      expect(alarm).toMatchObject({ code: 'effect_given_up', caseId });
      expect(await told()).toEqual(['alarm']);
      await alarms.acknowledge(alarm!.id, await desk.officer('supervisor'));
      expect(await look()).toEqual([]);
      expect(await open()).toEqual([]);
    },
  );

  it('finds a feed that nobody seals, as one finding', async () => {
    await desk.alert('low');
    await desk.alert('low');
    await desk.advance(6_000);
    const found = await auditor.look();
    expect(found.filter((f) => f.kind === 'feed_unsealed')).toHaveLength(1);
    await auditor.look();
    expect(await open()).toContainEqual({ code: 'feed_unsealed', caseId: null });
    expect((await told()).filter((kind) => kind === 'alarm')).toHaveLength(1);
  });

  it('takes so many of each kind that a storm of one hides no other', async () => {
    await desk.db.query(
      `INSERT INTO outbox (kind, key, payload) SELECT 'countermeasures.notice', n::text, '{}' FROM generate_series(1, 300) n`,
    );
    await alert('accepted');
    await desk.advance(31_000);
    const found = kinds(await auditor.findings());
    expect(found.filter((kind) => kind === 'effect_stuck')).toHaveLength(FINDINGS_PER_KIND);
    expect(found).toContain('alert_without_case');
  });

  it('rings again for what had healed and came back, unless somebody has taken note of it', async () => {
    const id = await effect();
    const late = () =>
      desk.db.query(`UPDATE outbox SET run_after = holdline_now() - interval '1 minute' WHERE id = $1`, [id]);
    const onTime = () => desk.db.query(`UPDATE outbox SET run_after = holdline_now() WHERE id = $1`, [id]);
    for (const state of [late, onTime, late]) {
      await state();
      await look();
    }
    expect(await told()).toEqual(['alarm', 'alarm_cleared', 'alarm']);
    const [alarm] = (await alarms.open()).items;
    await alarms.acknowledge(alarm!.id, await desk.officer('supervisor'));
    for (const state of [onTime, late]) {
      await state();
      await look();
    }
    expect(await open()).toEqual([]);
  });
});
