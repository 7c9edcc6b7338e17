import { alarm } from './alarms.js';
import { ladderOf, patch, tell, type Draft } from './draft.js';
import type { CaseSnapshot, Millis } from './snapshot.js';
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

type Confirmation = NonNullable<CaseSnapshot['confirmation']>;

/** Marks before the end of the second person's clock that have not rung, as the tier has them. */
const earlierMarks = (d: Draft, { alarmed }: Confirmation): number[] =>
  ladderOf(d).alarmsAt.filter((percent) => percent < 100 && !alarmed.includes(percent));

const markAt = (d: Draft, { dueAt }: Confirmation, percent: number): Millis =>
  dueAt - d.playbook.confirmationS * 10 * (100 - percent);

/** When the clock of the second person rings next; null when nobody was asked. */
export function nextConfirmationMark(d: Draft): Millis | null {
  const { confirmation } = d.next;
  if (!confirmation) return null;
  const marks = earlierMarks(d, confirmation).map((percent) => markAt(d, confirmation, percent));
  return Math.min(confirmation.dueAt, ...marks);
}

/** Rings the marks that have come; at its end the clock goes round, so that a release is never forgotten. */
export function ringConfirmation(d: Draft): void {
  const { confirmation } = d.next;
  if (!confirmation) return;
  const key = `confirmation:${confirmation.dueAt}`;
  if (confirmation.dueAt <= d.now) {
    alarm(d, 'confirmation_overdue', null, `${key}:100`, 100);
    const dueAt = d.now + d.playbook.confirmationS * 1000;
    patch(d, { confirmation: { ...confirmation, dueAt, alarmed: [] } });
    return;
  }
  const come = earlierMarks(d, confirmation).filter((percent) => markAt(d, confirmation, percent) <= d.now);
  if (come.length === 0) return;
  const percent = Math.max(...come);
  alarm(d, 'clock_80', null, `${key}:${percent}`, percent);
  patch(d, { confirmation: { ...confirmation, alarmed: [...confirmation.alarmed, ...come] } });
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
