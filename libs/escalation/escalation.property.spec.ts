import fc from 'fast-check';
import { BUILT_IN_PLAYBOOKS } from './default.playbook.js';
import { Run, type Step } from './ladder-run.js';
import { DAY, FACTS, HOUR, MINUTE, NOON, SECOND } from './ladder-story.js';
import { madePlaybook } from './made-playbook.js';
import { openSnapshot } from './open-snapshot.js';
import type { Playbook } from './playbook.js';
import type { CaseSnapshot, EngineInput, Millis } from './snapshot.js';
import {
  ATTEMPT_KINDS,
  CONFIRMATION_KINDS,
  DECLINE_REASONS,
  FRAUD_TYPES,
  OUTCOMES,
  PERSON_FLAGS,
  RAISE_CAUSES,
  TIERS,
  type Signal,
} from './vocabulary.js';

const officer = fc.constantFrom('officer-1', 'officer-2', 'supervisor-1');
const duration = fc.oneof(
  fc.integer({ min: 0, max: 10 * MINUTE }),
  fc.integer({ min: 0, max: 12 * HOUR }),
  fc.integer({ min: 0, max: 9 * DAY }),
);
const facts = fc.record({
  fraudType: fc.constantFrom(...FRAUD_TYPES),
  signals: fc.constant<Signal[]>([]),
  flags: fc.subarray([...PERSON_FLAGS]),
  hasPhone: fc.boolean(),
  hasAddress: fc.boolean(),
  hasRelative: fc.boolean(),
  alertsIn30Days: fc.integer({ min: 1, max: 4 }),
  held: fc.boolean(),
});
const OTHER = { id: 'other', no: '20240305-00002' };
const pick = (snapshot: CaseSnapshot, nth: number): string =>
  snapshot.rungs[nth % Math.max(1, snapshot.rungs.length)]?.id ?? 'nowhere';
const nth = fc.nat({ max: 20 });

const attempt = fc
  .record({
    kind: fc.constantFrom(...ATTEMPT_KINDS),
    outcome: fc.constantFrom(...OUTCOMES),
    by: fc.option(officer, { nil: null }),
    rung: fc.option(nth, { nil: null }),
    complete: fc.boolean(),
    followUp: duration,
    busyIsForeign: fc.option(fc.boolean(), { nil: undefined }),
  })
  .map(({ rung, complete, followUp, busyIsForeign, ...rest }): Step => {
    const input = (snapshot: CaseSnapshot, now: Millis): EngineInput => ({
      type: 'attempt',
      attemptId: 'a',
      ...rest,
      ...(rung === null ? {} : { rungId: pick(snapshot, rung) }),
      ...(busyIsForeign === undefined ? {} : { busyIsForeign }),
      gate: {
        identityFacts: ['birth_date', complete ? 'home_address' : 'birth_date'],
        contactCut: true,
        paymentsChecked: true,
        followUpAt: now + followUp + SECOND,
      },
    });
    return { do: 'tell', input };
  });

/** By chance alone hardly anybody would be believed, and what follows from it be seen. */
const persuasion = fc
  .tuple(
    fc.constantFrom(['call', 'persuaded_phone'] as const, ['visit', 'persuaded_visit'] as const),
    officer,
  )
  .map(([[kind, outcome], by]): Step => {
    const input = (_: CaseSnapshot, now: Millis): EngineInput => ({
      ...{ type: 'attempt', attemptId: 'a', kind, outcome, by },
      gate: {
        identityFacts: ['birth_date', 'home_address'],
        contactCut: true,
        paymentsChecked: true,
        followUpAt: now + DAY,
      },
    });
    return { do: 'tell', input };
  });

type Input = (snapshot: CaseSnapshot, now: Millis) => EngineInput;
const tell = (arbitrary: fc.Arbitrary<Input>): fc.Arbitrary<Step> =>
  arbitrary.map((input): Step => ({ do: 'tell', input }));

