import { patch, tell, type Draft } from './draft.js';
import { extendWatch } from './persuasion.js';
import { mergeLadder } from './schedule.js';
import { DecisionRefused, type TierReason } from './snapshot.js';
import { RAISE_CAUSES, TIERS, tierRank, type RaiseCause, type Tier } from './vocabulary.js';

/** Whether a rule that decided a tier is one of the causes that raise a case, each once. */
export const isCause = (rule: string): rule is RaiseCause => RAISE_CAUSES.some((cause) => cause === rule);

/** The tier above, or the same at the top. */
export const tierAbove = (tier: Tier): Tier => TIERS[Math.max(0, tierRank(tier) - 1)] ?? tier;

/**
 * A supervisor's word raises as often as it is given, to the tier they named, so that two of them who mean the same
 * raise once.
 */
export function raiseByWord(d: Draft, to: Tier): void {
  if (tierRank(to) >= tierRank(d.next.tier))
    throw new DecisionRefused('already_active', `the case is ${d.next.tier} already`, 'to');
  if (!d.next.raised.includes('supervisor')) patch(d, { raised: [...d.next.raised, 'supervisor'] });
  reachTier(d, to, [{ at: d.now, tier: to, rule: 'supervisor', facts: ['supervisor'] }], 'supervisor');
}

/** Moves the case to a more urgent tier and merges that tier's ladder; never downwards. */
export function reachTier(d: Draft, tier: Tier, reasons: readonly TierReason[], cause: RaiseCause): void {
  if (tierRank(tier) >= tierRank(d.next.tier)) return;
  const from = d.next.tier;
  patch(d, {
    tier,
    tierReasons: [...d.next.tierReasons, ...reasons],
    anchors: { ...d.next.anchors, tier_raised: d.now },
  });
  tell(d, 'tier_raised', { from, to: tier, cause });
  if (d.next.state === 'open') mergeLadder(d);
  else if (d.next.state === 'watched') extendWatch(d);
}

/**
 * One tier up for this cause, or up to `atLeast`; each cause raises once per case (design.md section 8). At the top it
 * is noted and changes nothing else.
 */
export function raiseOnce(d: Draft, cause: RaiseCause, atLeast?: Tier): void {
  if (d.next.raised.includes(cause)) return;
  patch(d, { raised: [...d.next.raised, cause] });
  const tier = atLeast ?? tierAbove(d.next.tier);
  reachTier(d, tier, [{ at: d.now, tier, rule: cause, facts: [cause] }], cause);
}
