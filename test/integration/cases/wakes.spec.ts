import { Redis } from 'ioredis';
import { Cases, Claims, DeskAuditor, Wakes } from '#cases';
import type { WakeJob } from '#contracts';
import { Env, Queues } from '#platform';
import { CasesUnderTest } from '../../../libs/testing/made-cases.js';

describe('wakes', () => {
  let desk: CasesUnderTest;
  beforeEach(async () => {
    desk = await CasesUnderTest.open();
  });
  afterEach(() => desk.close());

  const armed = async (caseId: string) =>
    (await desk.db.one<{ wake_no: number; at: number }>(
      `SELECT wake_no, (extract(epoch from wake_at) * 1000)::float8 AS at FROM desk_case WHERE id = $1`,
      [caseId],
    ))!;
  const effects = async (caseId: string) =>
    (await desk.db.query<{ kind: string }>(`SELECT kind FROM outbox WHERE case_id = $1`, [caseId])).map(
      (r) => r.kind,
    );

  const fire = async (caseId: string, wakeNo: number | null): Promise<boolean> =>
    (await desk.app.get(Cases).wake([{ caseId, wakeNo }]))[0]!;

  /** A case that this build cannot decide. */
  const breakIt = (caseId: string) =>
    desk.db.query(
      `UPDATE desk_case SET snapshot = jsonb_set(snapshot::jsonb, '{playbook,version}', '99')::json WHERE id = $1`,
      [caseId],
    );

  it('that are stale, early or doubled do nothing', async () => {
    const { caseId } = await desk.alert('critical');
    const first = await armed(caseId);
    expect(await fire(caseId, first.wake_no)).toBe(false);
    await desk.advance(3 * 60_000);
    const fired = await Promise.all(Array.from({ length: 6 }, () => fire(caseId, first.wake_no)));
    expect(fired.filter(Boolean)).toHaveLength(1);
    expect(await fire(caseId, first.wake_no)).toBe(false);
    const kinds = await effects(caseId);
    expect(kinds.filter((kind) => kind === 'outreach.sms')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'outreach.visit')).toHaveLength(1);
  });

  it('that are stale do nothing either when the one armed since is due: its own job and the sweeper see to that', async () => {
    const { caseId } = await desk.alert('critical');
    const first = await armed(caseId);
    await desk.advance(first.at - (await desk.db.now()));
    expect(await fire(caseId, first.wake_no)).toBe(true);
    const second = await armed(caseId);
    await desk.advance(second.at - (await desk.db.now()));
    expect(await fire(caseId, first.wake_no)).toBe(false);
    expect(await armed(caseId)).toEqual(second);
    expect(await fire(caseId, second.wake_no)).toBe(true);
  });

  it('and the effects they ask for are written together or not at all', async () => {
    const { caseId } = await desk.alert('critical');
    const before = await armed(caseId);
    await desk.db.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION refuse();
    `);
    await desk.advance(2 * 60_000);
    await expect(fire(caseId, before.wake_no)).rejects.toThrow('disk full');
    expect(await armed(caseId)).toEqual(before);
    await desk.db.query('DROP TRIGGER refuse ON outbox');
    expect(await fire(caseId, before.wake_no)).toBe(true);
    expect(await effects(caseId)).toContain('outreach.sms');
  });

  it('that come together are one transaction: the due of them once each, the others not at all', async () => {
    const [one, other] = [await desk.alert('critical'), await desk.alert('critical')];
    await desk.advance(3 * 60_000);
    const early = await desk.alert('critical');
    const [first, second, third] = [
      await armed(one.caseId),
      await armed(other.caseId),
      await armed(early.caseId),
    ];
    const fired = await desk.app.get(Cases).wake([
      { caseId: one.caseId, wakeNo: first.wake_no - 1 },
      { caseId: one.caseId, wakeNo: first.wake_no },
      { caseId: early.caseId, wakeNo: third.wake_no },
      { caseId: other.caseId, wakeNo: null },
      { caseId: other.caseId, wakeNo: second.wake_no },
    ]);
    expect(fired).toEqual([false, true, false, true, false]);
    expect(await armed(early.caseId)).toEqual(third);
    const rows = await desk.db.query<{ version: number }>(
      `SELECT count(*)::int AS cases, count(DISTINCT xmin::text)::int AS transactions, min(wake_no) - 1 AS wake_no
         FROM desk_case WHERE id = ANY ($1)`,
      [[one.caseId, other.caseId]],
    );
    expect(rows).toEqual([{ cases: 2, transactions: 1, wake_no: first.wake_no }]);
  });

  it('of a case are as many jobs as it was armed, so that an earlier clock is not lost behind a later one', async () => {
    const { caseId } = await desk.alert('high');
    const wakes = desk.app.get(Wakes);
    await desk.advance(60_000);
    expect(await wakes.arm()).toBe(1);
    const first = await armed(caseId);
    await desk.app.get(Claims).claim(caseId, await desk.officer());
    const second = await armed(caseId);
    expect(second.at).toBeLessThan(first.at);
    expect(await wakes.arm()).toBe(1);
    const jobs = await desk.app.get(Queues).get('timers').getJobs(['delayed']);
    expect(jobs.map(({ data }) => (data as WakeJob).wakeNo).sort((a, b) => a - b)).toEqual([
      first.wake_no,
      second.wake_no,
    ]);
  });

  it('always leave the next one armed, later than now, until the case ends', async () => {
    const { caseId } = await desk.alert('critical');
    for (let step = 0; step < 40; step += 1) {
      const { at } = await armed(caseId);
      const now = await desk.db.now();
      expect(at).toBeGreaterThan(now);
      await desk.advance(at - now);
      await desk.app.get(Wakes).sweep();
    }
  });

  it('of one broken case do not hold up the others, and the broken one is put on the list', async () => {
    const [broken, whole] = [await desk.alert('critical'), await desk.alert('critical')];
    await breakIt(broken.caseId);
    for (let round = 0; round < 4; round += 1) {
      await desk.advance(2 * 60_000);
      await desk.app.get(Wakes).sweep();
    }
    expect(await effects(whole.caseId)).toContain('outreach.sms');
    const found = await desk.app.get(DeskAuditor).findings();
    expect(found.filter((f) => f.kind.startsWith('wake'))).toEqual([
      expect.objectContaining({ kind: 'wake_failed', id: broken.caseId }),
    ]);
  });

  it('of many cases with broken ones among them all fire, by sweep and jobs at the same time, once each', async () => {
    const cases: string[] = [];
    for (let n = 0; n < 24; n += 1) cases.push((await desk.alert('critical')).caseId);
    const broken = cases.filter((_, n) => n % 8 === 3);
    for (const caseId of broken) await breakIt(caseId);
    await desk.advance(2 * 60_000);
    const wakes = desk.app.get(Wakes);
    const numbers = new Map<string, number>();
    for (const caseId of cases) numbers.set(caseId, (await armed(caseId)).wake_no);
    const jobs = cases.map((caseId) => wakes.fire(caseId, numbers.get(caseId)!));
    await Promise.all([...jobs, wakes.sweep()]);
    // One decision each: the number of the wake that is armed then goes up by one.
    const whole = cases.filter((caseId) => !broken.includes(caseId));
    const after = await Promise.all(whole.map(armed));
    const before = whole.map((caseId) => numbers.get(caseId)! + 1);
    expect(after.map(({ wake_no }) => wake_no)).toEqual(before);
    const failed = await desk.db.query<{ id: string }>(
      `SELECT id FROM desk_case WHERE wake_errors > 0 ORDER BY id`,
    );
    expect(failed.map(({ id }) => id)).toEqual([...broken].sort());
  });

  it('beyond what one look takes are fired by the same sweep, and a sweep ends where nothing can be written', async () => {
    for (let n = 0; n < 5; n += 1) await desk.alert('critical');
    await desk.advance(2 * 60_000);
    const wakes = desk.app.get(Wakes);
    expect(await wakes.sweep(2)).toBe(5);
    expect(await wakes.sweep(2)).toBe(0);

    await desk.advance(2 * 60_000);
    await desk.db.query(`
      CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'disk full'; END $$;
      CREATE TRIGGER disk_full BEFORE UPDATE ON desk_case FOR EACH ROW EXECUTE FUNCTION disk_full();`);
    expect(await wakes.sweep(2)).toBe(2);
  });

  it('of a case that has failed a thousand times still back off and hold up nobody', async () => {
    const [broken, whole] = [await desk.alert('critical'), await desk.alert('high')];
    await breakIt(broken.caseId);
    await desk.db.query(`UPDATE desk_case SET wake_errors = 2000 WHERE id = $1`, [broken.caseId]);
    await desk.advance(5 * 60_000);
    await desk.app.get(Wakes).sweep();
    expect(await effects(whole.caseId)).toContain('outreach.sms');
    const [row] = await desk.db.query(
      `SELECT wake_after - holdline_now() = interval '60 seconds' AS backs_off FROM desk_case WHERE id = $1`,
      [broken.caseId],
    );
    expect(row).toEqual({ backs_off: true });
  });

  it('that are near are given to BullMQ once for each arming, and are fired without it when Redis is flushed', async () => {
    const near = await desk.alert('critical');
    const far = await desk.alert('low');
    await desk.db.query(`UPDATE desk_case SET wake_at = holdline_now() + interval '1 hour' WHERE id = $1`, [
      far.caseId,
    ]);
    const wakes = desk.app.get(Wakes);
    const timers = desk.app.get(Queues).get('timers');
    const { wake_no: wakeNo } = await armed(near.caseId);
    expect(await wakes.arm()).toBe(1);
    expect(await wakes.arm()).toBe(0);
    const [job] = await timers.getJobs(['delayed']);
    expect(job).toMatchObject({ id: `${near.caseId}-${wakeNo}`, data: { caseId: near.caseId, wakeNo } });

    const redis = new Redis(desk.app.get(Env).REDIS_URL);
    await redis.flushdb();
    redis.disconnect();
    expect(await wakes.arm()).toBe(0);
    await desk.advance(2 * 60_000);
    await wakes.sweep();
    expect(await effects(near.caseId)).toContain('outreach.sms');
    // What is armed next is given to the Redis that forgot everything.
    expect(await wakes.arm()).toBe(1);
    expect(await timers.getDelayedCount()).toBe(1);
  });
});
