import { decide } from './escalation.decide.js';
import { violations } from './invariants.js';
import type { Playbook } from './playbook.js';
import { DAY, deepFreeze } from './ladder-story.js';
import {
  DecisionRefused,
  type CaseSnapshot,
  type Effect,
  type EngineInput,
  type Millis,
} from './snapshot.js';
import { tierRank } from './vocabulary.js';

/** What a run does next, before it is known which rungs there are. */
export type Step =
  | { do: 'wait'; late: Millis }
  | { do: 'jump'; ms: Millis }
  | { do: 'settle'; result: 'done' | 'failed' | 'unknown' | 'lost' }
  | { do: 'tell'; input: (snapshot: CaseSnapshot, now: Millis) => EngineInput };

/** One case under test: every decision is checked as it is taken. */
export class Run {
  private readonly keys = new Set<string>();
  /** In force since the case was last open or had nothing: the release was asked for, or a second person refused it. */
  private release: 'asked' | 'declined' | null = null;
  constructor(
    public snapshot: CaseSnapshot,
    public now: Millis,
    private readonly playbook: Playbook,
  ) {}

  tell(input: EngineInput): boolean {
    const before = deepFreeze(this.snapshot);
    try {
      const { snapshot, effects, events } = decide(before, this.playbook, deepFreeze(input), this.now);
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
      this.followRelease(input, before, snapshot, effects);
      must(this.isReleaseSeenTo(snapshot), 'what is in force of a person who was believed stays so');
      if (broken.length > 0) throw new Error(`after ${JSON.stringify(input)}: ${broken.join('; ')}`);
      effects.forEach((effect) => this.checkKey(effect));
      this.snapshot = snapshot;
      return true;
    } catch (error) {
      if (error instanceof DecisionRefused) return false;
      throw error;
    }
  }

  private followRelease(
    input: EngineInput,
    before: CaseSnapshot,
    after: CaseSnapshot,
    effects: readonly Effect[],
  ): void {
    if (after.state === 'open' || !after.countermeasuresActive || !before.countermeasuresActive)
      this.release = null;
    if (input.type === 'declined' && input.kind === 'release') this.release = 'declined';
    if (effects.some((effect) => effect.kind === 'countermeasure_release')) this.release = 'asked';
  }

  /** Believed face to face, or ended: released. Believed by phone: somebody was asked, and said nothing or no. */
  private isReleaseSeenTo({
    state,
    persuadedBy,
    confirmation,
    countermeasuresActive,
  }: CaseSnapshot): boolean {
    if (!countermeasuresActive || state === 'open' || this.release === 'asked') return true;
    if (state === 'ended' || persuadedBy === 'visit') return false;
    return confirmation !== null || this.release === 'declined';
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
