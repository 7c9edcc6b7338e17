import type { AlertInput } from '#contracts';
import { syntheticIdNumber } from './identity-number.js';
import {
  CITY,
  ESTATES,
  GIVEN_CHARACTERS,
  KINSHIPS,
  MOBILE_PREFIXES,
  ROADS,
  STATIONS,
  STREETS,
  SURNAMES,
} from './names.js';
import type { Rng } from './rng.js';

export type SyntheticFlag = NonNullable<AlertInput['person']['flags']>[number];

export interface SyntheticRelative {
  name: string;
  /** E.164 */
  phone: string;
  kinship: string;
}

export interface SyntheticPerson {
  name: string;
  /** E.164, a valid Chinese mobile number. */
  phone: string;
  /** 18 characters, sequence 000, right checksum. */
  idNumber: string;
  /** `YYYY-MM-DD` */
  birthday: string;
  address: string;
  station: string;
  flags: SyntheticFlag[];
  relatives: SyntheticRelative[];
}

const REFERENCE_YEAR = 2026;

/**
 * One made-up person. Two draws may, very rarely, share a number: use `syntheticPopulation` where they must not.
 * @param options.year the year their age is counted in
 */
export function syntheticPerson(rng: Rng, options: { year?: number } = {}): SyntheticPerson {
  const age = syntheticAge(rng);
  const year = (options.year ?? REFERENCE_YEAR) - age;
  const month = String(rng.int(1, 12)).padStart(2, '0');
  const day = String(rng.int(1, 28)).padStart(2, '0');
  const street = rng.int(0, STREETS.length - 1);
  const surname = rng.pick(SURNAMES);
  return {
    name: syntheticName(rng, surname),
    phone: syntheticPhone(rng),
    idNumber: syntheticIdNumber(syntheticRegion(rng), `${year}${month}${day}`),
    birthday: `${year}-${month}-${day}`,
    address: syntheticAddress(rng, STREETS[street] ?? STREETS[0]),
    station: STATIONS[street] ?? STATIONS[0],
    flags: syntheticFlags(rng, age),
    relatives: Array.from({ length: Number(rng.weighted({ '0': 0.2, '1': 0.5, '2': 0.3 })) }, () => ({
      name: syntheticName(rng, rng.chance(0.5) ? surname : rng.pick(SURNAMES)),
      phone: syntheticPhone(rng),
      kinship: rng.pick(KINSHIPS),
    })),
  };
}

/** People without end, no two with the same phone (relatives' included) or identity number. */
export function* syntheticPopulation(
  rng: Rng,
  options: { year?: number } = {},
): Generator<SyntheticPerson, never> {
  const taken = new Set<string>();
  for (;;) {
    const person = syntheticPerson(rng, options);
    const numbers = [person.phone, person.idNumber, ...person.relatives.map((relative) => relative.phone)];
    if (new Set(numbers).size < numbers.length || numbers.some((number) => taken.has(number))) continue;
    for (const number of numbers) taken.add(number);
    yield person;
  }
}

/** E.164, a valid Chinese mobile number. */
export function syntheticPhone(rng: Rng): string {
  return `+86${rng.pick(MOBILE_PREFIXES)}${String(rng.int(0, 99_999_999)).padStart(8, '0')}`;
}

export function syntheticName(rng: Rng, surname = rng.pick(SURNAMES)): string {
  return surname + rng.sample(GIVEN_CHARACTERS, rng.chance(0.25) ? 1 : 2).join('');
}

function syntheticAge(rng: Rng): number {
  const [from, to] = rng.pick([
    [18, 30],
    [18, 30],
    [31, 45],
    [31, 45],
    [31, 45],
    [46, 60],
    [46, 60],
    [61, 86],
  ] as const);
  return rng.int(from, to);
}

/** County parts 60–99 are assigned to no county, so that not even the region of the number is a real one. */
function syntheticRegion(rng: Rng): string {
  const province = rng.pick([
    '31',
    '32',
    '33',
    '34',
    '35',
    '36',
    '37',
    '41',
    '42',
    '43',
    '44',
    '50',
    '51',
    '61',
  ]);
  return `${province}${String(rng.int(1, 20)).padStart(2, '0')}${rng.int(60, 99)}`;
}

function syntheticAddress(rng: Rng, street: string): string {
  const building = `${rng.int(1, 30)}幢${rng.int(1, 4)}单元${rng.int(1, 18)}0${rng.int(1, 4)}室`;
  return `${CITY}${street}${rng.pick(ROADS)}${rng.int(1, 400)}号${rng.pick(ESTATES)}${building}`;
}

function syntheticFlags(rng: Rng, age: number): SyntheticFlag[] {
  const flags: SyntheticFlag[] = [];
  if (age >= 70) flags.push('aged_70');
  if (rng.chance(age >= 61 ? 0.25 : 0.06)) flags.push('living_alone');
  if (rng.chance(0.02)) flags.push('disabled');
  if (rng.chance(0.008)) flags.push('deaf');
  if (rng.chance(age >= 61 ? 0.12 : 0.02)) flags.push('needs_dialect');
  return flags;
}
