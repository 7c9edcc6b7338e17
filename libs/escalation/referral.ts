import type { Draft } from './draft.js';
import { cancelPending, REACHING_KINDS } from './rungs.js';
import type { RungState } from './snapshot.js';
import { OUTCOMES, type Outcome, type RungKind } from './vocabulary.js';

/** Who is no victim is for the investigators only (domain.md section 3): nobody of ours warns a suspect. */
export const REFERRED: Outcome = 'not_victim';

const CONTACT_KINDS: readonly RungKind[] = [...REACHING_KINDS, 'follow_up', 'face_to_face'];

/** By this rung the person, or whoever is near them, would hear from the desk. */
export const isContact = (rung: RungState): boolean => CONTACT_KINDS.includes(rung.kind);

/** Somebody found that the person is no victim, and nobody who reached them since said otherwise. */
export function isReferred({ next, playbook }: Draft): boolean {
  const found = next.outcomes[REFERRED]?.at(-1);
  if (found === undefined) return false;
  return !OUTCOMES.some(
    (outcome) =>
      outcome !== REFERRED &&
      playbook.outcomes[outcome].reached &&
      (next.outcomes[outcome]?.at(-1) ?? -Infinity) > found,
  );
}

/** Calls off every contact that is under way or planned, when the person is no victim. */
export function stopContact(d: Draft): void {
  if (isReferred(d)) cancelPending(d, isContact, REFERRED);
}
