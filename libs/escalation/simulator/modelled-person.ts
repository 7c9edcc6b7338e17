import type { Millis } from '../snapshot.js';
import type { Outcome, Tier } from '../vocabulary.js';
import { ASSUMPTIONS, type Range } from './assumptions.js';
import { oneOf, within, type Draws, type Occasion } from './draws.js';
import { ModelledScam } from './modelled-scam.js';

const HOUR_MS = 3_600_000;
/** Asia/Shanghai. */
const OFFSET_H = 8;

/** What the desk hears of a contact. */
export interface Heard {
  outcome: Outcome;
  /** The person themselves spoke. */
  reached: boolean;
}

const silent = (outcome: Outcome): Heard => ({ outcome, reached: false });
const spoken = (outcome: Outcome): Heard => ({ outcome, reached: true });

/** One person of the model: what they answer, say and really do. Everything is drawn by occasion, see `Draws`. */
export class ModelledPerson {
  readonly scams: ModelledScam[] = [];
  /** Cases that were opened for them so far. */
  cases = 0;
  private readonly counts = new Map<Occasion, number>();
  private readonly reachableFrom: Millis;

  constructor(
    private readonly draws: Draws,
    readonly no: number,
    alertedAt: Millis,
  ) {
    const vanished = this.chance('vanished', ASSUMPTIONS.vanished);
    const hours = vanished ? within(ASSUMPTIONS.vanishedHours, this.draw('vanished_hours')) : 0;
    this.reachableFrom = alertedAt + hours * HOUR_MS;
  }

  /** An alert came: the scam that is known goes on, or another one has begun. */
  alert(at: Millis, tier: Tier): void {
    const last = this.scams.at(-1);
    if (last && at - last.lastAlertAt <= ASSUMPTIONS.sameScamHours * HOUR_MS) last.lastAlertAt = at;
    else this.scams.push(new ModelledScam(this.draws, this.no, this.scams.length, tier, at));
  }

  /** An officer calls. `watched`: the desk believes them persuaded and asks how things went. */
  call(at: Millis, watched: boolean): Heard {
    const hour = (Math.floor(at / HOUR_MS) + OFFSET_H) % 24;
    const answers = this.chance('answers', ASSUMPTIONS.answersByHour[hour]!);
    if (!answers || at < this.reachableFrom)
      return silent(oneOf(ASSUMPTIONS.unanswered, this.draw('unanswered')));
    const known = this.beforeTalking(at, watched);
    if (known) return spoken(known);
    if (watched) return spoken('persuaded_phone');
    const says = oneOf(ASSUMPTIONS.byPhone, this.draw('by_phone'));
    return spoken(says === 'persuaded' ? this.persuaded(at, 'persuaded_phone') : says);
  }

  /** Officers stand at the door. Whoever only said so by phone is persuaded now, or found out. */
  visit(at: Millis, watched: boolean): Heard {
    if (!this.chance('met', ASSUMPTIONS.metAtHome) || at < this.reachableFrom) return silent('not_found');
    const known = this.beforeTalking(at, watched);
    if (known) return spoken(known);
    if (watched && this.scam.persuadedAt !== null) return spoken('persuaded_visit');
    const says = oneOf(ASSUMPTIONS.inPerson, this.draw('in_person'));
    return spoken(says === 'persuaded' ? this.persuaded(at, 'persuaded_visit') : says);
  }

  /** A robot calls: it finds out whether somebody is there who presses a key, and persuades nobody. */
  robotCall(at: Millis): Outcome {
    const hour = (Math.floor(at / HOUR_MS) + OFFSET_H) % 24;
    const answers = this.chance('robot', ASSUMPTIONS.answersByHour[hour]!);
    if (!answers || at < this.reachableFrom) return 'no_answer';
    return this.chance('key', ASSUMPTIONS.robotCall.pressesKey) ? 'wavering' : 'rejected';
  }

  /** A relative is with them. */
  accompanied(at: Millis): void {
    const until = at + ASSUMPTIONS.relative.putsOffHours * HOUR_MS;
    for (const scam of this.scams) scam.putOff(at, until);
  }

  /** How long something takes with them, in seconds. */
  seconds(occasion: Occasion, range: Range): number {
    return within(range, this.draw(occasion));
  }

  /** The next draw of this occasion is below `share`. */
  chance(occasion: Occasion, share: number): boolean {
    return this.draw(occasion) < share;
  }

  private draw(occasion: Occasion): number {
    const no = this.counts.get(occasion) ?? 0;
    this.counts.set(occasion, no + 1);
    return this.draws.at(this.no, occasion, no);
  }

  private get scam(): ModelledScam {
    return this.scams.at(-1)!;
  }

  /** What they say before anybody persuades them: that they are no victim, or that the money is gone, which they say once. */
  private beforeTalking(at: Millis, watched: boolean): Outcome | null {
    const { truth } = this.scam;
    if (truth !== 'victim') return watched ? 'self_aware' : truth;
    const gone = this.scams.find((scam) => scam.hasPaid(at) && !scam.told);
    if (!gone) return null;
    for (const scam of this.scams) if (scam.hasPaid(at)) scam.told = true;
    return watched ? 'paid_after_persuasion' : 'paid';
  }

  private persuaded(at: Millis, says: Outcome): Outcome {
    // A further scam finds them undecided again; whoever lies is lost to this conversation only.
    if (!this.chance('lies', ASSUMPTIONS.lies)) for (const scam of this.scams) scam.persuade(at);
    return says;
  }
}
