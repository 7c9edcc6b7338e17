import { Injectable } from '@nestjs/common';
import type { MaskedPerson, RelativeView } from '#contracts';
import type { PersonFlag } from '#contracts';
import { Database, DeskError, KeyRing, NOW_MS, type Tx } from '#platform';
import type { NamedPerson } from './named-person.js';
import { factsOf, maskPerson, type KnownFacts } from './person-facts.js';
import { maskText } from './mask-text.js';
import { PersonVault } from './person-secrets.js';
import { normalisePhone } from './phone-number.js';
import { placePerson, placeStrangers, type Placed } from './place-person.js';
import { Relatives, type NewRelative, type RelativeAnswer } from './relatives.js';
import { searchPeople, type PersonQuery } from './search-people.js';

export type PersonField = 'phone' | 'idNumber' | 'name' | 'address';
export type RelativeField = 'relative_phone' | 'relative_name';

interface PersonRow {
  id: string;
  data_key: Buffer;
  sealed: Buffer;
  flags: PersonFlag[];
  now: number;
}

/**
 * The one room where personal data is in the clear: who somebody is, how to reach them, who is close to them. What
 * leaves it is masked, or one field for a stated reason (`reveal`), or a number for the adapter that dials it.
 */
@Injectable()
export class People {
  private readonly vault: PersonVault;
  private readonly kin: Relatives;

  constructor(
    private readonly db: Database,
    keys: KeyRing,
  ) {
    this.vault = new PersonVault(keys);
    this.kin = new Relatives(db, this.vault);
  }

  /** See `placePerson`. @throws DeskError invalid */
  place(tx: Tx, named: NamedPerson): Promise<Placed> {
    return placePerson(tx, this.vault, named);
  }

  /** See `placeStrangers`. @throws DeskError invalid */
  placeStrangers(tx: Tx, named: readonly NamedPerson[]): Promise<(Placed | null)[]> {
    return placeStrangers(tx, this.vault, named);
  }

  /** Masked persons by id; ids of nobody are missing from the map. */
  async masked(personIds: readonly string[]): Promise<Map<string, MaskedPerson>> {
    if (personIds.length === 0) return new Map();
    const rows = await this.db.query<PersonRow>(`${PERSON} WHERE p.id = ANY ($1)`, [personIds]);
    return new Map(rows.map((row) => [row.id, maskPerson(row.id, this.vault.open(row), row.flags, row.now)]));
  }

  /**
   * Free text about each person, masked: their own and their relatives' names and numbers, and whatever has the shape of
   * one. `also` are names that the text's own source gave, `open` numbers that may stay.
   */
  async textMasks(
    personIds: readonly string[],
  ): Promise<Map<string, (text: string, also: readonly string[], open: readonly string[]) => string>> {
    const rows = await this.db.query<PersonRow>(`${PERSON} WHERE p.id = ANY ($1)`, [personIds]);
    const kin = await this.kin.inTheClear(personIds);
    return new Map(
      rows.map((row) => {
        const { name, phones, idNumber } = this.vault.open(row);
        const relatives = kin.get(row.id) ?? [];
        const names = [name, ...relatives.map((one) => one.name)].filter((one) => one !== null);
        const numbers = [
          ...phones,
          ...(idNumber === null ? [] : [idNumber]),
          ...relatives.map((one) => one.phone),
        ];
        return [row.id, (text, also, open) => maskText(text, { names: [...names, ...also], numbers }, open)];
      }),
    );
  }

  /** @throws DeskError not_found */
  async facts(tx: Pick<Tx, 'query'>, personId: string): Promise<KnownFacts> {
    const [row] = await tx.query<PersonRow & { has_relative: boolean }>(
      `SELECT p.id, p.data_key, p.sealed, p.flags, ${NOW_MS} AS now,
              EXISTS (SELECT FROM relative r WHERE r.person_id = p.id AND r.may_contact AND NOT r.may_be_involved)
                AS has_relative
         FROM person p WHERE p.id = $1`,
      [personId],
    );
    if (!row) throw new DeskError('not_found', 'no such person');
    const secrets = this.vault.open(row);
    return factsOf(secrets, row.flags, row.has_relative, row.now);
  }

