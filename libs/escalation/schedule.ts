import { addRung, edit, ladderOf, moveRung, rungOf, specFor, specOf, type Draft } from './draft.js';
import type { Anchor, RungSpec } from './playbook.js';
import { afterQuietHours } from './quiet-hours.js';
import { finish, isPending, KNOWN_EXHAUSTED, REACHING_KINDS } from './rungs.js';
import type { Millis, RungState } from './snapshot.js';

const NO_CLOCK: readonly number[] = [];

/** True when this rung's times move out of the quiet hours. */
const isHeldBack = (d: Draft, spec: RungSpec): boolean => ladderOf(d).quiet && spec.runsInQuietHours !== true;

/** `at`, or the end of the quiet hours when this rung is held back then. */
export function daytime(d: Draft, spec: RungSpec, at: Millis): Millis {
  return isHeldBack(d, spec) ? afterQuietHours(at, d.playbook.quietHours, d.next.caseId) : at;
}

interface Times {
  startAt: Millis;
  dueAt: Millis | null;
  anchoredAt: Millis;
}

/** A step that opens only when this much of its clock has run (follow-ups, re-verify) is on the clock from then on. */
const OPENS_LATE = 0.8;

/**
 * The clocks of a rung from its anchor on. A rung that was held keeps a sensible length of clock after the hold; one
 * that opens late has its marks after its start, since nobody is late with what cannot be begun.
 */
export function timesFrom(d: Draft, spec: RungSpec, anchoredAt: Millis): Times {
  const planned = anchoredAt + spec.start.afterS * 1000;
  const startAt = daytime(d, spec, planned);
  if (!spec.due) return { startAt, dueAt: null, anchoredAt };
  const due = anchoredAt + spec.due.afterS * 1000;
  const opensLate = planned - anchoredAt >= OPENS_LATE * (due - anchoredAt);
  if (startAt === planned)
    return { startAt, dueAt: daytime(d, spec, due), anchoredAt: opensLate ? startAt : anchoredAt };
  const least = Math.min(due - planned, d.playbook.quietHours.leastClockS * 1000);
  return { startAt, dueAt: daytime(d, spec, Math.max(due, startAt + least)), anchoredAt: startAt };
}

/**
 * Moves a start that has come at night, since it was missed by day (an outage, a pause, a held source), to the morning
 * with its clock. Returns false for what may go on: by day, in a tier that is not held back, or for work that nobody
 * outside hears of.
 */
export function postponeToDay(d: Draft, rung: RungState): boolean {
  if (!ladderOf(d).quiet || !REACHING_KINDS.includes(rung.kind)) return false;
  const spec = specFor(d, rung);
  const startAt = spec ? daytime(d, spec, d.now) : d.now;
  if (startAt === d.now) return false;
  // After a raise it may be due before the next try is.
  const length = rung.dueAt === null ? 0 : Math.max(0, rung.dueAt - rung.startAt);
  const least = Math.min(length, d.playbook.quietHours.leastClockS * 1000);
  const dueAt = rung.dueAt === null ? null : Math.max(rung.dueAt, startAt + least);
  Object.assign(edit(d, rung), { startAt, dueAt, anchoredAt: startAt, alarmed: [] });
  return true;
}

/** The clocks of a rung that an edge starts at once: its length counts from now. */
export function timesNow(d: Draft, spec: RungSpec): Times {
  if (spec.start.anchor === 'outcome') return timesFrom(d, spec, d.now);
  const anchoredAt = d.now - spec.start.afterS * 1000;
  const { startAt, dueAt } = timesFrom(d, spec, anchoredAt);
  return { startAt, dueAt, anchoredAt: startAt };
}

/** Puts a rung on the case, waiting for its start. */
export function plan(d: Draft, spec: RungSpec, times: Times): RungState {
  return addRung(d, {
    id: spec.id,
    kind: spec.kind,
    status: 'waiting',
    ...times,
    attempts: 0,
    alarmed: NO_CLOCK as number[],
    // Named although there is nothing yet: rungs of one shape are read faster. JSON leaves them out.
    outcome: undefined,
    reason: undefined,
    effectKey: null,
    effectTimeoutAt: null,
    cycle: 0,
  });
}

