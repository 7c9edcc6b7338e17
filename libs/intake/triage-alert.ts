import { signalsInDescription, TIERS, triage, type PersonFlag, type Tier, type Triage } from '#escalation';
import type { UsableAlert } from './examine-alert.js';

export interface TriageContext {
  /** No alert of the source counts as less urgent. */
  sourceFloor: Tier | null;
  /** Epoch ms of receipt. */
  now: number;
  flags?: readonly PersonFlag[];
  /** This one included. */
  alertsIn30Days?: number;
}

/** Tier of an alert with the facts that decided it; the floor is the more urgent of the alert's and the source's. */
export function triageAlert(alert: UsableAlert, context: TriageContext): Triage {
  const floors = [alert.tier, context.sourceFloor].filter((tier) => tier !== null);
  return triage({
    signals: alert.signals,
    flags: context.flags ?? alert.person.flags,
    fraudType: alert.fraudType,
    descriptionWords: alert.description === null ? [] : signalsInDescription(alert.description),
    sourceTier: TIERS.find((tier) => floors.includes(tier)) ?? null,
    alertsIn30Days: context.alertsIn30Days ?? 1,
    amountFen: alert.amountFen,
    raisedAt: alert.raisedAt,
    now: context.now,
  });
}
