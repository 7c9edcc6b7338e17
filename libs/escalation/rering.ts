import { dropFalseAlarm, dropQuestion } from './confirmation.js';
import { edit, ladderOf, moveCase, patch, rungOf, tell, type Draft } from './draft.js';
import { cancelPending, isPending, LOOKED_AT } from './rungs.js';
import type { RungState } from './snapshot.js';
import { daytime, fitsType, isOfLadder, plan, replan, timesFrom } from './schedule.js';

/** Takes a watched case back: the persuasion did not hold, or there is news. */
export function reopen(d: Draft, reason: string): void {
  cancelPending(d, (rung) => rung.kind === 'follow_up' || rung.kind === 'reverify', 'reopened');
  moveCase(d, 'open');
  dropQuestion(d, reason);
  patch(d, { result: null, persuadedBy: null, anchors: { ...d.next.anchors, persuaded: null } });
  tell(d, 'reopened', { reason });
}

/** News that comes from elsewhere; whoever reported a relapse is at it already. */
const FROM_ELSEWHERE: readonly string[] = ['alert_joined', 'took_in', 'unmerged'];

/** News that nobody holds is signed in anew. */
const signsInAgain = (d: Draft, rung: RungState, reason: string): boolean =>
  FROM_ELSEWHERE.includes(reason) && d.next.lease === null && rung.reason !== 'automatic';

/**
 * A round that only time began waits for the next re-verify when it comes to nothing: the supervisor has been told that
 * the ladder is exhausted, and a phone that is off is not rung all night. News makes it worth telling again.
 */
function lookAgain(d: Draft, reason: string): void {
  for (const rung of d.next.rungs)
    if (rung.kind === 'reverify' && isPending(rung))
      edit(d, rung).reason = reason === 'reverified' ? LOOKED_AT : undefined;
}

/**
 * Starts the ladder again from now on (design.md section 8): what had ended gets a new cycle, what was never planned
 * is added, an attempt that waits for its spacing may be made at once; clocks that run keep their deadlines.
 */
export function reRing(d: Draft, reason: string): void {
  if (d.next.state === 'watched') reopen(d, reason);
  else dropFalseAlarm(d, reason);
  if (d.next.pause) patch(d, { pause: null });
  for (const spec of ladderOf(d).rungs) {
    if (!isOfLadder(d, spec) || !fitsType(d, spec)) continue;
    const rung = rungOf(d, spec.id);
    if (!rung) plan(d, spec, timesFrom(d, spec, d.now));
    else if (spec.kind === 'sign_in' && !signsInAgain(d, rung, reason)) continue;
    else if (!isPending(rung)) replan(d, rung, timesFrom(d, spec, d.now));
    else if (rung.status === 'waiting' && rung.kind === 'call')
      edit(d, rung).startAt = daytime(d, spec, d.now);
  }
  lookAgain(d, reason);
  tell(d, 're_rung', { reason });
}
