import { ask, edit, moveCase, patch, tell, type Draft } from './draft.js';
import { isVisitOwed, planOwedVisit } from './owed-visit.js';
import { cancelPending } from './rungs.js';
import type { Effect } from './snapshot.js';
import type { Outcome } from './vocabulary.js';

type ReleaseReason = Extract<Effect, { kind: 'countermeasure_release' }>['reason'];

/** Outcomes with which a case may end (domain.md section 3); nothing else closes one. */
export const CLOSING_OUTCOMES: readonly Outcome[] = [
  'persuaded_phone',
  'persuaded_visit',
  'self_aware',
  'false_alarm',
  'duplicate',
  'expired',
];

/** Asks for the release of everything that is in force or asked for; once per decision says it all. */
export function releaseAll(d: Draft, reason: ReleaseReason): void {
  if (d.effects.some((effect) => effect.kind === 'countermeasure_release')) return;
  const key = `${d.next.caseId}:release:${reason}:${d.before.version + 1}`;
  ask(d, { kind: 'countermeasure_release', key, reason });
}

/** Ends the case: nothing is pending any more, what is in force is released. */
export function endCase(d: Draft, outcome: Outcome): void {
  cancelPending(d, () => true, 'case_ended');
  if (d.next.countermeasuresActive) releaseAll(d, releaseReason(outcome));
  moveCase(d, 'ended');
  patch(d, { result: outcome, endedAt: d.now, lease: null, pause: null, confirmation: null });
  tell(d, 'ended', { outcome });
}

function releaseReason(outcome: Outcome): ReleaseReason {
  if (outcome === 'false_alarm' || outcome === 'self_aware') return outcome;
  return outcome === 'persuaded_phone' || outcome === 'persuaded_visit' ? 'persuaded' : 'ended';
}

/**
 * A watched case ends when its last follow-up found the person still persuaded: no follow-up, re-verification, visit
 * or confirmation is pending. A visit that is still owed then is made before.
 */
export function endIfWatchIsOver(d: Draft): void {
  const { state, rungs, confirmation, result } = d.next;
  if (state !== 'watched' || confirmation || !result) return;
  const pending = rungs.some(
    (rung) =>
      (rung.kind === 'follow_up' || rung.kind === 'reverify' || rung.kind === 'visit') &&
      (rung.status === 'waiting' || rung.status === 'open' || rung.status === 'running'),
  );
  if (pending) return;
  if (isVisitOwed(d)) planOwedVisit(d);
  else endCase(d, result);
}

/** Report back needs no waiting once there is something to report. */
export function openReportBack(d: Draft): void {
  const rung = d.next.rungs.find((one) => one.kind === 'report_back' && one.status === 'waiting');
  if (rung && rung.startAt > d.now) edit(d, rung).startAt = d.now;
}