const commands = fc.oneof(
  tell(
    fc
      .tuple(officer, duration, fc.boolean())
      .map(([by, ms, over]) => (_, now) => ({ type: 'claimed', by, until: now + ms, over })),
  ),
  tell(officer.map((by) => () => ({ type: 'released', by }))),
  tell(
    fc.tuple(duration, fc.option(duration, { nil: null })).map(([ms, call]) => (_, now) => ({
      type: 'lease_extended',
      until: now + ms,
      callUntil: call === null ? null : now + call,
    })),
  ),
  tell(
    fc
      .tuple(fc.constantFrom(...TIERS), facts, fc.boolean())
      .map(([tier, known, news]): Input => (_, now) => ({
        type: 'alert_joined',
        tier,
        reasons: [{ at: now, tier, rule: 'repeated_contact', facts: [] }],
        facts: known,
        news,
      })),
  ),
  tell(facts.map((known) => () => ({ type: 'facts_changed', facts: known }))),
  tell(fc.constant(() => ({ type: 'merged', into: OTHER }))),
  tell(
    fc
      .record({
        state: fc.constantFrom('open' as const, 'watched' as const),
        tier: fc.constantFrom(...TIERS),
        floor: fc.boolean(),
        raised: fc.subarray([...RAISE_CAUSES]),
        known: facts,
        news: fc.boolean(),
        active: fc.boolean(),
      })
      .map(({ state, tier, floor, raised, known, news, active }): Input => (_, now) => ({
        type: 'took_in',
        from: OTHER,
        ...{ state, tier, raised, news },
        tierFloor: floor ? tier : null,
        reasons: [{ at: now, tier, rule: 'repeated_contact', facts: [] }],
        facts: known,
        countermeasuresActive: active,
      })),
  ),
  tell(
    fc.boolean().map((active) => () => ({ type: 'unmerged', from: OTHER, countermeasuresActive: active })),
  ),
  tell(fc.boolean().map((active) => () => ({ type: 'gave_back', to: OTHER, countermeasuresActive: active }))),
  tell(fc.constantFrom(...RAISE_CAUSES).map((cause) => () => ({ type: 'raised', cause, by: null }))),
  tell(
    fc
      .tuple(nth, officer)
      .map(([n, by]) => (snapshot) => ({ type: 'waived', rungId: pick(snapshot, n), by, reason: 'moved' })),
  ),
  tell(fc.tuple(nth, officer).map(([n, by]) => (s) => ({ type: 'rung_done', rungId: pick(s, n), by }))),
  tell(fc.tuple(nth, officer).map(([n, by]) => (s) => ({ type: 'agreed', rungId: pick(s, n), by }))),
  tell(
    fc.tuple(fc.array(nth, { maxLength: 4 }), duration, officer).map(([ns, ms, by]) => (s, now) => ({
      type: 'paused',
      rungs: ns.map((n) => pick(s, n)),
      until: now + ms,
      by,
    })),
  ),
  tell(officer.map((by) => () => ({ type: 'resumed', by }))),
  tell(
    fc
      .tuple(officer, fc.constantFrom(...CONFIRMATION_KINDS))
      .map(([by, kind]) => () => ({ type: 'confirmed', kind, by })),
  ),
  tell(
    fc
      .tuple(officer, fc.constantFrom(...CONFIRMATION_KINDS), fc.constantFrom(...DECLINE_REASONS))
      .map(([by, kind, reason]) => () => ({ type: 'declined', kind, by, reason })),
  ),
  tell(officer.map((by) => () => ({ type: 'hold_released', by }))),
  tell(
    fc
      .tuple(fc.boolean(), fc.constantFrom('proposed' as const, 'in_force' as const, 'released' as const))
      .map(([active, note]) => () => ({ type: 'countermeasure', active, note })),
  ),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: attempt, weight: 5 },
  { arbitrary: persuasion, weight: 1 },
  { arbitrary: commands, weight: 4 },
  { arbitrary: fc.oneof(fc.constant(0), duration).map((late): Step => ({ do: 'wait', late })), weight: 6 },
  { arbitrary: duration.map((ms): Step => ({ do: 'jump', ms })), weight: 1 },
  {
    arbitrary: fc
      .constantFrom('done' as const, 'done' as const, 'failed' as const, 'unknown' as const, 'lost' as const)
      .map((result): Step => ({ do: 'settle', result })),
    weight: 3,
  },
);

const opening = fc.record({
  tier: fc.constantFrom(...TIERS),
  floor: fc.boolean(),
  known: facts,
  at: fc.integer({ min: 0, max: DAY / MINUTE }).map((minutes) => NOON + minutes * MINUTE),
  age: fc.oneof(fc.constant(0), duration),
  caseId: fc.uuid(),
});

function open(
  { tier, floor, known, at, age, caseId }: typeof opening extends fc.Arbitrary<infer T> ? T : never,
  playbook: Playbook,
): Run {
  const run = new Run(
    openSnapshot({
      caseId,
      playbook,
      receivedAt: at,
      tier,
      tierFloor: floor ? tier : null,
      tierReasons: [],
      facts: { ...FACTS, ...known },
    }),
    at,
    playbook,
  );
  run.tell({ type: 'opened', raisedAt: at - age });
  return run;
}

describe.each(BUILT_IN_PLAYBOOKS.map((one) => [`${one.id} v${one.version}`, one] as const))(
  'any case of playbook %s, whatever people, effects and clocks do',
  (_, playbook) => {
    it('keeps every invariant, never falls a tier, and ends when people finally answer', () => {
      fc.assert(
        fc.property(opening, fc.array(step, { maxLength: 60 }), (start, steps) => {
          const run = open(start, playbook);
          steps.forEach((one) => run.take(one));
          run.finallyAnswered();
          expect(run.snapshot.state).toBe('ended');
        }),
        { numRuns: 1_000 },
      );
    });

    it('that nobody ever works stays armed, and alarms or expires', () => {
      fc.assert(
        fc.property(
          opening,
          fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const),
          (start, result) => {
            const run = open(start, playbook);
            for (let round = 0; round < 60; round += 1) {
              run.settle(result);
              run.wake(0);
            }
            if (run.snapshot.state === 'ended') expect(run.snapshot.result).toBe('expired');
            else expect(run.snapshot.wakeAt).not.toBeNull();
          },
        ),
        { numRuns: 150 },
      );
    });
  },
);

describe('any case of any playbook that may be published', () => {
  it('keeps every invariant, never goes round in a circle, and ends when people finally answer', () => {
    // Other ones in every run, each climbed by several cases.
    const first = fc.sample(fc.nat(), 1)[0]!;
    const made = new Map(Array.from({ length: 60 }, (_, n) => [first + n, madePlaybook(first + n)] as const));
    // Most changes are sound; if next to none were, nothing would be shown.
    expect([...made.values()].filter((one) => one !== null).length).toBeGreaterThan(30);
    fc.assert(
      fc.property(
        fc.constantFrom(...made.keys()),
        opening,
        fc.array(step, { maxLength: 40 }),
        (seed, start, steps) => {
          const playbook = made.get(seed);
          if (!playbook) return;
          const run = open(start, playbook);
          steps.forEach((one) => run.take(one));
          run.finallyAnswered();
          expect(run.snapshot.state).toBe('ended');
        },
      ),
      { numRuns: 600 },
    );
  });
});
