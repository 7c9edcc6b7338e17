import { askAnewForRelease } from './confirmation.js';
import { edit, patch, rungOf, specFor, tell, type Draft } from './draft.js';
import { startRung } from './edges.js';
import { endCase, endIfWatchIsOver, releaseAll } from './ending.js';
import { isPending } from './rungs.js';
import { daytime, replan, timesNow } from './schedule.js';
import { skipReason } from './skip.js';
import { DecisionRefused, type CaseSnapshot, type EngineInput } from './snapshot.js';

type Input<T extends EngineInput['type']> = Extract<EngineInput, { type: T }>;

/** The question that is answered: the one that was read, by somebody who did not ask it. */
function answered(
  d: Draft,
  { kind, by }: Input<'confirmed'> | Input<'declined'>,
): NonNullable<CaseSnapshot['confirmation']> {
  const { confirmation } = d.next;
  if (!confirmation) throw new DecisionRefused('nothing_to_confirm', 'nothing waits for a second person');
  if (confirmation.kind !== kind)
    throw new DecisionRefused('nothing_to_confirm', `what waits is a ${confirmation.kind}`, 'kind');
  if (confirmation.proposedBy === by)
    throw new DecisionRefused('second_person_needed', 'somebody else must say');
  patch(d, { confirmation: null });
  return confirmation;
}

export function confirm(d: Draft, input: Input<'confirmed'>): void {
  const { kind } = answered(d, input);
  tell(d, 'confirmed', { kind, by: input.by });
  if (kind === 'false_alarm') endCase(d, 'false_alarm');
  else {
    releaseAll(d, 'persuaded');
    endIfWatchIsOver(d);
  }
}

/**
 * The second person does not believe it: a person works the case again. What is in force stays so; after the next
 * clean word of a watched person somebody is asked anew.
 */
export function decline(d: Draft, input: Input<'declined'>): void {
  const { kind, covers } = answered(d, input);
  tell(d, 'declined', { kind, by: input.by, reason: input.reason });
  if (kind === 'false_alarm') askAnewForRelease(d, covers);
  if (d.next.state !== 'open' || !ringCall(d)) ringReverify(d);
}

/** The officer's call rings now; false when the case has none, or nobody can be called. */
function ringCall(d: Draft): boolean {
  const call = d.next.rungs.find((rung) => rung.kind === 'call');
  const spec = call && specFor(d, call);
  if (!call || !spec || skipReason(d, call)) return false;
  if (!isPending(call)) replan(d, call, timesNow(d, spec)).reason = 'declined';
  else if (call.status === 'waiting') edit(d, call).startAt = daytime(d, spec, d.now);
  return true;
}

function ringReverify(d: Draft): void {
  startRung(d, 'reverify');
  const rung = rungOf(d, 'reverify');
  if (rung?.status === 'waiting') edit(d, rung).reason = 'declined';
}
