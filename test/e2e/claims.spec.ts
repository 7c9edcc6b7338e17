import type { CaseView, OpenAlarms } from '#contracts';
import { createRng, syntheticPerson } from '#synthetic';
import { OnDuty } from '#cases';
import { Refused, type Caller } from './caller.js';
import { TestDesk } from './desk.js';

const CALLERS = 50;

describe('POST /queue/next', () => {
  const rng = createRng('claims');
  let desk: TestDesk;
  let officers: Caller[];
  beforeAll(async () => {
    desk = await TestDesk.open();
    officers = [];
    // A few at a time: each sign-in hashes a password.
    while (officers.length < CALLERS)
      officers.push(...(await Promise.all(Array.from({ length: 5 }, () => desk.signIn('duty_officer')))));
  }, 120_000);
  afterAll(() => desk.close());

  const alerted = async (n: number): Promise<void> => {
    const source = await desk.source(`platform-${n}`);
    const raisedAt = new Date(await desk.now()).toISOString();
    await source.post(
      '/alerts',
      Array.from({ length: n }, (_, i) => {
        const { phone, name } = syntheticPerson(rng);
        return {
          sourceRef: `${n}-${i}`,
          raisedAt,
          tier: 'high',
          fraudType: 'fake_loan',
          person: { phone, name },
        };
      }),
    );
    await desk.settle();
  };
  const next = (who: Caller): Promise<CaseView | undefined> => who.post('/queue/next');

  it('of 50 officers at once never hands one case to two, and leaves nobody without while there is one', async () => {
    await alerted(CALLERS);
    const taken = await Promise.all(officers.map(next));
    const ids = taken.map((view) => view?.id);
    expect(ids).not.toContain(undefined);
    expect(new Set(ids).size).toBe(CALLERS);
    // Each case is held by whoever was handed it.
    for (const [i, view] of taken.entries()) expect(view!.lease!.by.id).toBe(officers[i]!.account!.id);
    // There is none left.
    expect(await next(officers[0]!)).toBeUndefined();
  });

  it('of too few cases hands out each once', async () => {
    await alerted(20);
    const taken = (await Promise.all(officers.map(next))).flatMap((view) => view?.id ?? []);
    expect(taken).toHaveLength(20);
    expect(new Set(taken).size).toBe(20);
  });

  it('refuses who holds as many as one may, also when they ask 20 times at once', async () => {
    await alerted(30);
    const busy = officers[0]!;
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => next(busy)));
    const refusals = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as Refused] : []));
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals)
      expect(refusal).toMatchObject({
        status: 409,
        problem: {
          code: 'too_many_cases',
          errors: [{ messageZh: expect.stringMatching(/\p{Script=Han}/u) }],
        },
      });
    const held = await desk.db.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM desk_case WHERE lease_by = $1 AND lease_until > holdline_now()`,
      [busy.account!.id],
    );
    expect(held!.n).toBe(desk.settings.CASES_PER_OFFICER);
  });

  it('tells the supervisor when a critical case is open and the last of them has left', async () => {
    const { phone, name } = syntheticPerson(rng);
    const raisedAt = new Date(await desk.now()).toISOString();
    const source = await desk.source('bank');
    const signals = ['paying_now'];
    await source.post('/alerts', { sourceRef: 'critical', raisedAt, signals, person: { phone, name } });
    await desk.settle();
    const onDuty = desk.worker.get(OnDuty);
    expect(await onDuty.look()).toBe(false);
    await desk.advance('10m');
    expect(await onDuty.look()).toBe(true);
    const supervisor = await desk.signIn('supervisor');
    const codes = async () =>
      (await supervisor.get<OpenAlarms>('/alarms')).items.map(({ code, caseId }) => [code, caseId]);
    expect(await codes()).toContainEqual(['nobody_on_duty', null]);
    expect(await onDuty.look()).toBe(false);
    expect(await codes()).not.toContainEqual(['nobody_on_duty', null]);
  });
});
