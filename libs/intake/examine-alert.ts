import {
  FRAUD_TYPES,
  PERSON_FLAGS,
  SIGNALS,
  TIERS,
  type FraudType,
  type PersonFlag,
  type Signal,
  type Tier,
} from '#escalation';
import { checkIdNumber, localDay } from '#people';
import { isRecord, LONGEST, MOST_ENTRIES, shapeFlaws, KEEPABLE } from './alert-shape.js';
import type { Flaw } from './reasons.js';
import { readPhone } from './phone-cell.js';

/** An alert after its fields were checked: only what is usable is left. */
export interface UsableAlert {
  sourceRef: string | null;
  /** Epoch ms; the time of receipt where none usable was given. */
  raisedAt: number;
  tier: Tier | null;
  /** A tier was given, but one nobody defined: it is no floor (design.md section 8). */
  tierUnknown: boolean;
  fraudType: FraudType;
  person: {
    name: string | null;
    phone: string | null;
    idNumber: string | null;
    address: string | null;
    station: string | null;
    flags: PersonFlag[];
  };
  signals: Signal[];
  suspect: { phones: string[]; accounts: string[]; urls: string[]; apps: string[] };
  amountFen: number | null;
  description: string | null;
}

export interface Examined {
  alert: UsableAlert;
  /** Warnings on an alert that opens a case, reasons on one that does not. */
  flaws: Flaw[];
  /** Whether somebody can be reached by it: one usable phone or identity number (design.md section 8). */
  reachable: boolean;
}

const YEAR_2000 = Date.UTC(2000, 0, 1);
/** Clocks of sources may be ahead of ours by this much. */
const SKEW_MS = 5 * 60_000;

/**
 * Reads what a source sent, whatever it is. One bad field spoils no other: it becomes a flaw, and the alert is usable
 * as long as somebody can be reached.
 *
 * @param now time of receipt, epoch ms
 */
export function examineAlert(raw: unknown, now: number): Examined {
  if (!isRecord(raw)) return unusable(now, { field: '', code: 'not_object' });
  const flaws = shapeFlaws(raw);
  if (typeof raw.sourceRef === 'string' && raw.sourceRef.trim() === '')
    flaws.push({ field: 'sourceRef', code: 'missing' });
  const person = isRecord(raw.person) ? raw.person : {};
  const suspect = isRecord(raw.suspect) ? raw.suspect : {};
  const phone = readPhone(person.phone);
  if (phone.flaw) flaws.push({ field: 'person.phone', code: phone.flaw });
  const idNumber = readIdNumber(person.idNumber, now, flaws);
  const reachable = phone.e164 !== null || idNumber !== null;
  if (!reachable) flaws.push({ field: 'person', code: 'nobody_reachable' });
  const tier = oneOf(TIERS, raw.tier);
  return {
    reachable,
    flaws,
    alert: {
      sourceRef: sourceRefOf(raw.sourceRef),
      raisedAt: readTime(raw.raisedAt, now, flaws),
      tier,
      tierUnknown: tier === null && raw.tier !== undefined && raw.tier !== null,
      fraudType: oneOf(FRAUD_TYPES, raw.fraudType) ?? 'other',
      person: {
        name: text(person.name, LONGEST.name),
        phone: phone.e164,
        idNumber,
        address: text(person.address, LONGEST.address),
        station: text(person.station, LONGEST.station),
        flags: manyOf(PERSON_FLAGS, person.flags),
      },
      signals: manyOf(SIGNALS, raw.signals),
      suspect: {
        phones: texts(suspect.phones),
        accounts: texts(suspect.accounts),
        urls: texts(suspect.urls),
        apps: texts(suspect.apps),
      },
      amountFen:
        Number.isSafeInteger(raw.amountFen) && Number(raw.amountFen) >= 0 ? Number(raw.amountFen) : null,
      description: text(raw.description, LONGEST.description),
    },
  };
}

function unusable(now: number, flaw: Flaw): Examined {
  const { alert } = examineAlert({}, now);
  return { alert, flaws: [flaw], reachable: false };
}

/** Usable as a key for ever: not empty, not long, nothing in it that cannot be kept. */
function sourceRefOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > LONGEST.sourceRef || !KEEPABLE.test(value)) return null;
  return value.trim() === '' ? null : value.trim();
}

function readIdNumber(value: unknown, now: number, flaws: Flaw[]): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  // JSON itself rounds 18 digits; what is left may pass its checksum by chance and be somebody else.
  const whole = typeof value === 'string' || Number.isSafeInteger(value);
  const written = (whole ? String(value) : Number(value).toExponential()).slice(0, LONGEST.idNumber);
  if (written.trim() === '') return null;
  const checked = checkIdNumber(written, localDay(now));
  if (checked.ok) return checked.normalised;
  flaws.push({ field: 'person.idNumber', code: checked.problem.code });
  return null;
}

function readTime(value: unknown, now: number, flaws: Flaw[]): number {
  if (flaws.some(({ field }) => field === 'raisedAt') || typeof value !== 'string') return now;
  const at = Date.parse(value);
  if (Number.isNaN(at)) {
    flaws.push({ field: 'raisedAt', code: 'impossible_time' });
    return now;
  }
  if (at > now + SKEW_MS) flaws.push({ field: 'raisedAt', code: 'in_future' });
  if (at < YEAR_2000) flaws.push({ field: 'raisedAt', code: 'too_old' });
  return at > now || at < YEAR_2000 ? now : at;
}

/** Text without control characters, trimmed and cut; null when nothing is left. */
function text(value: unknown, longest: number): string | null {
  if (typeof value !== 'string') return null;
  const kept = value
    .replace(/[^\P{Cc}\n]/gu, ' ')
    .trim()
    .slice(0, longest);
  return kept === '' ? null : kept;
}

function texts(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const kept = value.slice(0, MOST_ENTRIES).map((entry) => text(entry, LONGEST.entry));
  return [...new Set(kept.filter((entry) => entry !== null))];
}

function oneOf<T extends string>(keys: readonly T[], value: unknown): T | null {
  return keys.find((key) => key === value) ?? null;
}

function manyOf<T extends string>(keys: readonly T[], value: unknown): T[] {
  return Array.isArray(value) ? keys.filter((key) => value.includes(key)) : [];
}
