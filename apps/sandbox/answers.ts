import { DeskError } from '#platform';
import { CALL_RESULTS, type CallResult } from './inbox.js';

/** How modelled people behave when nobody answers for them on the inbox page. */
export interface AnswerScript {
  /** Whoever is asked for a digit sends this one; `none` (default) stays silent. */
  sms?: { relativeReplies?: string; afterMs?: number };
  /**
   * What becomes of a call. Without a result it rings for 45 s and counts as not answered. `mixed` draws one per
   * call. `key` is pressed if the call was answered by a human and offers it.
   */
  voice?: { result?: CallResult | 'mixed'; key?: string; afterMs?: number };
  /** Institutions are machines: by default acknowledged at once and in force a moment later. `null` waits for a button. */
  bank?: InstitutionAnswers;
  carrier?: InstitutionAnswers;
}

export interface InstitutionAnswers {
  acknowledgeAfterMs?: number | null;
  inForceAfterMs?: number | null;
  releaseAfterMs?: number | null;
}

export const DEFAULT_RING_MS = 45_000;

/** Our own choice for `mixed`: about half of the calls reach a human. */
export const MIXED_RESULTS: Readonly<Record<CallResult, number>> = {
  human: 0.5,
  no_answer: 0.2,
  busy: 0.12,
  rejected: 0.07,
  phone_off: 0.05,
  machine: 0.03,
  invalid_number: 0.02,
  forwarded: 0.01,
};

/** The live demo: relatives confirm after 20 s, calls end one way or another after 8 s. */
export const DEMO_ANSWERS: AnswerScript = {
  sms: { relativeReplies: '1', afterMs: 20_000 },
  voice: { result: 'mixed', key: '1', afterMs: 8_000 },
};

/** A short message that asks for a digit: 回复1, 回复“1”, reply 1. */
export const asksForDigit = (text: string): boolean => /(回复|回覆|reply)\s*[“"「'‘]?\s*\d/i.test(text);

/** @throws DeskError malformed for a script that cannot be played. */
export function parseAnswers(body: unknown): AnswerScript {
  const script = record(body, 'answers');
  const sms = script['sms'] === undefined ? undefined : record(script['sms'], 'sms');
  const voice = script['voice'] === undefined ? undefined : record(script['voice'], 'voice');
  const result = voice?.['result'];
  if (result !== undefined && result !== 'mixed' && !CALL_RESULTS.some((name) => name === result)) {
    throw wrong('voice.result', `one of mixed, ${CALL_RESULTS.join(', ')}`);
  }
  return {
    ...(sms ? { sms: { ...text(sms, 'relativeReplies'), ...delay(sms, 'afterMs') } } : {}),
    ...(voice
      ? {
          voice: {
            ...(result === undefined ? {} : { result: result as CallResult | 'mixed' }),
            ...text(voice, 'key'),
            ...delay(voice, 'afterMs'),
          },
        }
      : {}),
    ...(script['bank'] === undefined ? {} : { bank: institution(script['bank'], 'bank') }),
    ...(script['carrier'] === undefined ? {} : { carrier: institution(script['carrier'], 'carrier') }),
  };
}

function institution(value: unknown, field: string): InstitutionAnswers {
  const given = record(value, field);
  const parts = ['acknowledgeAfterMs', 'inForceAfterMs', 'releaseAfterMs'].map((key) =>
    given[key] === null ? { [key]: null } : delay(given, key),
  );
  return Object.assign({}, ...parts) as InstitutionAnswers;
}

function text(given: Record<string, unknown>, key: string): Record<string, string> {
  const value = given[key];
  if (value === undefined) return {};
  if (typeof value !== 'string' || value.length === 0 || value.length > 70)
    throw wrong(key, '1 to 70 characters');
  return { [key]: value };
}

function delay(given: Record<string, unknown>, key: string): Record<string, number> {
  const value = given[key];
  if (value === undefined) return {};
  if (typeof value !== 'number' || !(value >= 0 && value <= 86_400_000))
    throw wrong(key, 'milliseconds up to a day');
  return { [key]: value };
}

function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(field, 'an object');
  return value as Record<string, unknown>;
}

function wrong(field: string, message: string): DeskError {
  return new DeskError('malformed', `${field}: ${message}`, [{ field, code: 'invalid', message }]);
}