/** Starts a rung that had ended over again, in a new cycle. */
export function replan(d: Draft, rung: RungState, times: Times): RungState {
  const fresh = moveRung(d, rung, 'waiting');
  if (fresh.outcome !== undefined) fresh.outcome = undefined;
  return Object.assign(fresh, times, {
    attempts: 0,
    alarmed: [],
    effectKey: null,
    effectTimeoutAt: null,
    cycle: rung.cycle + 1,
  });
}

/** This anchor starts the rung. */
export const isScheduled = (spec: RungSpec, anchor: Anchor): boolean => spec.start.anchor === anchor;

/** It is of the ladder as the case climbs it: by time, or since it was raised. */
export const isOfLadder = (d: Draft, spec: RungSpec): boolean =>
  isScheduled(spec, 'received') || (isScheduled(spec, 'tier_raised') && wasRaised(d));

const wasRaised = ({ next: { anchors } }: Draft): boolean => anchors.tier_raised > anchors.received;

/** Adds the rungs of the present ladder that this anchor schedules and the case has not got. */
export function planLadder(
  d: Draft,
  anchor: 'received' | 'tier_raised' | 'persuaded',
  anchoredAt: Millis,
  which: (spec: RungSpec) => boolean = () => true,
): void {
  for (const spec of ladderOf(d).rungs) {
    if (!isScheduled(spec, anchor) || !which(spec) || !fitsType(d, spec)) continue;
    if (!rungOf(d, spec.id)) plan(d, spec, timesFrom(d, spec, anchoredAt));
  }
}

/** False for a rung that belongs to other types of fraud (the 30-day follow-up). */
export const fitsType = (d: Draft, spec: RungSpec): boolean =>
  spec.onlyTypes === undefined || spec.onlyTypes.includes(d.next.facts.fraudType);

/** Gives a pending clock the earlier of what it has and these times (design.md section 8, after a raise). */
export function keepEarlier(d: Draft, rung: RungState, spec: RungSpec): void {
  const fresh = timesFrom(d, spec, d.now);
  const again = rung.attempts > 0 && spec.attempts ? d.now + spec.attempts.spacingS * 1000 : fresh.startAt;
  const copy = edit(d, rung);
  if (copy.status === 'waiting') copy.startAt = Math.min(copy.startAt, again);
  if (fresh.dueAt !== null && (copy.dueAt === null || fresh.dueAt < copy.dueAt)) {
    copy.dueAt = fresh.dueAt;
    copy.anchoredAt = fresh.anchoredAt;
    copy.alarmed = [];
  }
}

const comesWithRaise = (spec: RungSpec): boolean =>
  isScheduled(spec, 'received') || isScheduled(spec, 'tier_raised');

/** It has ended, and a raise begins it anew. */
const beginsWithRaise = (spec: RungSpec, rung: RungState): boolean =>
  isAutomatic(spec, rung) || isExhaustedCall(spec, rung) || isScheduled(spec, 'tier_raised');

const isAutomatic = (spec: RungSpec, rung: RungState): boolean =>
  spec.by === 'officer' && rung.reason === 'automatic';

const isExhaustedCall = (spec: RungSpec, rung: RungState): boolean =>
  rung.kind === 'call' && rung.status === 'exhausted' && comesWithRaise(spec);

/**
 * Merges the ladder of the tier the case has just reached, by rung id: what is under way is kept and brought forward,
 * what is missing is added, what only the old tier would have started is dropped. A sign-in that was automatic is
 * asked of a person now, and a call that was tried as often as the old tier says is tried as often as this one does.
 */
export function mergeLadder(d: Draft): void {
  for (const held of d.next.rungs) {
    const spec = specOf(d, held.id);
    // That the old ladder was exhausted says nothing of this one.
    let rung = isPending(held) && KNOWN_EXHAUSTED.includes(held.reason) ? edit(d, held) : held;
    if (rung !== held) rung.reason = undefined;
    // Nobody has to agree to it in this tier, so nobody will.
    if (rung.status === 'open' && rung.reason === 'agreement_needed' && spec && !spec.agreement)
      rung = moveRung(d, rung, 'waiting');
    if (isPending(rung)) {
      if (spec && comesWithRaise(spec)) keepEarlier(d, rung, spec);
      else if (!spec && rung.status === 'waiting') finish(d, rung, 'cancelled', 'tier_raised');
    } else if (spec && beginsWithRaise(spec, rung)) {
      replan(d, rung, timesFrom(d, spec, d.now));
    }
  }
  planLadder(d, 'received', d.now);
  planLadder(d, 'tier_raised', d.now);
}