  /** One field in the clear, null when it is not known; the caller records the look and its reason. */
  async reveal(
    personId: string,
    field: PersonField,
    db: Pick<Tx, 'query'> = this.db,
  ): Promise<string | null> {
    const [row] = await db.query<PersonRow>(`${PERSON} WHERE p.id = $1`, [personId]);
    if (!row) throw new DeskError('not_found', 'no such person');
    const secrets = this.vault.open(row);
    return field === 'phone' ? (secrets.phones[0] ?? null) : secrets[field];
  }

  /**
   * The number to reach them by, in E.164, for adapters only; null when none is known. Whoever is in a transaction
   * reads it there: waiting for a second connection while holding one is how a pool dries up.
   */
  phone(personId: string, db: Pick<Tx, 'query'> = this.db): Promise<string | null> {
    return this.reveal(personId, 'phone', db);
  }

  /** See `searchPeople`. @throws DeskError invalid */
  search(query: PersonQuery): Promise<string[]> {
    return searchPeople(this.db, this.vault, query);
  }

  /** Who has this number, the one that changed last first; nobody for what is no number. */
  async personByPhone(phone: string): Promise<string[]> {
    const { e164 } = normalisePhone(phone);
    return e164 ? searchPeople(this.db, this.vault, { phone: e164 }) : [];
  }

  /** Persons that may be the same one: same phone, another identity number or name. */
  async linked(personId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }>(
      `SELECT person_b AS id FROM person_link WHERE person_a = $1
       UNION SELECT person_a FROM person_link WHERE person_b = $1 ORDER BY id`,
      [personId],
    );
    return rows.map((row) => row.id);
  }

  /**
   * Locks two persons, so that no alert is placed on either until the transaction ends. Before any case of theirs is
   * locked: placing takes its locks in that order too.
   *
   * @returns whether both identity numbers are known and differ: then they are two people, as far as papers go
   */
  async lockBoth(tx: Tx, personIds: readonly [string, string]): Promise<{ idNumbersDiffer: boolean }> {
    const rows = await tx.query<{ id_number_index: Buffer | null }>(
      `SELECT id_number_index FROM person WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE`,
      [personIds],
    );
    const [a, b] = rows.map((row) => row.id_number_index);
    return { idNumbersDiffer: !!a && !!b && !a.equals(b) };
  }

  /** @returns the relative's id. @throws DeskError invalid, not_found, conflict */
  addRelative(tx: Tx, personId: string, relative: NewRelative, by: string | null = null): Promise<string> {
    return this.kin.add(tx, personId, relative, by);
  }

  /** Masked, in the order they were entered. */
  relatives(personId: string): Promise<RelativeView[]> {
    return this.kin.of(personId);
  }

  /** Ids of relatives who may be contacted and are not suspected of a part in it. */
  contactableRelatives(tx: Tx, personId: string): Promise<string[]> {
    return this.kin.contactable(tx, personId);
  }

  /** A relative's field in the clear with whose relative it is; the caller records the look. @throws DeskError not_found */
  async revealRelative(
    relativeId: string,
    field: RelativeField,
  ): Promise<{ personId: string; value: string | null }> {
    const found = await this.kin.reveal(relativeId, field === 'relative_name' ? 'name' : 'phone');
    if (!found) throw new DeskError('not_found', 'no such relative');
    return found;
  }

  /** E.164, for adapters only. @throws DeskError not_found */
  async relativePhone(relativeId: string): Promise<string> {
    return (await this.revealRelative(relativeId, 'relative_phone')).value!;
  }

  /** Whose relative a number belongs to, the one entered last first. */
  async relativeByPhone(phone: string): Promise<{ relativeId: string; personId: string }[]> {
    const { e164 } = normalisePhone(phone);
    return e164 ? this.kin.byPhone(e164) : [];
  }

  /** Records that a relative was asked, or their answer. */
  relativeAsked(tx: Tx, relativeId: string, asked: RelativeAnswer): Promise<void> {
    return this.kin.setAsked(tx, relativeId, asked);
  }
}

const PERSON = `SELECT p.id, p.data_key, p.sealed, p.flags, ${NOW_MS} AS now FROM person p`;
