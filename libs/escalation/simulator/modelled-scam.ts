import type { Millis } from '../snapshot.js';
import type { Tier } from '../vocabulary.js';
import { ASSUMPTIONS } from './assumptions.js';
import { oneOf, within, type Draws } from './draws.js';

type Truth = keyof typeof ASSUMPTIONS.truth;

/** What became of one scam: persuaded before it cost anything, lost, over by itself, or not decided by the end. */
export const FATES = ['persuaded', 'lost', 'unharmed', 'self_aware', 'false_alarm', 'open'] as const;
export type Fate = (typeof FATES)[number];

const MINUTE_MS = 60_000;

/** One scam and the person in it: a hidden truth, money at stake and a time of payment. The engine never sees it. */
export class ModelledScam {
  readonly truth: Truth;
  readonly stakeFen: number;
  /** When they pay unless somebody persuades them; null for never. */
  paysAt: Millis | null;
  /** When they were really persuaded; what they say may be another thing. */
  persuadedAt: Millis | null = null;
  /** They have told the desk that they paid. */
  told = false;
  lastAlertAt: Millis;

  /** @param no counts the scams of this person, from 0 */
  constructor(
    draws: Draws,
    person: number,
    no: number,
    readonly tier: Tier,
    startedAt: Millis,
  ) {
    this.lastAlertAt = startedAt;
    this.truth = oneOf(ASSUMPTIONS.truth, draws.at(person, 'truth', no));
    const [least, most] = ASSUMPTIONS.stakeFen;
    this.stakeFen = Math.round(
      Math.exp(within([Math.log(least), Math.log(most)], draws.at(person, 'stake', no))),
    );
    const minutes = this.truth === 'victim' ? paysAfterMinutes(tier, draws.at(person, 'pays', no)) : null;
    this.paysAt = minutes === null ? null : startedAt + Math.round(minutes * MINUTE_MS);
  }

  /** The money is gone: nobody had persuaded them when they paid. */
  hasPaid(at: Millis): boolean {
    const { paysAt, persuadedAt } = this;
    return paysAt !== null && paysAt <= at && (persuadedAt === null || persuadedAt > paysAt);
  }

  persuade(at: Millis): void {
    this.persuadedAt ??= at;
  }

  /** Somebody is with them: until then they do not pay. */
  putOff(at: Millis, until: Millis): void {
    if (this.paysAt !== null && !this.hasPaid(at)) this.paysAt = Math.max(this.paysAt, until);
  }

  fate(end: Millis): Fate {
    if (this.truth !== 'victim') return this.truth;
    if (this.hasPaid(end)) return 'lost';
    if (this.persuadedAt !== null) return 'persuaded';
    return this.paysAt === null ? 'unharmed' : 'open';
  }
}

function paysAfterMinutes(tier: Tier, draw: number): number | null {
  let [below, from]: [number, number] = [0, ASSUMPTIONS.paysAfterMinutes];
  for (const [share, until] of ASSUMPTIONS.pays[tier]) {
    if (draw < below + share) return within([from, until], (draw - below) / share);
    [below, from] = [below + share, until];
  }
  return null;
}
