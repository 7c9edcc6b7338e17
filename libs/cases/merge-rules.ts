import { leaseEnd } from '#escalation';
import { DeskError, type DeskErrorCode } from '#platform';
import type { LockedCase } from './case.store.js';

/** Who merges or takes apart. */
export interface Merger {
  id: string;
  /** A supervisor may without holding the case, and may say that two identity numbers are one person. */
  supervises: boolean;
}

const WORDS = {
  itself: ['a case is not merged into itself', '案件不能并入自身'],
  unknown: ['there is no such case', '没有该案件'],
  ended: ['that case has ended', '目标案件已结束'],
  merged: ['that case was itself merged into another one', '目标案件本身已并入他案'],
  keeps_others: [
    'other cases are merged into this one: take them out first',
    '已有他案并入本案，请先撤销并案',
  ],
  call_up: ['a call is up: record its result first', '通话尚未结束，请先记录结果'],
  persuaded_later: ['it was persuaded later: merge the other way round', '本案劝阻在后，请反向并案'],
  id_numbers: [
    'the identity numbers differ: only a supervisor says that it is one person',
    '两人身份证号不同，须由值班长确认为同一人',
  ],
  not_merged: ['the case is merged into none', '该案件没有并入他案'],
  live_case: ['the person has another live case by now', '当事人已另有在办案件'],
} as const;

/** A refusal with its words in both languages, at the field that is at fault. */
export function refusal(code: DeskErrorCode, field: string, why: keyof typeof WORDS): DeskError {
  const [message, messageZh] = WORDS[why];
  return new DeskError(code, message, [{ field, code: why, message, messageZh }]);
}

/** @param holder who holds the case; null when nobody does */
export const notTheirs = (holder: string | null): DeskError =>
  new DeskError(
    'claimed_by_other',
    holder === null ? 'claim the case first' : 'somebody else is working this case',
  );

/**
 * Whether one case may be merged into the other. Both must live and neither is in somebody else's hands; an officer
 * holds one of them. There are no chains: whatever is merged has one case that looks after it. Of two that are watched
 * the one persuaded later goes on, so that no follow-up of it falls away.
 *
 * @throws DeskError case_ended, claimed_by_other, wrong_state, conflict
 */
export function checkMerge(
  what: {
    from: LockedCase;
    into: LockedCase;
    /** Other cases are merged into the one that is to go. */
    keepsOthers: boolean;
    idNumbersDiffer: boolean;
    twoIdNumbers: boolean;
  },
  by: Merger,
): void {
  const { from, into, keepsOthers, idNumbersDiffer, twoIdNumbers } = what;
  const holders = [from, into].map(({ snapshot: { lease }, now }) =>
    lease && leaseEnd(lease) > now ? lease.by : null,
  );
  const other = holders.find((holder) => holder !== null && holder !== by.id);
  if (from.snapshot.state === 'ended') throw new DeskError('case_ended', 'the case has ended');
  if (into.snapshot.state === 'ended')
    throw refusal('case_ended', 'into', into.snapshot.mergedInto ? 'merged' : 'ended');
  if (other !== undefined) throw notTheirs(other);
  if (!by.supervises && !holders.includes(by.id)) throw notTheirs(null);
  if ((from.snapshot.lease?.callUntil ?? 0) > from.now) throw refusal('wrong_state', '', 'call_up');
  if (keepsOthers) throw refusal('conflict', '', 'keeps_others');
  const [mine, theirs] = [from.snapshot.anchors.persuaded, into.snapshot.anchors.persuaded];
  if (mine !== null && theirs !== null && mine > theirs) throw refusal('conflict', 'into', 'persuaded_later');
  if (idNumbersDiffer && !(by.supervises && twoIdNumbers))
    throw refusal('conflict', 'twoIdNumbers', 'id_numbers');
}
