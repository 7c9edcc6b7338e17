import { moveCase, patch, tell, type Draft } from './draft.js';
import { endCase } from './ending.js';
import { beginHold } from './hold.js';
import { isIdle, moreUrgent, reachAlert, takeFacts } from './joining.js';
import { reopen, reRing } from './rering.js';
import { DecisionRefused, type EngineInput } from './snapshot.js';
import { noteCountermeasure } from './supervision.js';

type Input<T extends EngineInput['type']> = Extract<EngineInput, { type: T }>;

/** The case doubles another one: nothing of it is pending, and its countermeasures are the other's to look after. */
export function mergeAway(d: Draft, { into }: Input<'merged'>): void {
  // Before the end, which would release them.
  patch(d, { mergedInto: into.id, countermeasuresActive: false });
  tell(d, 'merged', { into: into.id, no: into.no });
  endCase(d, 'duplicate');
}

/**
 * Looks after a case that doubles this one from now on. It is heard like a joining alert: the more urgent tier, news,
 * or a person about whom nobody is trying to do anything, re-rings. Two cases that were both believed stay believed.
 */
export function takeIn(d: Draft, input: Input<'took_in'>): void {
  const { from, news, tierFloor } = input;
  tell(d, 'took_in', { from: from.id, no: from.no, tier: input.tier, news });
  const before = d.next.tier;
  const bothBelieved = d.next.state === 'watched' && input.state === 'watched';
  const wasIdle = isIdle(d);
  if (d.next.state === 'watched' && !bothBelieved) reopen(d, 'took_in');
  if (tierFloor) patch(d, { tierFloor: moreUrgent(d.next.tierFloor, tierFloor) });
  reachAlert(d, input.tier, input.reasons);
  // What raised the other case is in its tier, and raises no second time.
  patch(d, { raised: [...new Set([...d.next.raised, ...input.raised])] });
  takeFacts(d, input.facts);
  if (!bothBelieved && (d.next.tier !== before || news || wasIdle)) reRing(d, 'took_in');
  if (input.countermeasuresActive)
    noteCountermeasure(d, { type: 'countermeasure', active: true, note: 'in_force' });
}

/**
 * It was no duplicate: the case begins anew with its ladder rung from now on, whatever it had been before.
 *
 * @throws DecisionRefused not_merged
 */
export function unmerge(d: Draft, { from, countermeasuresActive }: Input<'unmerged'>): void {
  if (d.next.state !== 'ended' || !d.next.mergedInto)
    throw new DecisionRefused('not_merged', 'the case is merged into none');
  moveCase(d, 'open');
  patch(d, {
    mergedInto: null,
    result: null,
    endedAt: null,
    persuadedBy: null,
    anchors: { ...d.next.anchors, persuaded: null },
    countermeasuresActive,
  });
  tell(d, 'unmerged', { from: from.id, no: from.no });
  reRing(d, 'unmerged');
  beginHold(d);
}

/** The other case goes its own way; what it brought to tier and facts stays, since a tier is never lowered by itself. */
export function giveBack(d: Draft, { to, countermeasuresActive }: Input<'gave_back'>): void {
  tell(d, 'gave_back', { to: to.id, no: to.no });
  noteCountermeasure(d, { type: 'countermeasure', active: countermeasuresActive, note: 'released' });
}
