import { patch, tell, type Draft } from './draft.js';
import type { ConfirmationKind } from './vocabulary.js';

/**
 * Asks for a second person. One question at a time: a false alarm covers a release that waits, and keeps in mind who
 * asked for that.
 */
export function askSecondPerson(d: Draft, kind: ConfirmationKind, proposedBy: string): void {
  const pending = d.next.confirmation;
  if (pending?.kind === 'false_alarm') return;
  const covers = pending && kind === 'false_alarm' ? { covers: pending.proposedBy } : {};
  patch(d, {
    confirmation: {
      kind,
      proposedBy,
      dueAt: d.now + d.playbook.confirmationS * 1000,
      alarmed: [],
      ...covers,
    },
  });
  tell(d, 'confirmation_asked', { kind });
}

/** What was asked has lost its sense: nobody is to answer it any more. */
export function dropQuestion(d: Draft, reason: string): void {
  const { confirmation } = d.next;
  if (!confirmation) return;
  patch(d, { confirmation: null });
  tell(d, 'confirmation_dropped', { kind: confirmation.kind, reason });
}

/** A fact that speaks against a false alarm takes that question back, whoever asked it. */
export function dropFalseAlarm(d: Draft, reason: string): void {
  const { confirmation } = d.next;
  if (confirmation?.kind !== 'false_alarm') return;
  dropQuestion(d, reason);
  askAnewForRelease(d, confirmation.covers);
}

/** A persuasion by phone whose countermeasures are still there, with nobody asked: a second person is. */
export function askAnewForRelease(d: Draft, proposedBy: string | null | undefined): void {
  const { state, persuadedBy, countermeasuresActive, confirmation } = d.next;
  if (state !== 'watched' || persuadedBy !== 'phone' || !countermeasuresActive || confirmation) return;
  askSecondPerson(d, 'release', proposedBy ?? 'system');
}
