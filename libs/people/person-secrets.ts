import { KeyRing, openWith, sealWith } from '#platform';
import { nameInitials, nameKey } from './person-name.js';

/** What is known of a person in the clear; at rest only inside `person.sealed`. */
export interface PersonSecrets {
  name: string | null;
  /** Further names that came with the same identity number. */
  otherNames: string[];
  /** E.164, the one given last first. */
  phones: string[];
  /** 18 characters. */
  idNumber: string | null;
  address: string | null;
}

export interface PersonIndexes {
  idNumber: Buffer | null;
  name: Buffer | null;
  initials: Buffer | null;
  last4: Buffer | null;
  phones: { phone: Buffer; last4: Buffer }[];
}

export const NOTHING_KNOWN: PersonSecrets = {
  name: null,
  otherNames: [],
  phones: [],
  idNumber: null,
  address: null,
};

/** Sealing, opening and indexing of what is known of a person; the only code that turns one form into the other. */
export class PersonVault {
  constructor(private readonly keys: KeyRing) {}

  newKey(personId: string): { key: Buffer; wrapped: Buffer } {
    return this.keys.newDataKey(personId);
  }

  /** @throws Error when the key was changed or belongs to another person. */
  key(personId: string, wrapped: Buffer): Buffer {
    return this.keys.unwrapDataKey(wrapped, personId);
  }

  seal(key: Buffer, personId: string, secrets: PersonSecrets): Buffer {
    return sealWith(key, JSON.stringify(secrets), `person:${personId}`);
  }

  open(row: { id: string; data_key: Buffer; sealed: Buffer }): PersonSecrets {
    const plain = openWith(this.key(row.id, row.data_key), row.sealed, `person:${row.id}`);
    return JSON.parse(plain.toString('utf8')) as PersonSecrets;
  }

  sealRelative<T extends object>(key: Buffer, relativeId: string, secrets: T): Buffer {
    return sealWith(key, JSON.stringify(secrets), `relative:${relativeId}`);
  }

  openRelative<T extends object>(key: Buffer, relativeId: string, sealed: Buffer): T {
    return JSON.parse(openWith(key, sealed, `relative:${relativeId}`).toString('utf8')) as T;
  }

  indexes(secrets: PersonSecrets): PersonIndexes {
    const { name, idNumber } = secrets;
    return {
      idNumber: idNumber === null ? null : this.idNumberIndex(idNumber),
      name: name === null ? null : this.nameIndex(name),
      initials: name === null ? null : this.initialsIndex(name),
      last4: idNumber === null ? null : this.last4Index(idNumber),
      phones: secrets.phones.map((phone) => ({
        phone: this.phoneIndex(phone),
        last4: this.last4Index(phone),
      })),
    };
  }

  phoneIndex(e164: string): Buffer {
    return this.keys.index('index.phone', e164);
  }

  idNumberIndex(idNumber: string): Buffer {
    return this.keys.index('index.id_number', idNumber);
  }

  /** Null for a name that a source had masked. */
  nameIndex(name: string): Buffer | null {
    const key = nameKey(name);
    return key === null ? null : this.keys.index('index.name', key);
  }

  private initialsIndex(name: string): Buffer | null {
    const initials = nameInitials(name);
    return initials === null ? null : this.initialsIndexOf(initials);
  }

  initialsIndexOf(initials: string): Buffer {
    return this.keys.index('index.initials', initials.toLowerCase());
  }

  /** Of the last four characters of a phone or identity number. */
  last4Index(number: string): Buffer {
    return this.keys.index('index.last4', number.slice(-4).toUpperCase());
  }
}
