import type { AttemptInput } from '#contracts';
import type { Rng, SyntheticPerson } from '#synthetic';
import { PARAMETERS, type Range } from './parameters.js';

type Truth = keyof typeof PARAMETERS.truth;
export type Reaction = Pick<AttemptInput, 'outcome' | 'kind'> & { gate?: { identityFacts: string[] } };

/**
 * One person with a hidden truth that Holdline never sees: whether they are being defrauded, whether they answer, what
 * they say and whether they mean it.
 */
export class ModelledPerson {
  private readonly truth: Truth;
  private readonly reachableFrom: number;
  /** Set when they said they were persuaded and will pay all the same. */
  private lying = false;
  private told = false;

  constructor(
    private readonly rng: Rng,
    readonly person: SyntheticPerson,
    alertedAt: number,
  ) {
    this.truth = rng.weighted(PARAMETERS.truth);
    const [least, most] = PARAMETERS.vanishedHours;
    this.reachableFrom = alertedAt + (rng.chance(PARAMETERS.vanished) ? rng.int(least, most) * 3_600_000 : 0);
  }

  /** How long something takes with them, in seconds. */
  seconds([least, most]: Range): number {
    return this.rng.int(least, most);
  }

  /** An officer calls. `followUp`: the case is watched, they are asked how things went. */
  call(at: number, followUp: boolean): Reaction {
    const kind = followUp ? 'follow_up' : 'call';
    const hour = new Date(at + 8 * 3_600_000).getUTCHours();
    const { day, night } = PARAMETERS.answersCall;
    const answers = at >= this.reachableFrom && this.rng.chance(hour >= 8 && hour < 22 ? day : night);
    if (!answers) return { kind, outcome: followUp ? 'no_answer' : this.rng.weighted(PARAMETERS.unanswered) };
    if (this.truth === 'self_aware') return { kind, outcome: 'self_aware' };
    if (this.truth === 'false_alarm') return { kind, outcome: followUp ? 'self_aware' : 'false_alarm' };
    if (followUp) return this.followUp();
    const says = this.rng.weighted(PARAMETERS.byPhone);
    if (says !== 'persuaded') return { kind, outcome: says, ...verifiedUnless(says) };
    this.persuaded();
    return { kind, outcome: 'persuaded_phone', ...verified };
  }

  /** The robot calls: it can only find out whether somebody is there. */
  robotCall(at: number): 'human' | 'no_answer' {
    return at >= this.reachableFrom && this.rng.chance(PARAMETERS.answersCall.day) ? 'human' : 'no_answer';
  }

  /** Officers stand at the door. */
  visit(at: number): Reaction {
    const kind = 'visit';
    if (at < this.reachableFrom || !this.rng.chance(PARAMETERS.metAtHome))
      return { kind, outcome: 'not_found' };
    if (this.truth === 'self_aware') return { kind, outcome: 'self_aware' };
    if (this.truth === 'false_alarm') return { kind, outcome: 'false_alarm' };
    const says = this.rng.weighted(PARAMETERS.inPerson);
    if (says !== 'persuaded') return { kind, outcome: says, ...verifiedUnless(says) };
    this.persuaded();
    return { kind, outcome: 'persuaded_visit', ...verified };
  }

  private persuaded(): void {
    this.lying = !this.told && this.rng.chance(PARAMETERS.lies);
  }

  private followUp(): Reaction {
    if (!this.lying) return { kind: 'follow_up', outcome: 'persuaded_phone', ...verified };
    this.lying = false;
    this.told = true;
    return { kind: 'follow_up', outcome: 'paid_after_persuasion' };
  }
}

const verified = { gate: { identityFacts: ['birth_date', 'home_address'] } };
/** Who only says that they paid, or refuses to talk, was not asked who they are. */
const verifiedUnless = (says: string): { gate?: { identityFacts: string[] } } =>
  says === 'paid' || says === 'refused' ? {} : verified;
