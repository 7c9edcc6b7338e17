import type { CaseSnapshot, Decision, Millis } from '../snapshot.js';
import { HUMAN_RUNG_KINDS, type Outcome, type Tier } from '../vocabulary.js';
import type { SimulatedCase } from './simulated-case.js';

const DAY_MS = 86_400_000;
/** Asia/Shanghai. */
const OFFSET_MS = 8 * 3_600_000;
const END_OF_CLOCK = 100;
/** A completed contact with the person, dissuasion given (domain.md section 7), whatever they answered. */
const DISSUADED: readonly Outcome[] = ['persuaded_phone', 'persuaded_visit', 'wavering', 'denies'];

/** What is counted of the cases that began in one tier. Times in milliseconds since the alert was received. */
export class TierTally {
  cases = 0;
  readonly firstAttempts: number[] = [];
  readonly firstReached: number[] = [];
  overdue = 0;
  alarms = 0;
}

/** Counts what happens while it happens. */
export class Tally {
  readonly tiers: Readonly<Record<Tier, TierTally>> = {
    critical: new TierTally(),
    high: new TierTally(),
    medium: new TierTally(),
    low: new TierTally(),
  };
  decisions = 0;
  calls = 0;
  robotCalls = 0;
  visits = 0;
  sms = 0;
  relatives = 0;
  countermeasures = 0;
  persuasions = 0;
  persuadedByPhone = 0;
  persuadedInPerson = 0;
  faceToFace = 0;
  relapses = 0;
  /** Inputs that a playbook does not allow, by the engine's code. */
  readonly refused = new Map<string, number>();

  opened({ openedTier }: SimulatedCase): void {
    this.tiers[openedTier].cases += 1;
  }

  /** The person was tried: called, by whomever, or somebody stood at the door. */
  contact(of: SimulatedCase, now: Millis, reached: boolean): void {
    const tier = this.tiers[of.openedTier];
    if (!of.attempted) tier.firstAttempts.push(now - of.receivedAt);
    of.attempted = true;
    if (!reached || of.reached) return;
    tier.firstReached.push(now - of.receivedAt);
    of.reached = true;
  }

  /** At most one persuasion for each case and local day. */
  talked(of: SimulatedCase, now: Millis, outcome: Outcome): void {
    const day = Math.floor((now + OFFSET_MS) / DAY_MS);
    if (!DISSUADED.includes(outcome) || of.countedDay === day) return;
    of.countedDay = day;
    this.persuasions += 1;
  }

  alarm({ openedTier }: SimulatedCase): void {
    this.tiers[openedTier].alarms += 1;
  }

  decided(of: SimulatedCase, before: CaseSnapshot, { snapshot, events }: Decision): void {
    this.decisions += 1;
    for (const { kind, data } of events) {
      if (kind === 'reopened' && data.reason !== 'alert_joined') this.relapses += 1;
      else if (kind === 'persuaded') {
        if (data.by === 'visit') this.persuadedInPerson += 1;
        else this.persuadedByPhone += 1;
      }
    }
    if (snapshot.rungs !== before.rungs) this.tiers[of.openedTier].overdue += clocksRunOut(before, snapshot);
  }

  refuse(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1);
  }
}

/** Clocks of people's steps that ran out with this decision; low has no alarms, but its clocks are kept all the same. */
function clocksRunOut(before: CaseSnapshot, { rungs }: CaseSnapshot): number {
  let count = 0;
  for (let at = 0; at < rungs.length; at += 1) {
    const [rung, was] = [rungs[at]!, before.rungs[at]];
    if (rung === was || rung.alarmed === was?.alarmed || !rung.alarmed.includes(END_OF_CLOCK)) continue;
    if (!was?.alarmed.includes(END_OF_CLOCK) && HUMAN_RUNG_KINDS.includes(rung.kind)) count += 1;
  }
  return count;
}
