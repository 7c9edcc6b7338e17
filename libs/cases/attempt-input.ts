import type { AttemptInput } from '#contracts';
import {
  IDENTITY_FACTS,
  isIdentityFact,
  type AttemptKind,
  type Millis,
  type Outcome,
  type PersuasionGate,
} from '#escalation';
import { DeskError } from '#platform';
import type { LockedCase } from './case.store.js';

/** Longest a client's clock may differ from the desk's. */
const SKEW_MS = 5_000;
/** A person who calls in may be on the line before their case is opened by hand; a call is not longer. */
const INBOUND_MS = 30 * 60_000;
/** A follow-up in a year is none: the longest that the desk knows is 30 days (domain.md section 2). */
const FOLLOW_UP_MS = 30 * 86_400_000;

/**
 * Contacts in which dissuasion was given to somebody whose identity was checked (domain.md section 7). A follow-up asks
 * how things went; it is an attempt, not another persuasion.
 */
const COUNTED_OUTCOMES: readonly Outcome[] = ['persuaded_phone', 'persuaded_visit', 'wavering', 'denies'];
const COUNTED_KINDS: readonly AttemptKind[] = ['call', 'inbound_call', 'visit'];

/** An attempt that fits its case: times in epoch ms, facts without repetitions. */
export interface CheckedAttempt {
  startedAt: Millis | null;
  endedAt: Millis;
  gate: PersuasionGate | undefined;
  /** A persuasion in the sense of domain.md section 7; `one_persuasion_per_case_and_day` counts the first of a day. */
  persuasion: boolean;
}

/** @throws DeskError invalid, with the field */
export function checkAttempt(input: AttemptInput, held: LockedCase): CheckedAttempt {
  const { now } = held;
  const earliest = held.snapshot.anchors.received - (input.kind === 'inbound_call' ? INBOUND_MS : SKEW_MS);
  const startedAt = timeOf('startedAt', input.startedAt);
  const endedAt = timeOf('endedAt', input.endedAt) ?? now;
  if (endedAt > now + SKEW_MS) throw invalid('endedAt', 'in_future', 'lies in the future');
  if (startedAt !== null && startedAt > endedAt)
    throw invalid('startedAt', 'after_end', 'lies after endedAt');
  // The day it counts for is that of its end: a date before the case would change a day that is over.
  for (const [field, at] of [['endedAt', endedAt] as const, ['startedAt', startedAt] as const])
    if (at !== null && at < earliest)
      throw invalid(field, 'before_case', 'lies before the case was received');
  const gate = gateOf(input, now);
  const counts = COUNTED_KINDS.includes(input.kind) && COUNTED_OUTCOMES.includes(input.outcome);
  return { startedAt, endedAt, gate, persuasion: counts && (gate?.identityFacts.length ?? 0) >= 2 };
}

function gateOf({ gate }: AttemptInput, now: Millis): PersuasionGate | undefined {
  if (!gate) return undefined;
  const followUpAt = timeOf('gate.followUpAt', gate.followUpAt);
  if (followUpAt === null) throw invalid('gate.followUpAt', 'missing', 'is needed');
  if (followUpAt > now + FOLLOW_UP_MS + SKEW_MS)
    throw invalid('gate.followUpAt', 'too_late', 'is more than 30 days ahead');
  // Kept in the clear, so never what somebody typed.
  if (!gate.identityFacts.every(isIdentityFact))
    throw invalid('gate.identityFacts', 'unknown', `are of ${IDENTITY_FACTS.join(', ')}`);
  return { ...gate, identityFacts: [...new Set(gate.identityFacts)], followUpAt };
}

/** Epoch ms of an RFC 3339 time; null when there is none. @throws DeskError invalid, with the field */
export function timeOf(field: string, value: string): Millis;
export function timeOf(field: string, value: string | undefined): Millis | null;
export function timeOf(field: string, value: string | undefined): Millis | null {
  if (value === undefined) return null;
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw invalid(field, 'not_a_time', 'is not an RFC 3339 time');
  return at;
}

export function invalid(field: string, code: string, message: string): DeskError {
  return new DeskError('invalid', `${field} ${message}`, [{ field, code, message }]);
}
