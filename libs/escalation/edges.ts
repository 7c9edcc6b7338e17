import { alarm } from './alarms.js';
import { ask, edit, rungOf, specFor, specOf, type Draft } from './draft.js';
import { endCase } from './ending.js';
import type { Edge, RungSpec, RungTurn } from './playbook.js';
import { raiseOnce } from './raise.js';
import { cancelPending, PRESSING_KINDS, finish, isGivenUp, isPending } from './rungs.js';
import { fitsType, plan, replan, timesNow } from './schedule.js';
import { skipReason } from './skip.js';
import type { RungState } from './snapshot.js';
import type { Outcome } from './vocabulary.js';

/** What an edge came from: the outcome that was reported, or the turn that a rung took. */
export interface Cause {
  outcome?: Outcome;
  rung?: RungState;
}

/** Follows edges in their order; data puts a raise first, so that what it starts belongs to the new tier. */
export function follow(d: Draft, edges: readonly Edge[] | undefined, cause: Cause): void {
  if (!edges) return;
  for (const edge of edges) {
    if (d.next.state === 'ended') return;
    followOne(d, edge, cause);
  }
}

/** The edges that a rung has for a turn it took. */
export function followTurn(d: Draft, rung: RungState, turn: RungTurn): void {
  follow(d, specFor(d, rung)?.on?.[turn], { rung });
}

function followOne(d: Draft, edge: Edge, cause: Cause): void {
  switch (edge.do) {
    case 'start': {
      const started = edge.rungs.filter((id) => startRung(d, id, cause));
      if (started.length === 0 && edge.orElse) edge.orElse.forEach((id) => startRung(d, id, cause));
      return;
    }
    case 'raise':
      if (edge.twiceApartS === undefined || cameBefore(d, cause.outcome, edge.twiceApartS))
        raiseOnce(d, edge.cause, edge.atLeast);
      return;
    case 'alarm':
      alarm(d, edge.code, cause.rung?.id ?? null, `${d.next.version + 1}`);
      return;
    case 'draft':
      ask(d, {
        kind: 'countermeasure_draft',
        key: `${d.next.caseId}:draft:${edge.countermeasure}:${edge.target}:${timesOf(d, cause.outcome)}`,
        countermeasure: edge.countermeasure,
        target: edge.target,
      });
      return;
    case 'cancel':
      cancelPending(d, (rung) => edge.rungs.includes(rung.id), cause.outcome ?? 'edge');
      return;
    case 'settle':
      for (const rung of d.next.rungs) {
        if (edge.rungs.includes(rung.id) && isPending(rung)) finish(d, rung, 'done', cause.outcome);
      }
      return;
    case 'leave_to':
      return;
    case 'exhaust': {
      const rung = cause.rung && rungOf(d, cause.rung.id);
      if (rung && isPending(rung)) {
        finish(d, rung, 'exhausted', 'timeout');
        followTurn(d, rung, 'exhausted');
      }
      return;
    }
    case 'close':
      endCase(d, edge.outcome);
      return;
  }
}

const timesOf = (d: Draft, outcome: Outcome | undefined): number =>
  outcome ? (d.next.outcomes[outcome]?.length ?? 0) : 0;

/** This outcome was reported before, at least `apartS` ago. */
function cameBefore(d: Draft, outcome: Outcome | undefined, apartS: number): boolean {
  const times = (outcome && d.next.outcomes[outcome]) || [];
  return times.some((at) => d.now - at >= apartS * 1000);
}

function bringForward(rung: RungState, times: ReturnType<typeof timesNow>): void {
  rung.startAt = times.startAt;
  if (times.dueAt === null || (rung.dueAt !== null && rung.dueAt <= times.dueAt)) return;
  rung.dueAt = times.dueAt;
  rung.anchoredAt = times.anchoredAt;
}

/**
 * What came to nothing is tried again when an outcome asks for it. A number that is none stays so until facts change,
 * and a message that may have arrived is a person's to judge (design.md rule 2); a dispatch is one visit however often
 * it is asked for.
 */
function mayTryAnew(rung: RungState): boolean {
  if (rung.reason === 'unknown') return rung.kind === 'visit';
  return isGivenUp(rung) && rung.reason !== 'invalid_number';
}

/** Whether an edge gives a rung that has ended a new cycle: never beyond its `mostCycles`, whatever it ended as. */
function startsAnew(rung: RungState, { recurring, mostCycles = Infinity }: RungSpec, cause: Cause): boolean {
  if (isPending(rung) || rung.cycle + 1 >= mostCycles) return false;
  // A turn that a rung took does not start the rung itself again.
  if (cause.outcome === undefined && rung.id === cause.rung?.id) return false;
  const leftOut = rung.status === 'cancelled' || rung.status === 'skipped';
  return leftOut || recurring === true || (cause.outcome !== undefined && mayTryAnew(rung));
}

/**
 * Starts a rung now, if this tier has it and it has not run yet: a waiting one is brought forward, one that was left
 * out, called off or, for an outcome, given up gets a new cycle. Returns false when the tier has no such rung.
 */
export function startRung(d: Draft, id: string, cause: Cause = {}): boolean {
  const spec = specOf(d, id);
  if (!spec || !fitsType(d, spec)) return false;
  // While watched, the alarms of a late meeting are enough: the follow-ups look after the person.
  if (d.next.state === 'watched' && cause.rung?.kind === 'face_to_face') return true;
  if (d.next.state === 'watched' && PRESSING_KINDS.includes(spec.kind)) {
    // Whoever was persuaded is not pressed further; that the visit failed is for a person to look at.
    return cause.rung?.kind === 'visit' && !skipReason(d, cause.rung) ? startRung(d, 'reverify') : true;
  }
  const rung = rungOf(d, id);
  if (!rung) {
    plan(d, spec, timesNow(d, spec)).reason = cause.outcome ?? cause.rung?.id ?? 'edge';
    return true;
  }
  if (rung.status === 'waiting') {
    // An attempt that waits for its spacing is a step of its own, not the rung's start.
    if (rung.attempts > 0 || spec.start.anchor === 'outcome') return true;
    const times = timesNow(d, spec);
    if (times.startAt < rung.startAt) bringForward(edit(d, rung), times);
    return true;
  }
  if (startsAnew(rung, spec, cause)) replan(d, rung, timesNow(d, spec));
  return true;
}
