import { TIERS, type PersonFlag, type Tier, type TierReason } from '#escalation';
import type { UsableAlert } from './examine-alert.js';

/** Tier of an alert with the facts that decided it. */
export function triageAlert(
  alert: UsableAlert,
  floor: Tier | null,
  _flags: readonly PersonFlag[] = [],
): { tier: Tier; reasons: Omit<TierReason, 'at'>[] } {
  const ranks = [alert.tier, floor].filter((tier) => tier !== null).map((tier) => TIERS.indexOf(tier));
  const tier = ranks.length === 0 ? 'high' : TIERS[Math.min(...ranks)]!;
  return { tier, reasons: [{ tier, rule: 'source_floor', facts: [] }] };
}
