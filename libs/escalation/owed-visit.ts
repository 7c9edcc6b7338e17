import { ladderOf, rungOf, type Draft } from './draft.js';
import { isPending } from './rungs.js';
import { plan, replan, timesNow } from './schedule.js';

/**
 * Whether somebody who was believed by phone is still to be met (domain.md section 3: critical and high still get the
 * visit unless a supervisor waives it). One that failed or found nobody is owed as before; one that was waived, or has
 * no address to go to, is not.
 */
export function isVisitOwed(d: Draft): boolean {
  if (d.next.persuadedBy !== 'phone' || !ladderOf(d).visitAfterPhone) return false;
  const visit = d.next.rungs.find((rung) => rung.kind === 'visit');
  return visit?.status !== 'done' && visit?.status !== 'skipped';
}

/** Sees to it that a visit that is owed is on its way or will be; one that is, keeps its time. */
export function planOwedVisit(d: Draft): void {
  if (isVisitOwed(d)) sendVisit(d, 'persuaded_phone');
}

/** A visit, also when there was one before; one that is on its way or planned keeps its time. */
export function sendVisit(d: Draft, reason: string): void {
  const spec = ladderOf(d).rungs.find((one) => one.kind === 'visit');
  if (!spec) return;
  const visit = rungOf(d, spec.id);
  if (!visit) plan(d, spec, timesNow(d, spec)).reason = reason;
  else if (!isPending(visit)) replan(d, visit, timesNow(d, spec)).reason = reason;
}
