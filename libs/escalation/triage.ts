import { tierAbove } from './raise.js';
import type { Millis, TierReason } from './snapshot.js';
import { TIER_WHEN_UNKNOWN, TRIAGE_TABLE, TRIAGE_UPGRADES, type TriageCondition } from './triage.table.js';
import { tierRank, type FraudType, type PersonFlag, type Signal, type Tier } from './vocabulary.js';

export interface TriageInput {
  signals: readonly Signal[];
  flags: readonly PersonFlag[];
  fraudType: FraudType;
  /** What `signalsInDescription` found; never the text. */
  descriptionWords?: readonly Signal[];
  /** As the source gave it; null when it gave none, or one that nobody knows. */
  sourceTier: Tier | null;
  /** This alert included. */
  alertsIn30Days: number;
  /** Money already gone, in fen. */
  amountFen?: number | null;
  raisedAt: Millis;
  now: Millis;
}

export interface Triage {
  tier: Tier;
  /** Tier given by the source: the case never goes below it. */
  floor: Tier | null;
  /** Why, most urgent first; the facts are keys and counters, never personal data. */
  reasons: TierReason[];
}

/** Facts that meet a condition, or null when it does not hold. */
function factsFor(when: TriageCondition, input: TriageInput): string[] | null {
  const facts: string[] = [];
  if (when.anySignal) {
    const seen = when.anySignal.filter((signal) => input.signals.includes(signal));
    const read = when.anySignal.filter((signal) => input.descriptionWords?.includes(signal));
    if (seen.length + read.length === 0) return null;
    facts.push(...seen, ...read.map((signal) => `description:${signal}`));
  }
  if (when.anyType) {
    if (!when.anyType.includes(input.fraudType)) return null;
    facts.push(`fraud_type:${input.fraudType}`);
  }
  if (when.paidAmount) {
    if (!((input.amountFen ?? 0) > 0)) return null;
    facts.push('amount');
  }
  if (when.withinS !== undefined) {
    if (input.now - input.raisedAt > when.withinS * 1000) return null;
    facts.push(`within_${when.withinS / 3600}h`);
  }
  return facts;
}

/** Tier of an alert from its facts (domain.md section 2), with the reasons that an officer is shown. */
export function triage(input: TriageInput): Triage {
  const at = input.now;
  const reasons: TierReason[] = [];
  for (const row of TRIAGE_TABLE) {
    const facts = factsFor(row.when, input);
    if (facts) reasons.push({ at, tier: row.tier, rule: row.rule, facts });
  }
  if (input.sourceTier) reasons.push({ at, tier: input.sourceTier, rule: 'source_floor', facts: [] });
  if (reasons.length === 0) reasons.push({ at, tier: TIER_WHEN_UNKNOWN, rule: 'unknown_tier', facts: [] });
  reasons.sort((a, b) => tierRank(a.tier) - tierRank(b.tier));

  let tier = reasons[0]?.tier ?? TIER_WHEN_UNKNOWN;
  for (const { cause, when } of TRIAGE_UPGRADES) {
    const facts: string[] = [];
    if (when.alertsIn30Days !== undefined && input.alertsIn30Days >= when.alertsIn30Days) {
      facts.push(`alerts_30_days:${input.alertsIn30Days}`);
    }
    facts.push(...(when.anyFlag ?? []).filter((flag) => input.flags.includes(flag)));
    if (facts.length === 0) continue;
    tier = tierAbove(tier);
    reasons.unshift({ at, tier, rule: cause, facts });
  }
  return { tier, floor: input.sourceTier, reasons };
}
