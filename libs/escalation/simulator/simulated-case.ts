import type { CaseSnapshot, Decision, EngineInput, Millis } from '../snapshot.js';
import type { Tier } from '../vocabulary.js';
import type { ModelledPerson } from './modelled-person.js';

/** A case with what the desk has beside its snapshot. */
export interface SimulatedCase {
  readonly person: ModelledPerson;
  /** In the order of opening; the last word of the queue's order. */
  readonly no: number;
  /** As the first alert had it: figures by tier are by this one, which no playbook moves. */
  readonly openedTier: Tier;
  readonly receivedAt: Millis;
  snapshot: CaseSnapshot;
  amountFen: number | null;
  /** Of its last change; older entries of the queue are stale. */
  queueNo: number;
  /** When its wake is looked at next; null when that is not planned. */
  lookAt: Millis | null;
  attempted: boolean;
  reached: boolean;
  /** Local day of its last persuasion, as days since the epoch. */
  countedDay: number | null;
}

/**
 * Tells a case what happened at the present time.
 *
 * @returns null when the case did not allow it: it has ended meanwhile, or its playbook refuses such an outcome
 */
export type Tell = (of: SimulatedCase, input: EngineInput) => Decision | null;

/** What a completed contact needs so that it counts and is believed: the facts are the names of what was compared. */
export const gate = (now: Millis) => ({
  identityFacts: ['birth_date', 'home_address'],
  contactCut: true,
  paymentsChecked: true,
  followUpAt: now + 24 * 3_600_000,
});
