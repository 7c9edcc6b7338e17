import fc from 'fast-check';
import { decide } from './escalation.decide.js';
import { DEFAULT_PLAYBOOK } from './default.playbook.js';
import { violations } from './invariants.js';
import { DAY, deepFreeze, FACTS, HOUR, MINUTE, NOON, SECOND } from './ladder-story.js';
import { openSnapshot } from './open-snapshot.js';
import {
  DecisionRefused,
  type CaseSnapshot,
  type Effect,
  type EngineInput,
  type Millis,
} from './snapshot.js';
import {
  ATTEMPT_KINDS,
  CONFIRMATION_KINDS,
  DECLINE_REASONS,
  FRAUD_TYPES,
  OUTCOMES,
  PERSON_FLAGS,
  RAISE_CAUSES,
  tierRank,
  TIERS,
  type Signal,
} from './vocabulary.js';

/** What a run does next, before it is known which rungs there are. */
type Step =
  | { do: 'wait'; late: Millis }
  | { do: 'jump'; ms: Millis }
  | { do: 'settle'; result: 'done' | 'failed' | 'unknown' | 'lost' }
  | { do: 'tell'; input: (snapshot: CaseSnapshot, now: Millis) => EngineInput };

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

type Input = (snapshot: CaseSnapshot, now: Millis) => EngineInput;
const tell = (arbitrary: fc.Arbitrary<Input>): fc.Arbitrary<Step> =>
  arbitrary.map((input): Step => ({ do: 'tell', input }));

