import { Ajv2020, type ErrorObject, type SchemaObject } from 'ajv/dist/2020.js';
import { isISO8601, isRFC3339 } from 'class-validator';
import { FRAUD_TYPES, PERSON_FLAGS, SIGNALS, TIERS } from '#escalation';
import type { Flaw } from './reasons.js';

export const LONGEST = {
  sourceRef: 128,
  name: 100,
  phone: 60,
  idNumber: 40,
  address: 300,
  station: 60,
  entry: 300,
  description: 10_000,
};
export const MOST_ENTRIES = 50;
/** No control characters, and no half of a surrogate pair, which no text of PostgreSQL can hold. */
export const KEEPABLE = /^[^\p{Cc}\p{Cs}]*$/u;

/** A keyword's code where it is not the same everywhere: `says` beside it. */
const CODES: Record<string, string> = {
  maxLength: 'too_long',
  maxItems: 'too_many',
  enum: 'unknown_key',
  entries: 'not_text',
  keys: 'unknown_key',
};
/** Where several rules are broken, what to tell: a number as a name is no text, never mind its length. */
const BASIC = ['missing', 'not_object', 'not_list', 'not_text', 'not_a_time'];

const nullable = (type: string): string[] => [type, 'null'];
const text = (maxLength?: number): SchemaObject => ({
  type: nullable('string'),
  says: { type: 'not_text' },
  ...(maxLength === undefined ? {} : { maxLength }),
});
const keys = (known: readonly string[]): SchemaObject => ({
  type: nullable('array'),
  says: { type: 'not_list' },
  keys: known,
});
const texts: SchemaObject = {
  type: nullable('array'),
  says: { type: 'not_list' },
  entries: 'text',
  maxItems: MOST_ENTRIES,
};
const object = (properties: Record<string, SchemaObject>): SchemaObject => ({
  type: nullable('object'),
  says: { type: 'not_object' },
  properties,
});

const PERSON = {
  name: text(LONGEST.name),
  // Whether phone and identity number are usable is `#people`'s to say.
  phone: text(),
  idNumber: text(),
  address: text(LONGEST.address),
  station: text(LONGEST.station),
  flags: keys(PERSON_FLAGS),
};
const SUSPECT = { phones: texts, accounts: texts, urls: texts, apps: texts };
const ALERT = {
  sourceRef: {
    ...text(LONGEST.sourceRef),
    pattern: KEEPABLE.source,
    says: { type: 'not_text', pattern: 'control_characters' },
  },
  raisedAt: {
    type: nullable('string'),
    says: { type: 'not_a_time' },
    allOf: [
      { format: 'rfc3339', says: { format: 'not_a_time' } },
      { format: 'real-date', says: { format: 'impossible_time' } },
    ],
  },
  tier: { enum: [...TIERS, null] },
  fraudType: { enum: [...FRAUD_TYPES, null] },
  person: object(PERSON),
  signals: keys(SIGNALS),
  suspect: object(SUSPECT),
  amountFen: {
    type: nullable('integer'),
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    says: { type: 'not_amount', minimum: 'not_amount', maximum: 'not_amount' },
  },
  description: text(LONGEST.description),
};
/** Without one of these, also as null, an alert is not whole. */
const REQUIRED = ['sourceRef', 'raisedAt', 'fraudType', 'person'] as const;

const ajv = new Ajv2020({ allErrors: true, verbose: true, allowUnionTypes: true });
ajv.addKeyword('says');
ajv.addFormat('rfc3339', isRFC3339);
ajv.addFormat('real-date', (value: string) => isISO8601(value, { strict: true }));
// One error for a list, however many of its entries are wrong.
ajv.addKeyword({
  keyword: 'keys',
  type: 'array',
  compile: (known: readonly unknown[]) => (list: unknown[]) => list.every((entry) => known.includes(entry)),
});
ajv.addKeyword({
  keyword: 'entries',
  type: 'array',
  compile: () => (list: unknown[]) => list.every((entry) => typeof entry === 'string'),
});
/** Rules of an alert as a source sends it (design.md section 5), compiled: each of a storm's alerts goes through them twice. */
const fits = ajv.compile(object(ALERT));

/** What is wrong with the shape of an alert; nothing is changed and nothing of it is repeated. */
export function shapeFlaws(raw: Record<string, unknown>): Flaw[] {
  const codes = new Map<string, string[]>();
  const found = (field: string, code: string): void =>
    void codes.set(field, [...(codes.get(field) ?? []), code]);
  for (const name of REQUIRED) if ((raw[name] ?? null) === null) found(name, 'missing');
  if (!fits(raw)) for (const error of fits.errors!) found(fieldOf(error), codeOf(error));
  const flaws = [...codes].map(([field, broken]) => ({
    field,
    code: BASIC.find((code) => broken.includes(code)) ?? broken[0]!,
  }));
  return [
    ...flaws,
    ...unknownFields(raw, ALERT, ''),
    ...(isRecord(raw.person) ? unknownFields(raw.person, PERSON, 'person.') : []),
    ...(isRecord(raw.suspect) ? unknownFields(raw.suspect, SUSPECT, 'suspect.') : []),
  ];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `/person/name` → `person.name`. The paths are ours: what is in nobody's schema has no error. */
const fieldOf = ({ instancePath }: ErrorObject): string => instancePath.slice(1).replaceAll('/', '.');

function codeOf({ keyword, parentSchema }: ErrorObject): string {
  const says = parentSchema?.says as Record<string, string> | undefined;
  return says?.[keyword] ?? CODES[keyword]!;
}

/** Names that are not plain words are not repeated: a key may hold a value. */
function unknownFields(raw: Record<string, unknown>, known: object, prefix: string): Flaw[] {
  return Object.keys(raw)
    .filter((key) => !Object.hasOwn(known, key))
    .slice(0, 10)
    .map((key) => ({
      field: /^[A-Za-z_]{1,40}$/.test(key) ? prefix + key : `${prefix}?`,
      code: 'unknown_field',
    }));
}
