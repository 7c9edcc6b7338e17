/**
 * The words of the desk, as keys (domain.md sections 2, 3, 4 and 5). Every other unit takes them from here, so a
 * key is written once.
 */

export const TIERS = ['critical', 'high', 'medium', 'low'] as const;
/** Danger of a case, most urgent first. */
export type Tier = (typeof TIERS)[number];

/** 0 for critical … 3 for low: smaller is more urgent. */
export const tierRank = (tier: Tier): number => TIERS.indexOf(tier);

export const CASE_STATES = ['open', 'watched', 'ended'] as const;
/** open: the ladder runs. watched: persuaded, follow-ups pending. ended: nothing is pending. */
export type CaseState = (typeof CASE_STATES)[number];

export const RUNG_KINDS = [
  'sign_in',
  'call',
  'robot_call',
  'sms',
  'visit',
  'face_to_face',
  'relative',
  'countermeasure',
  'report_back',
  'follow_up',
  'reverify',
  'alarm',
  'wait',
] as const;
export type RungKind = (typeof RUNG_KINDS)[number];

/** Kinds that a person at the desk works; the others act by themselves or only keep a clock. */
export const HUMAN_RUNG_KINDS: readonly RungKind[] = [
  'sign_in',
  'call',
  'countermeasure',
  'report_back',
  'follow_up',
  'reverify',
];

export const OUTCOMES = [
  'persuaded_phone',
  'persuaded_visit',
  'self_aware',
  'false_alarm',
  'wavering',
  'denies',
  'refused',
  'no_answer',
  'busy',
  'rejected',
  'phone_off',
  'invalid_number',
  'third_party_answered',
  'call_forward_suspected',
  'not_found',
  'wrong_jurisdiction',
  'paid',
  'paid_after_persuasion',
  'relative_custody',
  'duplicate',
  'not_victim',
  'expired',
] as const;
/** Result of a contact attempt (domain.md section 3). */
export type Outcome = (typeof OUTCOMES)[number];

export const FRAUD_TYPES = [
  'rebate_task',
  'fake_investment',
  'fake_shopping',
  'fake_customer_service',
  'fake_credit',
  'fake_loan',
  'impersonate_police',
  'impersonate_leader',
  'romance',
  'game_trade',
  'prize',
  'blackmail',
  'other',
] as const;
export type FraudType = (typeof FRAUD_TYPES)[number];

export const SIGNALS = [
  'paying_now',
  'on_call_with_scam_line',
  'screen_sharing',
  'cash_handover',
  'paid_scam_account',
  'scam_app_active',
  'police_impersonation_script',
  'repeated_contact',
] as const;
/** What a source saw; drives triage (design.md section 5). */
export type Signal = (typeof SIGNALS)[number];

export const PERSON_FLAGS = [
  'aged_70',
  'living_alone',
  'disabled',
  'deaf',
  'needs_dialect',
  'minor',
] as const;
export type PersonFlag = (typeof PERSON_FLAGS)[number];

export const NEEDS = ['uniform', 'dialect', 'sign_language'] as const;
/** What whoever works a step must bring along: shown to officers and stations. */
export type Need = (typeof NEEDS)[number];

export const ATTEMPT_KINDS = [
  'call',
  'inbound_call',
  'robot_call',
  'sms',
  'visit',
  'relative',
  'follow_up',
  'review',
] as const;
/** How a contact was tried. `review` is a decision taken at the desk with no contact. */
export type AttemptKind = (typeof ATTEMPT_KINDS)[number];

export const COUNTERMEASURE_KINDS = [
  'transfer_limit',
  'stop_payment',
  'line_suspension',
  'call_forward_cancel',
  'network_cut',
] as const;
export type CountermeasureKind = (typeof COUNTERMEASURE_KINDS)[number];

export const COUNTERMEASURE_TARGETS = ['victim_account', 'victim_line', 'suspect_account'] as const;
export type CountermeasureTarget = (typeof COUNTERMEASURE_TARGETS)[number];

/** Why a case went up a tier. Each cause raises once per case (design.md section 8). */
export const RAISE_CAUSES = [
  'alert',
  'busy_twice',
  'third_party_answered',
  'call_forward_suspected',
  'phone_off',
  'third_alert_30_days',
  'vulnerable_person',
  'relative_contradicts',
  'paid',
  'paid_after_persuasion',
  'supervisor',
] as const;
export type RaiseCause = (typeof RAISE_CAUSES)[number];

export const CONFIRMATION_KINDS = ['release', 'false_alarm'] as const;
/** What waits for a second person: a release after a persuasion by phone, or a false alarm. */
export type ConfirmationKind = (typeof CONFIRMATION_KINDS)[number];

export const DECLINE_REASONS = [
  'identity_doubtful',
  'evidence_missing',
  'contrary_facts',
  'still_in_contact',
] as const;
/** Why a second person does not confirm; told on the timeline, so a key and not free text. */
export type DeclineReason = (typeof DECLINE_REASONS)[number];

export const IDENTITY_FACTS = [
  'id_number',
  'birth_date',
  'home_address',
  'household_member',
  'workplace',
  'bank_card',
  'document_seen',
  'known_to_relative',
] as const;
/**
 * What an officer compared to know the person by: from another source than the contact itself (domain.md section 3). Names
 * only; what was compared is written nowhere. The last two need a meeting.
 */
export type IdentityFact = (typeof IDENTITY_FACTS)[number];

export const isIdentityFact = (name: string): name is IdentityFact =>
  IDENTITY_FACTS.some((fact) => fact === name);
