import { rungOf, type Draft } from './draft.js';
import { isPending } from './rungs.js';
import { DecisionRefused, type EngineInput, type RungState } from './snapshot.js';
import type { AttemptKind, RungKind } from './vocabulary.js';

type Attempt = Extract<EngineInput, { type: 'attempt' }>;

/** Which rungs a contact of each kind works. The engine's own, and those that only keep a clock, are nobody's. */
export const WORKS: Readonly<Record<AttemptKind, readonly RungKind[]>> = {
  call: ['call', 'follow_up', 'reverify'],
  inbound_call: ['call', 'follow_up', 'reverify'],
  robot_call: ['robot_call'],
  sms: ['sms'],
  visit: ['visit'],
  relative: ['relative'],
  follow_up: ['follow_up', 'reverify'],
  review: ['reverify'],
};

/**
 * The rung that an attempt worked: the one named, else the pending one of that kind; undefined when it worked none. A
 * follow-up before its time is a contact like any other and does not stand for the one that is still to be made.
 *
 * @throws DecisionRefused for a rung that the case has not got, or that this kind of contact cannot work.
 */
export function targetOf(d: Draft, input: Attempt): RungState | undefined {
  const target = input.rungId === undefined ? fitting(d, input.kind) : named(d, input.rungId, input.kind);
  return target && isEarlyFollowUp(target) ? undefined : target;
}

const isEarlyFollowUp = (rung: RungState): boolean =>
  rung.kind === 'follow_up' && rung.status === 'waiting' && rung.attempts === 0;

function named(d: Draft, rungId: string, kind: AttemptKind): RungState {
  const rung = rungOf(d, rungId);
  if (!rung) throw new DecisionRefused('unknown_rung', `no rung ${rungId} on this case`, 'rungId');
  if (!WORKS[kind].includes(rung.kind)) {
    throw new DecisionRefused('outcome_not_for_kind', `a ${kind} does not work a ${rung.kind}`, 'rungId');
  }
  return rung;
}

function fitting(d: Draft, kind: AttemptKind): RungState | undefined {
  const pending = d.next.rungs.filter(isPending).sort((a, b) => a.startAt - b.startAt);
  const ofKind = (kind: RungKind) => pending.find((rung) => rung.kind === kind);
  switch (kind) {
    case 'call':
    case 'inbound_call':
      return ofKind('call') ?? pending.find((rung) => rung.kind === 'follow_up' && rung.status === 'open');
    case 'review':
      return pending.find((rung) => rung.kind === 'reverify' && rung.status === 'open');
    case 'follow_up':
      return pending.find((rung) => rung.kind === 'follow_up' && !isEarlyFollowUp(rung));
    default:
      return ofKind(kind);
  }
}
