import { checkedAndLive } from './attempts.js';
import { askAnewForRelease } from './confirmation.js';
import { edit, moveRung, patch, rungOf, tell, type Draft } from './draft.js';
import { endIfWatchIsOver, releaseAll } from './ending.js';
import { specFor } from './draft.js';
import { finish, isGivenUp, isPending } from './rungs.js';
import { DecisionRefused, type EngineInput, type RungState } from './snapshot.js';
import type { RungKind } from './vocabulary.js';

type Input<T extends EngineInput['type']> = Extract<EngineInput, { type: T }>;

/** Kinds that a person's word settles; every other one needs an attempt with an outcome. */
const WORD_KINDS: readonly RungKind[] = ['sign_in', 'report_back', 'countermeasure', 'reverify'];

function named(d: Draft, rungId: string): RungState {
  const rung = rungOf(d, rungId);
  if (!rung) throw new DecisionRefused('unknown_rung', `no rung ${rungId} on this case`, 'rungId');
  // The engine's own clocks are nobody's: without the hold's, what it holds would wait with nobody reminded.
  if (rung.kind === 'alarm')
    throw new DecisionRefused('outcome_not_for_kind', `${rungId} is not worked by hand`, 'rungId');
  return rung;
}

/** Somebody says that a rung is done; a re-verification says that the case is alive. */
export function wordGiven(d: Draft, input: Input<'rung_done'>): void {
  const rung = named(d, input.rungId);
  if (!WORD_KINDS.includes(rung.kind)) {
    throw new DecisionRefused(
      'outcome_not_for_kind',
      `${rung.kind} needs an attempt with an outcome`,
      'rungId',
    );
  }
  if (!isPending(rung)) return;
  if (rung.kind === 'reverify') checkedAndLive(d, rung);
  else finish(d, rung, 'done');
}

/**
 * Whether the watch would end on this rung being left out. It ends with a look that found the person still persuaded, since
 * a case that ended persuaded counts as durable (domain.md section 7).
 */
function isLastLook(d: Draft, rung: RungState): boolean {
  if (d.next.state !== 'watched') return false;
  const last = d.next.rungs
    .filter((one) => one.kind === 'follow_up' && (isPending(one) || isGivenUp(one) || one.status === 'done'))
    .reduce<RungState | null>((later, one) => (later && later.startAt >= one.startAt ? later : one), null);
  if (last?.status === 'done') return false;
  return rung === last || (rung.kind === 'reverify' && !(last && isPending(last)));
}

/**
 * A supervisor does without a rung, also one that came to nothing; without the visit there is no meeting to wait for.
 *
 * @throws DecisionRefused for the last look of a watch.
 */
export function waive(d: Draft, input: Input<'waived'>): void {
  const rung = named(d, input.rungId);
  if (!isPending(rung) && !isGivenUp(rung)) return;
  if (isLastLook(d, rung))
    throw new DecisionRefused(
      'outcome_not_for_kind',
      'the last look of a watch is made, not waived',
      'rungId',
    );
  finish(d, rung, 'skipped', 'waived');
  if (rung.kind === 'visit') {
    for (const other of d.next.rungs) {
      if (other.kind === 'face_to_face' && isPending(other)) finish(d, other, 'skipped', 'waived');
    }
  }
  tell(d, 'waived', { rungId: rung.id, by: input.by });
  endIfWatchIsOver(d);
}

/** A supervisor agrees to a rung that waited for it; agreed beforehand it goes out when its time comes. */
export function agree(d: Draft, input: Input<'agreed'>): void {
  const rung = named(d, input.rungId);
  const spec = specFor(d, rung);
  if (!spec?.agreement)
    throw new DecisionRefused('outcome_not_for_kind', 'this rung needs no agreement', 'rungId');
  if (rung.status === 'waiting') edit(d, rung).reason = 'agreed';
  // It goes out with the next look, unless the source is held or it is night.
  else if (rung.status === 'open') moveRung(d, rung, 'waiting', 'agreed');
}

/** What became of a countermeasure. One that comes into force after the person was persuaded is released too. */
export function noteCountermeasure(d: Draft, input: Input<'countermeasure'>): void {
  const wasActive = d.next.countermeasuresActive;
  if (input.active !== wasActive) patch(d, { countermeasuresActive: input.active });
  const { state, persuadedBy, result } = d.next;
  if (state === 'ended') {
    if (input.active && !wasActive)
      releaseAll(d, result === 'false_alarm' || result === 'self_aware' ? result : 'ended');
    return;
  }
  if (input.note === 'proposed') {
    for (const rung of d.next.rungs)
      if (rung.kind === 'countermeasure' && isPending(rung)) finish(d, rung, 'done');
  }
  if (!input.active && d.next.confirmation?.kind === 'release') {
    patch(d, { confirmation: null });
    endIfWatchIsOver(d);
  }
  if (state !== 'watched' || !input.active || wasActive) return;
  if (persuadedBy === 'visit') releaseAll(d, 'persuaded');
  else askAnewForRelease(d, d.next.persuader);
}

/** Holds the named rungs until `until`; every other clock goes on. */
export function pause(d: Draft, input: Input<'paused'>): void {
  if (d.next.pause) throw new DecisionRefused('already_active', 'the case is paused already');
  if (input.until <= d.now) throw new DecisionRefused('time_passed', 'a pause must end ahead', 'until');
  input.rungs.forEach((id) => named(d, id));
  patch(d, { pause: { rungs: [...input.rungs], until: input.until } });
  tell(d, 'paused', { rungs: input.rungs, until: input.until, by: input.by });
}

export function resume(d: Draft, by: string | null): void {
  if (!d.next.pause) return;
  patch(d, { pause: null });
  tell(d, 'resumed', { by });
}