const commands = fc.oneof(
  tell(fc.tuple(officer, duration).map(([by, ms]) => (_, now) => ({ type: 'claimed', by, until: now + ms }))),
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

/** One case under test: every decision is checked as it is taken. */
class Run {
  private readonly keys = new Set<string>();
  constructor(
    public snapshot: CaseSnapshot,
    public now: Millis,
  ) {}

  tell(input: EngineInput): boolean {
    const before = deepFreeze(this.snapshot);
    try {
      const { snapshot, effects, events } = decide(before, DEFAULT_PLAYBOOK, deepFreeze(input), this.now);
      const broken = violations(snapshot);
      const must = (ok: boolean, text: string): void => void (ok || broken.push(text));
      const same = snapshot === before;
      must(tierRank(snapshot.tier) <= tierRank(before.tier), 'the tier fell');
      must(!same || effects.length + events.length === 0, 'something happened with no change');
      const rearmed = input.type === 'wake' && effects.length + events.length === 0;
      must(
        same || snapshot.version === before.version + 1 || (rearmed && snapshot.version === before.version),
        'the version did not go up by one',
      );
      must(
        same || snapshot.wakeAt === null || snapshot.wakeAt > this.now,
        'a wake that is due was left armed',
      );
      must(
        snapshot.wakeNo - before.wakeNo === (snapshot.wakeAt === before.wakeAt ? 0 : 1),
        'the fence did not follow the wake',
      );
      if (broken.length > 0) throw new Error(`after ${JSON.stringify(input)}: ${broken.join('; ')}`);
      effects.forEach((effect) => this.checkKey(effect));
      this.snapshot = snapshot;
      return true;
    } catch (error) {
      if (error instanceof DecisionRefused) return false;
      throw error;
    }
  }

  /** No two effects of a case have one key, so none is dropped as a repetition. */
  private checkKey(effect: Effect): void {
    if (this.keys.has(`${effect.kind}:${effect.key}`)) throw new Error(`${effect.key} was used before`);
    this.keys.add(`${effect.kind}:${effect.key}`);
  }

  wake(late: Millis): void {
    if (this.snapshot.wakeAt === null) return;
    this.now = Math.max(this.now, this.snapshot.wakeAt) + late;
    this.tell({ type: 'wake' });
    const settled = this.snapshot;
    this.tell({ type: 'wake' });
    if (this.snapshot !== settled) throw new Error('a second wake at the same time decided something');
  }

  settle(result: 'done' | 'failed' | 'unknown'): void {
    for (const rung of this.snapshot.rungs) {
      if (rung.effectKey) this.tell({ type: 'effect', key: rung.effectKey, rungId: rung.id, result });
    }
  }

  take(one: Step): void {
    if (one.do === 'wait') this.wake(one.late);
    else if (one.do === 'jump') this.now += one.ms;
    else if (one.do === 'settle') {
      if (one.result !== 'lost') this.settle(one.result);
    } else {
      // A time of its own for each input, as the database's clock gives it.
      this.now += 1;
      this.tell(one.input(this.snapshot, this.now));
    }
  }

  /** From here on everybody answers, believes, and does their work. */
  finallyAnswered(): void {
    for (let round = 0; round < 300 && this.snapshot.state !== 'ended'; round += 1) {
      this.now += 1;
      this.settle('done');
      if (this.snapshot.facts.held) this.tell({ type: 'hold_released', by: 'supervisor-1' });
      if (this.snapshot.pause) this.tell({ type: 'resumed', by: 'supervisor-1' });
      const asked = this.snapshot.confirmation;
      if (asked) this.tell({ type: 'confirmed', kind: asked.kind, by: 'somebody-else' });
      const ended = (): boolean => this.snapshot.state === 'ended';
      if (ended()) return;
      const gate = {
        identityFacts: ['birth_date', 'home_address'],
        contactCut: true,
        paymentsChecked: true,
        followUpAt: this.now + DAY,
      };
      const said = { type: 'attempt', attemptId: 'a', by: 'officer-1', gate } as const;
      if (this.snapshot.state === 'open') this.tell({ ...said, kind: 'call', outcome: 'persuaded_phone' });
      for (const rung of this.snapshot.rungs) {
        if (ended()) return;
        if (rung.kind === 'visit' && rung.status === 'running') {
          this.tell({ ...said, kind: 'visit', rungId: rung.id, outcome: 'persuaded_visit' });
        } else if ((rung.kind === 'follow_up' || rung.kind === 'reverify') && rung.status === 'open') {
          this.tell({ ...said, kind: 'follow_up', rungId: rung.id, outcome: 'persuaded_phone' });
        }
      }
      this.wake(0);
    }
  }
}

const opening = fc.record({
  tier: fc.constantFrom(...TIERS),
  floor: fc.boolean(),
  known: facts,
  at: fc.integer({ min: 0, max: DAY / MINUTE }).map((minutes) => NOON + minutes * MINUTE),
  age: fc.oneof(fc.constant(0), duration),
  caseId: fc.uuid(),
});

function open({
  tier,
  floor,
  known,
  at,
  age,
  caseId,
}: typeof opening extends fc.Arbitrary<infer T> ? T : never): Run {
  const run = new Run(
    openSnapshot({
      caseId,
      playbook: DEFAULT_PLAYBOOK,
      receivedAt: at,
      tier,
      tierFloor: floor ? tier : null,
      tierReasons: [],
      facts: { ...FACTS, ...known },
    }),
    at,
  );
  run.tell({ type: 'opened', raisedAt: at - age });
  return run;
}

describe('any case, whatever people, effects and clocks do', () => {
  it('keeps every invariant, never falls a tier, and ends when people finally answer', () => {
    fc.assert(
      fc.property(opening, fc.array(step, { maxLength: 60 }), (start, steps) => {
        const run = open(start);
        steps.forEach((one) => run.take(one));
        run.finallyAnswered();
        expect(run.snapshot.state).toBe('ended');
      }),
      { numRuns: 2_000 },
    );
  });

  it('that nobody ever works stays armed, and alarms or expires', () => {
    fc.assert(
      fc.property(
        opening,
        fc.constantFrom('done' as const, 'failed' as const, 'unknown' as const),
        (start, result) => {
          const run = open(start);
          for (let round = 0; round < 60; round += 1) {
            run.settle(result);
            run.wake(0);
          }
          if (run.snapshot.state === 'ended') expect(run.snapshot.result).toBe('expired');
          else expect(run.snapshot.wakeAt).not.toBeNull();
        },
      ),
      { numRuns: 300 },
    );
  });
});
