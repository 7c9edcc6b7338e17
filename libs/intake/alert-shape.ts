import {
  ArrayMaxSize,
  IsArray,
  IsDefined,
  IsIn,
  IsInt,
  IsISO8601,
  IsOptional,
  IsRFC3339,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
  validateSync,
  type ValidationError,
} from 'class-validator';
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

const says = (code: string): { context: { code: string } } => ({ context: { code } });
const each = (code: string): { each: true; context: { code: string } } => ({ each: true, context: { code } });

/** Rules of `person` in an alert; whether phone and identity number are usable is `#people`'s to say. */
export class PersonShape {
  @IsOptional() @IsString(says('not_text')) @MaxLength(LONGEST.name, says('too_long')) name?: unknown;
  @IsOptional() @IsString(says('not_text')) phone?: unknown;
  @IsOptional() @IsString(says('not_text')) idNumber?: unknown;
  @IsOptional() @IsString(says('not_text')) @MaxLength(LONGEST.address, says('too_long')) address?: unknown;
  @IsOptional() @IsString(says('not_text')) @MaxLength(LONGEST.station, says('too_long')) station?: unknown;
  @IsOptional() @IsArray(says('not_list')) @IsIn(PERSON_FLAGS, each('unknown_key')) flags?: unknown;
}

export class SuspectShape {
  @IsOptional()
  @IsArray(says('not_list'))
  @IsString(each('not_text'))
  @ArrayMaxSize(MOST_ENTRIES, says('too_many'))
  phones?: unknown;
  @IsOptional()
  @IsArray(says('not_list'))
  @IsString(each('not_text'))
  @ArrayMaxSize(MOST_ENTRIES, says('too_many'))
  accounts?: unknown;
  @IsOptional()
  @IsArray(says('not_list'))
  @IsString(each('not_text'))
  @ArrayMaxSize(MOST_ENTRIES, says('too_many'))
  urls?: unknown;
  @IsOptional()
  @IsArray(says('not_list'))
  @IsString(each('not_text'))
  @ArrayMaxSize(MOST_ENTRIES, says('too_many'))
  apps?: unknown;
}

/** Rules of an alert as a source sends it (design.md section 5). */
export class AlertShape {
  @IsDefined(says('missing'))
  @IsString(says('not_text'))
  @MaxLength(LONGEST.sourceRef, says('too_long'))
  @Matches(KEEPABLE, says('control_characters'))
  sourceRef?: unknown;

  @IsDefined(says('missing'))
  @IsRFC3339(says('not_a_time'))
  @IsISO8601({ strict: true }, says('impossible_time'))
  raisedAt?: unknown;

  @IsOptional() @IsIn(TIERS, says('unknown_key')) tier?: unknown;
  @IsDefined(says('missing')) @IsIn(FRAUD_TYPES, says('unknown_key')) fraudType?: unknown;
  @IsDefined(says('missing')) @ValidateNested(says('not_object')) person?: unknown;
  @IsOptional() @IsArray(says('not_list')) @IsIn(SIGNALS, each('unknown_key')) signals?: unknown;
  @IsOptional() @ValidateNested(says('not_object')) suspect?: unknown;
  @IsOptional()
  @IsInt(says('not_amount'))
  @Min(0, says('not_amount'))
  @Max(Number.MAX_SAFE_INTEGER, says('not_amount'))
  amountFen?: unknown;
  @IsOptional()
  @IsString(says('not_text'))
  @MaxLength(LONGEST.description, says('too_long'))
  description?: unknown;
}

const FIELDS = {
  alert: [
    'sourceRef',
    'raisedAt',
    'tier',
    'fraudType',
    'person',
    'signals',
    'suspect',
    'amountFen',
    'description',
  ],
  person: ['name', 'phone', 'idNumber', 'address', 'station', 'flags'],
  suspect: ['phones', 'accounts', 'urls', 'apps'],
} as const;

/** What is wrong with the shape of an alert; nothing is changed and nothing of it is repeated. */
export function shapeFlaws(raw: Record<string, unknown>): Flaw[] {
  const shape = filled(new AlertShape(), raw, FIELDS.alert);
  const flaws = unknownFields(raw, FIELDS.alert, '');
  for (const [name, Shape] of [
    ['person', PersonShape],
    ['suspect', SuspectShape],
  ] as const) {
    const part = shape[name];
    if (!isRecord(part)) continue;
    flaws.push(...unknownFields(part, FIELDS[name], `${name}.`));
    shape[name] = filled(new Shape(), part, FIELDS[name]);
  }
  return [
    ...validateSync(shape, { forbidUnknownValues: false }).flatMap((error) => flattened(error, '')),
    ...flaws,
  ];
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function filled<F extends string, T extends Partial<Record<F, unknown>>>(
  shape: T,
  raw: Record<string, unknown>,
  fields: readonly F[],
): T {
  for (const field of fields) if (Object.hasOwn(raw, field)) shape[field] = raw[field] as T[F];
  return shape;
}

/** One flaw per field, the most basic one: a number as a name is no text, never mind its length. */
function flattened(error: ValidationError, prefix: string): Flaw[] {
  const field = `${prefix}${error.property}`;
  const codes = Object.values((error.contexts ?? {}) as Record<string, { code: string }>).map(
    ({ code }) => code,
  );
  const basic = ['missing', 'not_object', 'not_list', 'not_text', 'not_a_time'].find((code) =>
    codes.includes(code),
  );
  const own = codes.length > 0 ? [{ field, code: basic ?? codes[0]! }] : [];
  return [...own, ...(error.children ?? []).flatMap((child) => flattened(child, `${field}.`))];
}

/** Names that are not plain words are not repeated: a key may hold a value. */
function unknownFields(raw: Record<string, unknown>, known: readonly string[], prefix: string): Flaw[] {
  return Object.keys(raw)
    .filter((key) => !known.includes(key))
    .slice(0, 10)
    .map((key) => ({
      field: /^[A-Za-z_]{1,40}$/.test(key) ? prefix + key : `${prefix}?`,
      code: 'unknown_field',
    }));
}
