import type { AttemptKind, Outcome } from '#escalation';
import type { VisitView } from '#contracts';
import type { Tx } from '#platform';

/** What a call or a visit came to that did not stop the person: the softer means was tried, and did not suffice. */
const IN_VAIN: readonly Outcome[] = [
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
  'paid',
  'paid_after_persuasion',
];
/** An officer on the line with the person, or trying to be. */
const CALLS: readonly AttemptKind[] = ['call', 'inbound_call', 'follow_up'];

/** The record of what was tried on the person themself, short of restricting them (domain.md section 5). */
export interface SofterMeans {
  /** A call in vain. */
  called: boolean;
  /** A visit in vain. */
  visited: boolean;
  /** Somebody was sent, whether or not they are back. */
  dispatched: boolean;
}

/**
 * @param caseIds the case and those merged into it: it is one person's record
 * @param visits of them, as outreach contributes them
 */
export async function softerMeansOf(
  tx: Pick<Tx, 'query'>,
  caseIds: readonly string[],
  visits: readonly VisitView[],
): Promise<SofterMeans> {
  const rows = await tx.query<{ kind: AttemptKind }>(
    `SELECT DISTINCT kind FROM attempt WHERE case_id = ANY ($1) AND outcome = ANY ($2)`,
    [caseIds, IN_VAIN],
  );
  return {
    called: rows.some(({ kind }) => CALLS.includes(kind)),
    visited: rows.some(({ kind }) => kind === 'visit'),
    dispatched: visits.some(({ state }) => state !== 'cancelled'),
  };
}
