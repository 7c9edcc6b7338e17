import { moveRung, tell, type Draft } from './draft.js';
import type { EngineEvent, RungState, RungStatus } from './snapshot.js';
import { HUMAN_RUNG_KINDS, type RungKind } from './vocabulary.js';

/** Kinds that press the person further: cancelled by persuasion, never pending while watched. */
export const PRESSING_KINDS: readonly RungKind[] = [
  'call',
  'robot_call',
  'sms',
  'relative',
  'countermeasure',
];

/** Kinds that leave the house, so that they wait while the source is held. */
export const OUTWARD_KINDS: readonly RungKind[] = ['sms', 'robot_call', 'visit', 'relative'];

/** Kinds by which the person, or who is near them, hears from the desk: medium and low not at night. */
export const REACHING_KINDS: readonly RungKind[] = ['call', ...OUTWARD_KINDS];

/** While one of these is under way somebody or something is still trying. */
const TRYING_KINDS: readonly RungKind[] = ['call', 'robot_call', 'visit', 'relative', 'follow_up'];

export const isPendingStatus = (status: RungStatus): boolean =>
  status === 'waiting' || status === 'open' || status === 'running';

/** Its clocks run. */
export const isPending = (rung: RungState): boolean => isPendingStatus(rung.status);

/** It ended without having done what it was for. */
export const isGivenUp = (rung: RungState): boolean =>
  rung.status === 'failed' || rung.status === 'exhausted';

/** Somebody at the desk can or will work it. */
export const isHuman = (rung: RungState): boolean => HUMAN_RUNG_KINDS.includes(rung.kind);

/** A contact is under way or planned; an open rung of an automatic kind waits for an agreement and does not count. */
export function isTrying(rung: RungState): boolean {
  if (!isPending(rung)) return false;
  if (rung.kind === 'reverify') return rung.status === 'open';
  if (!TRYING_KINDS.includes(rung.kind)) return false;
  return rung.status !== 'open' || isHuman(rung);
}

/** A person of the desk is about to speak with the person, or to look at the case. */
export const isPersonTrying = (rung: RungState): boolean =>
  (isHuman(rung) && isTrying(rung)) || (rung.kind === 'countermeasure' && isPending(rung));

/** Why a re-verify waits for its time also when the ladder is exhausted: a person looked, and nothing is new. */
export const LOOKED_AT = 'reverified';

/** Somebody knows that the ladder is exhausted, and the case comes back to them at its time. */
export const KNOWN_EXHAUSTED: readonly (string | undefined)[] = ['ladder_exhausted', LOOKED_AT];

const EVENT_OF: Partial<Record<RungStatus, EngineEvent['kind']>> = {
  done: 'rung_done',
  skipped: 'rung_skipped',
  cancelled: 'rung_cancelled',
  exhausted: 'rung_exhausted',
  failed: 'rung_failed',
};

/** Ends a rung and says so; what was under way for it is forgotten, unless a late receipt may still settle it. */
export function finish(d: Draft, rung: RungState, to: RungStatus, reason?: string): RungState {
  const done = moveRung(d, rung, to, reason);
  if (to !== 'failed') done.effectKey = null;
  done.effectTimeoutAt = null;
  const kind = to === 'failed' && reason === 'unknown' ? 'rung_unknown' : EVENT_OF[to];
  if (kind)
    tell(d, kind, { rungId: rung.id, rungKind: rung.kind, ...(reason === undefined ? {} : { reason }) });
  return done;
}

/** Cancels what is pending among these rungs. */
export function cancelPending(d: Draft, which: (rung: RungState) => boolean, reason: string): void {
  for (const rung of d.next.rungs) if (isPending(rung) && which(rung)) finish(d, rung, 'cancelled', reason);
}
