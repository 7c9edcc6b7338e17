import { alarm, nextMark, ringMarks } from './alarms.js';
import { lapseLease, leaseEnd } from './claims.js';
import { edit, ladderOf, patch, rungOf, type Draft } from './draft.js';
import { followTurn, startRung } from './edges.js';
import { beginRung } from './firing.js';
import { effectiveStart, HELD_RUNG, holdTimedOut, isHeldOutward, isPaused } from './hold.js';
import { isHuman, isPending, isTrying } from './rungs.js';
import { specOf } from './playbook-index.js';
import type { CaseSnapshot, Millis, RungState } from './snapshot.js';
import { effectLost } from './settling.js';
import { resume } from './supervision.js';

/** More rounds than any ladder has rungs mean that a playbook starts itself in a circle. */
const MOST_ROUNDS = 50;

/** Does everything that is due at `now`, until nothing is. */
export function runDue(d: Draft): void {
  lapseLease(d);
  if (d.next.pause && d.next.pause.until <= d.now) resume(d, null);
  ringConfirmation(d);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const progressed = runRungs(d) || lookAfterExhausted(d);
    if (!progressed || d.next.state === 'ended') return;
  }
  throw new Error(`playbook ${d.playbook.id} v${d.playbook.version} goes round in a circle`);
}

function runRungs(d: Draft): boolean {
  let progressed = false;
  for (const { id } of d.next.rungs) {
    if (d.next.state === 'ended') return true;
    let rung = rungOf(d, id);
    if (!rung || !isPending(rung)) continue;
    if (rung.status === 'waiting' && !isHeldOutward(d.next, rung) && effectiveStart(d.next, rung) <= d.now) {
      beginRung(d, rung);
      progressed = true;
      rung = rungOf(d, id);
    }
    if (rung && isPending(rung) && rung.dueAt !== null && !isPaused(d.next, rung) && ringMarks(d, rung)) {
      progressed = true;
      const late = rungOf(d, id);
      if (late && id === HELD_RUNG) holdTimedOut(d, late);
      else if (late) followTurn(d, late, 'timeout');
      rung = rungOf(d, id);
    }
    if (rung?.status === 'running' && rung.effectTimeoutAt && rung.effectTimeoutAt <= d.now) {
      effectLost(d, rung, 'unknown');
      progressed = true;
    }
  }
  return progressed;
}

/** Asked again each time the clock runs out, so that a release is never forgotten. */
function ringConfirmation(d: Draft): void {
  const { confirmation } = d.next;
  if (!confirmation || confirmation.dueAt > d.now) return;
  const dueAt = d.now + d.playbook.confirmationS * 1000;
  alarm(d, 'confirmation_overdue', null, `confirmation:${confirmation.dueAt}`, 100);
  patch(d, { confirmation: { ...confirmation, dueAt, alarmed: [] } });
}

/** When nobody and nothing tries any more, a person must look (design.md section 8: an exhausted ladder is an alarm). */
function lookAfterExhausted(d: Draft): boolean {
  if (d.next.state !== 'open' || d.next.rungs.some((rung) => isTrying(rung))) return false;
  const reverify = d.next.rungs.find((rung) => rung.kind === 'reverify');
  if (reverify && isPaused(d.next, reverify)) return false;
  if (reverify?.status === 'waiting' && reverify.reason === 'ladder_exhausted') return false;
  if (ladderOf(d).alarmsAt.length > 0) alarm(d, 'ladder_exhausted', null, `${d.next.version + 1}`);
  startRung(d, 'reverify');
  const started = rungOf(d, 'reverify');
  if (started?.status === 'waiting') edit(d, started).reason = 'ladder_exhausted';
  return true;
}

/** The earliest clock that is pending; null when there is none. */
export function earliestClock(d: Draft): Millis | null {
  const snapshot = d.next;
  let earliest = Infinity;
  for (const rung of snapshot.rungs) {
    if (!isPending(rung)) continue;
    if (rung.status === 'waiting' && !isHeldOutward(snapshot, rung)) {
      earliest = Math.min(earliest, effectiveStart(snapshot, rung));
    }
    const mark = nextMark(d, rung);
    if (mark !== null) {
      const pausedUntil = isPaused(snapshot, rung) && snapshot.pause ? snapshot.pause.until : 0;
      earliest = Math.min(earliest, Math.max(mark, pausedUntil));
    }
    if (rung.status === 'running' && rung.effectTimeoutAt)
      earliest = Math.min(earliest, rung.effectTimeoutAt);
  }
  if (snapshot.lease) earliest = Math.min(earliest, leaseEnd(snapshot.lease));
  if (snapshot.pause) earliest = Math.min(earliest, snapshot.pause.until);
  if (snapshot.confirmation) earliest = Math.min(earliest, snapshot.confirmation.dueAt);
  return earliest === Infinity ? null : earliest;
}

/** Arms the one wake of the case and names what a person can do next. */
export function arm(d: Draft): void {
  if (d.next.state === 'ended') {
    d.next.next = null;
    if (d.next.wakeAt !== null) Object.assign(d.next, { wakeAt: null, wakeNo: d.next.wakeNo + 1 });
    return;
  }
  const clock = earliestClock(d) ?? recheckAt(d);
  if (clock <= d.now) throw new Error(`a clock of ${d.next.caseId} was left behind`);
  if (clock !== d.next.wakeAt) Object.assign(d.next, { wakeAt: clock, wakeNo: d.next.wakeNo + 1 });
  d.next.next = nextHuman(d);
}

/** Without any other clock the case is looked at again after a day; a look that is armed already stays. */
function recheckAt(d: Draft): Millis {
  const { wakeAt } = d.before;
  const latest = d.now + d.playbook.recheckS * 1000;
  return wakeAt !== null && wakeAt > d.now && wakeAt < latest ? wakeAt : latest;
}

/** The last resort came due with nothing else: the supervisor hears of the case again. */
export function recheck(d: Draft): void {
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
    if (specOf(d.playbook, d.next.tier, rung.id)?.by === 'system') continue;
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
