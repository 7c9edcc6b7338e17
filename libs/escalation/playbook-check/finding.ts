import type { Outcome, Tier } from '../vocabulary.js';

export const FINDING_CODES = [
  'duplicate_rung',
  'unknown_rung',
  'kind_differs',
  'misplaced',
  'times',
  'dead_end',
  'unreachable',
  'unbounded_cycle',
  'missing_outcome',
  'nobody_handles',
  'limit',
] as const;
export type PlaybookFindingCode = (typeof FINDING_CODES)[number];

/** Why a playbook may not be published. Every one of them refuses it. */
export interface PlaybookFinding {
  code: PlaybookFindingCode;
  tier: Tier | null;
  /** The rungs at fault, in the order of the ladder. */
  rungs: string[];
  outcome?: Outcome;
  message: string;
  messageZh: string;
}
