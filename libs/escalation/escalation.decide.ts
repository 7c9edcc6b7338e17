import { recordAttempt } from './attempts.js';
import { claim, extendLease, release } from './claims.js';
import { closeDraft, ladderOf, openDraft, patch, specOf, tell, type Draft } from './draft.js';
import { endCase } from './ending.js';
import { beginHold, endHold } from './hold.js';
import { joinAlert, takeFacts } from './joining.js';
import { giveBack, mergeAway, takeIn, unmerge } from './merging.js';
import type { Playbook } from './playbook.js';
import { raiseByWord, raiseOnce, tierAbove } from './raise.js';
import { plan, planLadder, timesNow } from './schedule.js';
import { settleEffect } from './settling.js';
import {
  DecisionRefused,
  type CaseSnapshot,
  type Decision,
  type EngineInput,
  type Millis,
} from './snapshot.js';
import { confirm, decline } from './second-person.js';
import { agree, noteCountermeasure, pause, resume, waive, wordGiven } from './supervision.js';
import { runDue } from './wake.js';

/** What may still be told to a case that has ended; everything else is refused. */
const HEARD_AFTER_THE_END: readonly EngineInput['type'][] = ['wake', 'effect', 'released', 'countermeasure'];

/**
 * The engine (design.md rule 2): what a case becomes when `input` happens at `now`, what goes on its timeline, and
 * what must happen outside. Pure: no I/O, no clock; the snapshot is never written to, and the very same object comes
 * back when nothing changed.
 *
 * @param now database time, epoch milliseconds; not before any time the snapshot has seen.
 * @throws DecisionRefused when the present state does not allow the input; nothing was decided then.
 */
export function decide(
  snapshot: CaseSnapshot,
  playbook: Playbook,
  input: EngineInput,
  now: Millis,
): Decision {
  if (input.type === 'wake' && (snapshot.wakeAt === null || snapshot.wakeAt > now)) {
    return { snapshot, events: [], effects: [] };
  }
  const d = openDraft(snapshot, playbook, now);
  if (snapshot.state === 'ended' && input.type !== 'unmerged') {
    if (!HEARD_AFTER_THE_END.includes(input.type))
      throw new DecisionRefused('case_ended', 'the case has ended');
    // What a merged case had in force is told to the case that looks after it.
    if (input.type === 'countermeasure' && !snapshot.mergedInto) noteCountermeasure(d, input);
    return closeDraft(d);
  }
  apply(d, input);
  // A stale or repeated input changes nothing, not even a clock that happens to be due: its own wake sees to that.
  if (!d.changed && input.type !== 'wake') return closeDraft(d);
  runDue(d);
  return closeDraft(d);
}

function apply(d: Draft, input: EngineInput): void {
  switch (input.type) {
    case 'opened':
      return open(d, input.raisedAt);
    case 'alert_joined':
      return joinAlert(d, input);
    case 'facts_changed':
      return takeFacts(d, input.facts);
    case 'merged':
      return mergeAway(d, input);
    case 'took_in':
      return takeIn(d, input);
    case 'unmerged':
      return unmerge(d, input);
    case 'gave_back':
      return giveBack(d, input);
    case 'wake':
      return;
    case 'claimed':
      return claim(d, input);
    case 'lease_extended':
      return extendLease(d, input);
    case 'released':
      return release(d, input);
    case 'attempt':
      return recordAttempt(d, input);
    case 'effect':
      return settleEffect(d, input);
    case 'waived':
      return waive(d, input);
    case 'rung_done':
      return wordGiven(d, input);
    case 'raised':
      if (input.cause === 'supervisor') raiseByWord(d, input.to ?? tierAbove(d.next.tier));
      else raiseOnce(d, input.cause);
      return;
    case 'countermeasure':
      return noteCountermeasure(d, input);
    case 'confirmed':
      return confirm(d, input);
    case 'declined':
      return decline(d, input);
    case 'hold_released':
      if (d.next.facts.held) endHold(d);
      return;
    case 'agreed':
      return agree(d, input);
    case 'paused':
      return pause(d, input);
    case 'resumed':
      return resume(d, input.by);
  }
}

/** The first decision of a case: its ladder is planned from the receipt of the alert, stale ones start at re-verify. */
function open(d: Draft, raisedAt: Millis): void {
  if (d.next.rungs.length > 0) throw new DecisionRefused('already_active', 'the case is open already');
  const ladder = ladderOf(d);
  const stale = d.now - raisedAt > ladder.staleS * 1000;
  patch(d, {});
  tell(d, 'case_opened', { tier: d.next.tier, stale });
  if (stale && ladder.onStale === 'expire') {
    endCase(d, 'expired');
    return;
  }
  const { received } = d.next.anchors;
  if (!stale) planLadder(d, 'received', received);
  else {
    // Contact rungs follow when somebody has seen that the danger is still there.
    planLadder(d, 'received', received, (spec) => spec.kind === 'sign_in' || spec.kind === 'report_back');
    const spec = specOf(d, 'reverify');
    if (spec) plan(d, spec, timesNow(d, spec)).reason = 'stale';
  }
  beginHold(d);
}
