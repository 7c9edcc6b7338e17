import type { FraudType, PersonFlag, RaiseCause, Signal, Tier } from './vocabulary.js';

/** All that is given must hold. */
export interface TriageCondition {
  /** One of these was seen, by the source or in the description. */
  anySignal?: readonly Signal[];
  anyType?: readonly FraudType[];
  /** The alert says that money has gone. */
  paidAmount?: true;
  /** Raised no longer ago than this. */
  withinS?: number;
}

export interface TriageRow {
  rule: string;
  tier: Tier;
  when: TriageCondition;
}

const DAY_S = 24 * 3600;

/** Triggers of domain.md section 2. The most urgent row that matches decides; all that match are reasons. */
export const TRIAGE_TABLE: readonly TriageRow[] = [
  { rule: 'paying_now', tier: 'critical', when: { anySignal: ['paying_now'] } },
  { rule: 'on_scam_call', tier: 'critical', when: { anySignal: ['on_call_with_scam_line'] } },
  { rule: 'screen_shared', tier: 'critical', when: { anySignal: ['screen_sharing'] } },
  { rule: 'cash_handover', tier: 'critical', when: { anySignal: ['cash_handover'] } },
  { rule: 'paid_within_24h', tier: 'high', when: { anySignal: ['paid_scam_account'], withinS: DAY_S } },
  { rule: 'amount_within_24h', tier: 'high', when: { paidAmount: true, withinS: DAY_S } },
  { rule: 'scam_app_active', tier: 'high', when: { anySignal: ['scam_app_active'] } },
  { rule: 'police_script', tier: 'high', when: { anySignal: ['police_impersonation_script'] } },
  { rule: 'police_impersonated', tier: 'high', when: { anyType: ['impersonate_police'] } },
  { rule: 'repeated_contact', tier: 'medium', when: { anySignal: ['repeated_contact'] } },
];

/** With no tier from the source and nothing that matches (design.md section 8). */
export const TIER_WHEN_UNKNOWN: Tier = 'high';

export interface UpgradeRow {
  cause: RaiseCause;
  when: { alertsIn30Days?: number; anyFlag?: readonly PersonFlag[] };
}

/** Each that holds is one tier up, once (domain.md section 2). */
export const TRIAGE_UPGRADES: readonly UpgradeRow[] = [
  { cause: 'third_alert_30_days', when: { alertsIn30Days: 3 } },
  { cause: 'vulnerable_person', when: { anyFlag: ['aged_70', 'living_alone', 'disabled'] } },
];
