import { alarm } from './alarms.js';
import { addRung, edit, ladderOf, patch, rungOf, specFor, type Draft } from './draft.js';
import { daytime } from './schedule.js';
import { finish, isPending, OUTWARD_KINDS } from './rungs.js';
import type { CaseSnapshot, Millis, RungState } from './snapshot.js';

/** The engine's own rung: the clock of a case whose source is held. */
export const HELD_RUNG = 'held_source';

/** Held outward rungs neither start nor wake anybody; the hold has its own clock. */
export const isHeldOutward = (snapshot: CaseSnapshot, rung: RungState): boolean =>
  snapshot.facts.held === true && OUTWARD_KINDS.includes(rung.kind);

/** When a rung may start: its own time, or the end of a pause that names it. */
export const effectiveStart = (snapshot: CaseSnapshot, rung: RungState): Millis =>
  snapshot.pause && isPaused(snapshot, rung) ? Math.max(rung.startAt, snapshot.pause.until) : rung.startAt;

export const isPaused = (snapshot: CaseSnapshot, rung: RungState): boolean =>
  snapshot.pause !== null && snapshot.pause.rungs.includes(rung.id);

/**
 * Starts the clock of a held source (design.md section 8): the supervisor is alarmed at once and again when it runs
 * out; then one call by an officer is startable anyway.
 */
export function beginHold(d: Draft): void {
  if (!d.next.facts.held || d.next.state !== 'open') return;
  const known = rungOf(d, HELD_RUNG);
  if (known && isPending(known)) return;
  const callAt = d.now + ladderOf(d).heldCallAfterS * 1000;
  const cycle = known ? known.cycle + 1 : 0;
  if (known) d.next.rungs = d.next.rungs.filter((rung) => rung !== known);
  if (known) d.rungsCopied = true;
  addRung(d, {
    id: HELD_RUNG,
    kind: 'alarm',
    status: 'waiting',
    startAt: d.now,
    dueAt: callAt,
    anchoredAt: d.now,
    attempts: 0,
    alarmed: [],
    effectKey: null,
    effectTimeoutAt: null,
    cycle,
  });
  alarm(d, 'held_source', HELD_RUNG, `${HELD_RUNG}:${cycle}:0`);
  for (const rung of d.next.rungs) {
    if (rung.kind === 'call' && rung.status === 'waiting' && rung.startAt < callAt)
      edit(d, rung).startAt = callAt;
  }
}

/** The clock of a held source ran out: it is said again, and the clock goes round. */
export function holdTimedOut(d: Draft, rung: RungState): void {
  const copy = edit(d, rung);
  const length = ladderOf(d).heldCallAfterS * 1000;
  copy.attempts += 1;
  Object.assign(copy, { dueAt: d.now + length, anchoredAt: d.now, alarmed: [] });
  alarm(d, 'held_source', HELD_RUNG, `${HELD_RUNG}:${copy.cycle}:${copy.attempts}`);
}

/** A supervisor let the source go: what was due goes out with the next look, the call may be made now. */
export function endHold(d: Draft): void {
  patch(d, { facts: { ...d.next.facts, held: false } });
  for (const rung of d.next.rungs) {
    if (rung.id === HELD_RUNG && isPending(rung)) finish(d, rung, 'done');
    else if (rung.kind === 'call' && rung.status === 'waiting' && rung.attempts === 0) {
      const spec = specFor(d, rung);
      const at = spec ? daytime(d, spec, d.now) : d.now;
      if (at < rung.startAt) edit(d, rung).startAt = at;
    }
  }
}
