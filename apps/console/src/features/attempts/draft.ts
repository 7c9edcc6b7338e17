import type { AttemptInput } from '#contracts';
import type { IdentityFact, Outcome } from '#escalation';
import type { OfficerKind } from './outcome-groups.js';
import { needsGate } from './outcome-groups.js';

/** What an officer has filled in for one case and not yet submitted. */
export interface AttemptDraft {
  /** Kept until the server has it, so that a retry after a lost answer counts once. */
  attemptId: string;
  kind: OfficerKind;
  outcome: Outcome | null;
  facts: IdentityFact[];
  contactCut: boolean;
  paymentsChecked: boolean;
  /** RFC 3339, or empty. */
  followUpAt: string;
  /** In memory only: it may hold personal data. */
  note: string;
}

export type GateGap = 'missingFacts' | 'missingCut' | 'missingPayments' | 'missingFollowUp';

/** Identity facts the gate wants (domain.md section 3). */
export const FACTS_NEEDED = 2;

/** What the gate of a persuasion still lacks; nothing for other outcomes. */
export function gateGaps(draft: AttemptDraft, now: number): GateGap[] {
  if (!needsGate(draft.outcome)) return [];
  const gaps: GateGap[] = [];
  if (new Set(draft.facts).size < FACTS_NEEDED) gaps.push('missingFacts');
  if (!draft.contactCut) gaps.push('missingCut');
  if (!draft.paymentsChecked) gaps.push('missingPayments');
  if (!(Date.parse(draft.followUpAt) > now)) gaps.push('missingFollowUp');
  return gaps;
}

/** The request for a draft with an outcome; the gate goes along only where it belongs. */
export function attemptInput(
  draft: AttemptDraft & { outcome: Outcome },
  rungId: string | undefined,
  startedAt: string | undefined,
): AttemptInput {
  const { attemptId, kind, outcome, facts, contactCut, paymentsChecked, followUpAt, note } = draft;
  return {
    attemptId,
    kind,
    outcome,
    ...(rungId === undefined ? {} : { rungId }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(needsGate(outcome)
      ? { gate: { identityFacts: facts, contactCut, paymentsChecked, followUpAt } }
      : {}),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  };
}

/** What of a draft may rest in the browser's session storage: keys and ticks, never the note. */
export const storable = ({ note: _note, ...rest }: AttemptDraft): Omit<AttemptDraft, 'note'> => rest;

/** Read a stored draft back; anything that is not one is dropped. */
export function restored(text: string | null): Omit<AttemptDraft, 'note'> | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (typeof value !== 'object' || value === null) return null;
  const d = value as Partial<AttemptDraft>;
  const whole =
    typeof d.attemptId === 'string' &&
    typeof d.kind === 'string' &&
    Array.isArray(d.facts) &&
    typeof d.contactCut === 'boolean' &&
    typeof d.paymentsChecked === 'boolean' &&
    typeof d.followUpAt === 'string';
  return whole ? storable({ ...(d as AttemptDraft), outcome: d.outcome ?? null, note: '' }) : null;
}
