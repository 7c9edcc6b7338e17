import type { MaskedPerson } from '#contracts';
import type { PersonFlag } from '#contracts';
import { ADULT, AGED, ageOn, localDay } from './age.js';
import { checkIdNumber } from './id-number.js';
import { maskIdNumber, maskName, maskPhone } from './mask.js';
import type { PersonSecrets } from './person-secrets.js';

/** What the ladder may know of a person: never who they are. */
export interface KnownFacts {
  hasPhone: boolean;
  hasAddress: boolean;
  /** A relative who may be contacted and is not suspected of a part in it. */
  hasRelative: boolean;
  flags: PersonFlag[];
  /** Full years by the desk's clock; null without an identity number. */
  age: number | null;
}

export function ageOf(secrets: PersonSecrets, nowMs: number): number | null {
  const id = secrets.idNumber === null ? null : checkIdNumber(secrets.idNumber);
  return id?.ok ? ageOn(localDay(nowMs), id.birthDate) : null;
}

/** Flags as given, with those that the age makes true today. */
export function flagsWithAge(flags: readonly PersonFlag[], age: number | null): PersonFlag[] {
  const byAge: PersonFlag[] = age === null ? [] : age >= AGED ? ['aged_70'] : age < ADULT ? ['minor'] : [];
  return [...new Set([...flags, ...byAge])];
}

export function factsOf(
  secrets: PersonSecrets,
  flags: readonly PersonFlag[],
  hasRelative: boolean,
  nowMs: number,
): KnownFacts {
  const age = ageOf(secrets, nowMs);
  return {
    hasPhone: secrets.phones.length > 0,
    hasAddress: secrets.address !== null,
    hasRelative,
    flags: flagsWithAge(flags, age),
    age,
  };
}

export function maskPerson(
  id: string,
  secrets: PersonSecrets,
  flags: readonly PersonFlag[],
  nowMs: number,
): MaskedPerson {
  const [phone] = secrets.phones;
  const age = ageOf(secrets, nowMs);
  return {
    id,
    name: secrets.name === null ? null : maskName(secrets.name),
    phone: phone === undefined ? null : maskPhone(phone),
    idNumber: secrets.idNumber === null ? null : maskIdNumber(secrets.idNumber),
    hasAddress: secrets.address !== null,
    flags: flagsWithAge(flags, age),
    age,
  };
}
