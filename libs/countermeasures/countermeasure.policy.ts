import {
  TIERS,
  type CaseSnapshot,
  type CountermeasureKind,
  type CountermeasureTarget,
  type Tier,
} from '#escalation';
import { DeskError } from '#platform';
import type { SofterMeans } from './softer-means.js';

export type Institution = 'bank' | 'carrier';
export const INSTITUTIONS: readonly Institution[] = ['bank', 'carrier'];

/** What may be asked against what; everything else is nonsense. */
export const KINDS_OF_TARGET: Readonly<Record<CountermeasureTarget, readonly CountermeasureKind[]>> = {
  suspect_account: ['transfer_limit', 'stop_payment'],
  victim_account: ['transfer_limit', 'stop_payment'],
  victim_line: ['line_suspension', 'call_forward_cancel', 'network_cut'],
};

export const institutionOf = (target: CountermeasureTarget): Institution =>
  target === 'victim_line' ? 'carrier' : 'bank';

/** Why it is asked, which sets its clocks. */
export type Occasion = 'paid' | 'critical' | 'high' | 'medium';

const MINUTE = 60_000;
/**
 * Clocks in ms: from the proposal (after `paid`: from the draft) to the decision, the sending and the institution's
 * answer. Critical and high: domain.md section 2; paid: design.md section 8; the rest [chosen].
 */
export const CLOCKS: Readonly<Record<Occasion, { approve: number; send: number; acknowledge: number }>> = {
  paid: { approve: 3 * MINUTE, send: 5 * MINUTE, acknowledge: 15 * MINUTE },
  critical: { approve: 5 * MINUTE, send: 7 * MINUTE, acknowledge: 15 * MINUTE },
  high: { approve: 15 * MINUTE, send: 17 * MINUTE, acknowledge: 30 * MINUTE },
  medium: { approve: 60 * MINUTE, send: 65 * MINUTE, acknowledge: 90 * MINUTE },
};
/** What is left for sending and answer after a decision that came late. */
export const AFTER_DECISION = { send: 2 * MINUTE, acknowledge: 12 * MINUTE };
/** Alarm marks of every clock, in percent (domain.md section 2). */
export const MARKS = [80, 100] as const;
/** Nobody decided: it is withdrawn, so that an old request is never approved unread. */
export const LAPSE_MS = 24 * 60 * MINUTE;
/** Between two questions to an institution that has not confirmed. */
export const CHASE_MS = MINUTE;
/** A release that is not confirmed after this rings. */
export const RELEASE_MS = 5 * MINUTE;

/** Nothing new is asked for in a case that is over; what it had is being taken back. @throws DeskError case_ended */
export function assertCaseLives(snapshot: CaseSnapshot): void {
  if (snapshot.state === 'ended') throw new DeskError('case_ended', 'the case has ended');
}

/**
 * Why a request may be made on this case now.
 *
 * Low cases have none. What restricts the person themself needs the record of the softer means: a call or a visit in
 * vain, and for a critical case a call in vain and a dispatch (domain.md section 5).
 * @throws DeskError case_ended, wrong_state
 */
export function occasionOf(
  snapshot: CaseSnapshot,
  kind: CountermeasureKind,
  target: CountermeasureTarget,
  softer: SofterMeans,
): Occasion {
  assertCaseLives(snapshot);
  if (!KINDS_OF_TARGET[target].includes(kind)) {
    throw refused(
      'invalid',
      'target',
      'kind_not_for_target',
      'no such countermeasure against this',
      '该措施不适用于此对象',
    );
  }
  const paid = (snapshot.outcomes.paid ?? snapshot.outcomes.paid_after_persuasion ?? []).length > 0;
  if (target === 'suspect_account' && kind === 'stop_payment' && paid) return 'paid';
  if (snapshot.tier === 'low') {
    throw refused(
      'wrong_state',
      'kind',
      'tier_too_low',
      'a low case has no countermeasures',
      '低危警情不得采取技术反制措施',
    );
  }
  if (target !== 'suspect_account') assertTried(softer, snapshot.tier);
  return snapshot.tier;
}

function assertTried({ called, visited, dispatched }: SofterMeans, tier: Tier): void {
  if (tier === TIERS[0] ? called && dispatched : called || visited) return;
  throw refused(
    'wrong_state',
    'necessity',
    'softer_means_first',
    'the softer means are not on record yet',
    '尚无电话劝阻及派警记录，不得先行限制',
  );
}

/** A refusal that names the field. */
export function refused(
  code: 'invalid' | 'wrong_state' | 'conflict',
  field: string,
  fault: string,
  message: string,
  messageZh: string,
): DeskError {
  return new DeskError(code, message, [{ field, code: fault, message, messageZh }]);
}
