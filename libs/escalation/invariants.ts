import { CLOSING_OUTCOMES } from './ending.js';
import { effectiveStart, isHeldOutward, isPaused } from './hold.js';
import { leaseEnd } from './lease.js';
import { PRESSING_KINDS, isPending } from './rungs.js';
import type { CaseSnapshot, Millis, RungState } from './snapshot.js';
import { tierRank, type RungKind } from './vocabulary.js';

/** What a watched case may wait for; anything else would leave it watched for ever. */
const WATCHED_KINDS: readonly RungKind[] = ['follow_up', 'reverify', 'visit'];

/** When this rung asks for a look next, marks before the end of its clock aside; Infinity when it does not. */
function clockOf(snapshot: CaseSnapshot, rung: RungState): Millis {
  const { pause } = snapshot;
  const start =
    rung.status === 'waiting' && !isHeldOutward(snapshot, rung) ? effectiveStart(snapshot, rung) : Infinity;
  const end = rung.dueAt === null || rung.alarmed.includes(100) ? Infinity : rung.dueAt;
  const due = pause && isPaused(snapshot, rung) ? Math.max(end, pause.until) : end;
  return Math.min(start, due, rung.effectTimeoutAt ?? Infinity);
}

/** The earliest pending clock that can be told without the playbook. */
function earliestClock(snapshot: CaseSnapshot): Millis {
  const { rungs, lease, pause, confirmation } = snapshot;
  return Math.min(
    ...rungs.filter(isPending).map((rung) => clockOf(snapshot, rung)),
    lease ? leaseEnd(lease) : Infinity,
    pause?.until ?? Infinity,
    confirmation?.dueAt ?? Infinity,
  );
}

/** What must hold of every case at every step; empty when all is well. */
export function violations(snapshot: CaseSnapshot): string[] {
  const found: string[] = [];
  const must = (ok: boolean, text: string): void => {
    if (!ok) found.push(text);
  };
  const { state, rungs, wakeAt, result } = snapshot;
  const pending = rungs.filter(isPending);
  const isEnded = state === 'ended';

  must(isEnded || wakeAt !== null, 'a case that is not ended has no armed wake');
  must(wakeAt === null || wakeAt <= earliestClock(snapshot), 'the wake comes later than the earliest clock');
  must(!isEnded || wakeAt === null, 'an ended case has an armed wake');
  must(!isEnded || pending.length === 0, 'an ended case has pending rungs');
  must(
    !isEnded || (snapshot.lease === null && snapshot.pause === null),
    'an ended case is claimed or paused',
  );
  must(!isEnded || snapshot.confirmation === null, 'an ended case waits for a second person');
  must(isEnded === (snapshot.endedAt !== null), 'the time of the end and the state disagree');
  must(!isEnded || (result !== null && CLOSING_OUTCOMES.includes(result)), `ended with ${String(result)}`);
  const mergedInto = snapshot.mergedInto ?? null;
  must(mergedInto === null || isEnded, 'a merged case goes on');
  must(
    (mergedInto !== null) === (result === 'duplicate'),
    `merged into ${String(mergedInto)} with ${String(result)}`,
  );
  must(mergedInto === null || !snapshot.countermeasuresActive, 'a merged case keeps its countermeasures');
  must(state !== 'open' || result === null, 'an open case has a result');
  must(new Set(rungs.map((rung) => rung.id)).size === rungs.length, 'two rungs with one id');
  must(
    snapshot.tierFloor === null || tierRank(snapshot.tier) <= tierRank(snapshot.tierFloor),
    'the tier is below the floor of the source',
  );
  must(new Set(snapshot.raised).size === snapshot.raised.length, 'one cause raised twice');
  if (state === 'watched') {
    must(result === 'persuaded_phone' || result === 'persuaded_visit', `watched after ${String(result)}`);
    must(snapshot.anchors.persuaded !== null, 'watched with no time of persuasion');
    for (const rung of pending)
      must(!PRESSING_KINDS.includes(rung.kind), `${rung.id} is pending while watched`);
    const awaited = pending.some((rung) => WATCHED_KINDS.includes(rung.kind));
    must(awaited || snapshot.confirmation !== null, 'watched with nothing to wait for');
  }
  if (state === 'open' && rungs.length > 0) {
    const tried = pending.some((rung) => rung.kind !== 'sign_in' && rung.kind !== 'report_back');
    must(tried, 'an open case with nothing under way');
  }
  for (const rung of rungs) {
    const mine = `rung ${rung.id}`;
    must(rung.status !== 'running' || rung.attempts > 0, `${mine} runs without an attempt`);
    must(!rung.effectTimeoutAt || rung.status === 'running', `${mine} has a timeout but does not run`);
    must(rung.dueAt === null || rung.dueAt >= rung.anchoredAt, `${mine} is due before its anchor`);
  }
  return found;
}
