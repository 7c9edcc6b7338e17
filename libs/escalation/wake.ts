import { alarm, nextMark, ringMarks } from './alarms.js';
import { lapseLease } from './claims.js';
import { nextConfirmationMark, ringConfirmation } from './confirmation.js';
import { edit, ladderOf, rungOf, specFor, type Draft } from './draft.js';
import { followTurn, startRung } from './edges.js';
import { beginRung } from './firing.js';
import { effectiveStart, HELD_RUNG, holdTimedOut, isHeldOutward, isPaused } from './hold.js';
import { leaseEnd } from './lease.js';
import { stopContact } from './referral.js';
import { isHuman, isPending, isTrying, KNOWN_EXHAUSTED } from './rungs.js';
import { postponeToDay } from './schedule.js';
import type { CaseSnapshot, Millis, RungState } from './snapshot.js';
import { effectLost } from './settling.js';
import { resume } from './supervision.js';

/** More rounds than any ladder has rungs mean that a playbook starts itself in a circle. */
const MOST_ROUNDS = 50;

/** Does everything that is due at `now`, until nothing is; then arms the one wake of the case. */
export function runDue(d: Draft): void {
  lapseLease(d);
  if (d.next.pause && d.next.pause.until <= d.now) resume(d, null);
  ringConfirmation(d);
  stopContact(d);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    runRungs(d);
    if (d.next.state === 'ended') return disarm(d);
    if (lookAfterExhausted(d)) continue;
    const clock = earliestClock(d);
    if (clock === null || clock > d.now) return arm(d, clock);
  }
  throw new Error(`playbook ${d.playbook.id} v${d.playbook.version} goes round in a circle`);
}

function runRungs(d: Draft): void {
  for (let at = 0; at < d.next.rungs.length; at += 1) {
    const rung = d.next.rungs[at];
    if (!rung || !isPending(rung)) continue;
    if (rung.status === 'waiting' && rung.startAt <= d.now && mayStart(d, rung) && !postponeToDay(d, rung))
      beginRung(d, rung);
    // Read anew after every step: each may have put a copy in the rung's place.
    const begun = d.next.rungs[at];
    if (begun && ringMarks(d, begun)) clockRanOut(d, at);
    const latest = d.next.rungs[at];
    if (latest?.status === 'running' && latest.effectTimeoutAt && latest.effectTimeoutAt <= d.now) {
      effectLost(d, latest, 'unknown');
    }
    if (d.next.state === 'ended') return;
  }
}

const mayStart = (d: Draft, rung: RungState): boolean =>
  effectiveStart(d.next, rung) <= d.now && !isHeldOutward(d.next, rung);

function clockRanOut(d: Draft, at: number): void {
  const rung = d.next.rungs[at];
  if (rung?.id === HELD_RUNG) holdTimedOut(d, rung);
  else if (rung) followTurn(d, rung, 'timeout');
}

/** When nobody and nothing tries any more, a person must look (design.md section 8: an exhausted ladder is an alarm). */
function lookAfterExhausted(d: Draft): boolean {
  if (d.next.state !== 'open' || d.next.rungs.some(isTrying)) return false;
  const reverify = d.next.rungs.find((rung) => rung.kind === 'reverify');
  if (reverify && isPending(reverify) && isPaused(d.next, reverify)) return false;
  if (reverify?.status === 'waiting' && KNOWN_EXHAUSTED.includes(reverify.reason)) return false;
  if (ladderOf(d).alarmsAt.length > 0) alarm(d, 'ladder_exhausted', null, `${d.next.version + 1}`);
  startRung(d, 'reverify');
  const started = rungOf(d, 'reverify');
  if (started?.status === 'waiting') edit(d, started).reason = 'ladder_exhausted';
  return true;
}

/** The earliest clock that is pending; null when there is none. */
function earliestClock(d: Draft): Millis | null {
  const snapshot = d.next;
  let earliest = Infinity;
  for (const rung of snapshot.rungs) {
    if (!isPending(rung)) continue;
    if (rung.status === 'waiting' && !isHeldOutward(snapshot, rung)) {
      earliest = Math.min(earliest, effectiveStart(snapshot, rung));
    }
    const mark = nextMark(d, rung);
    if (mark !== null && mark < earliest) earliest = mark;
    if (rung.status === 'running' && rung.effectTimeoutAt)
      earliest = Math.min(earliest, rung.effectTimeoutAt);
  }
  if (snapshot.lease) earliest = Math.min(earliest, leaseEnd(snapshot.lease));
  if (snapshot.pause) earliest = Math.min(earliest, snapshot.pause.until);
  earliest = Math.min(earliest, nextConfirmationMark(d) ?? Infinity);
  return earliest === Infinity ? null : earliest;
}

/** Arms the one wake of the case and names what a person can do next. */
function arm(d: Draft, earliest: Millis | null): void {
  if (!d.changed) {
    // What changed nothing keeps its wake. One that came and found nothing due is either the last resort, or a clock
    // that moved without a decision (a heartbeat): then it is armed anew and nobody hears of it.
    if (d.before.wakeAt === null || d.before.wakeAt > d.now) return;
    if (earliest === null) recheck(d);
    d.rearmed = true;
  }
  const wakeAt = earliest ?? recheckAt(d);
  if (wakeAt !== d.next.wakeAt) {
    d.next.wakeAt = wakeAt;
    d.next.wakeNo += 1;
  }
  d.next.next = nextHuman(d);
}

function disarm(d: Draft): void {
  d.next.next = null;
  if (d.next.wakeAt !== null) {
    d.next.wakeAt = null;
    d.next.wakeNo += 1;
  }
}

/** Without any other clock the case is looked at again after a day; a look that is armed already stays. */
function recheckAt(d: Draft): Millis {
  const { wakeAt } = d.before;
  const latest = d.now + d.playbook.recheckS * 1000;
  return wakeAt !== null && wakeAt > d.now && wakeAt < latest ? wakeAt : latest;
}

/** The last resort came due with nothing else: the supervisor hears of the case again. */
function recheck(d: Draft): void {
  const overdue = d.next.rungs.find((rung) => isPending(rung) && rung.dueAt !== null && rung.dueAt <= d.now);
  const code = overdue ? 'clock_100' : 'ladder_exhausted';
  if (ladderOf(d).alarmsAt.length > 0)
    alarm(d, code, overdue?.id ?? null, `recheck:${d.now}`, overdue ? 100 : null);
  d.changed = true;
}

/** The most urgent human rung that may be worked now, else the one that may be worked first. */
function nextHuman(d: Draft): CaseSnapshot['next'] {
  let best: RungState | null = null;
  let bestOpen = false;
  for (const rung of d.next.rungs) {
    if (!isPending(rung) || !isHuman(rung)) continue;
    if (rung.kind === 'sign_in' && specFor(d, rung)?.by === 'system') continue;
    const open = rung.status === 'open' && !isPaused(d.next, rung);
    if (best && bestOpen && !open) continue;
    if (!best || (open && !bestOpen) || before(d, rung, best, open)) {
      best = rung;
      bestOpen = open;
    }
  }
  if (!best) return null;
  const startAt = effectiveStart(d.next, best);
  return { rungId: best.id, kind: best.kind, startAt, dueAt: best.dueAt };
}

function before(d: Draft, a: RungState, b: RungState, open: boolean): boolean {
  if (open) return (a.dueAt ?? Infinity) < (b.dueAt ?? Infinity);
  return effectiveStart(d.next, a) < effectiveStart(d.next, b);
}
