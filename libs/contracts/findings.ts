/**
 * What the auditor looks for, and the codes of the alarms it raises (design.md rule 3): somebody or something that was
 * dropped, is late, stuck or broken.
 */
export const FINDING_KINDS = [
  'case_without_wake',
  'wake_overdue',
  'wake_failed',
  'alert_without_case',
  'placing_late',
  'quarantine_without_clock',
  'quarantine_unheard',
  'effect_stuck',
  'effect_broken',
  'effect_given_up',
  'countermeasure_overdue',
  'countermeasure_broken',
  'feed_unsealed',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];
