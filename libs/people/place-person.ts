import { NOW_MS, type Tx } from '#platform';
import type { PersonFlag } from '#contracts';
import { matchPerson } from './match-person.js';
import { type KnownFacts, factsOf } from './person-facts.js';
import { nameKey } from './person-name.js';
import { NOTHING_KNOWN, PersonVault, type PersonIndexes, type PersonSecrets } from './person-secrets.js';
import { type NamedPerson, normalisePerson } from './named-person.js';

export interface Placed {
  personId: string;
  created: boolean;
  /** Persons with the same phone but another identity number or name. */
  linkedTo: string[];
  /** What the ladder needs to know, so that no further query is needed. */
  facts: KnownFacts;
  /** The desk's time, epoch ms, read under the locks. */
  now: number;
}

interface CandidateRow {
  fresh: string;
  now: number;
  id: string | null;
  data_key: Buffer;
  sealed: Buffer;
  flags: PersonFlag[];
  station: string | null;
  id_number_index: Buffer | null;
  name_index: Buffer | null;
  updated_ms: number;
  has_relative: boolean;
}
type KnownRow = CandidateRow & { id: string };

/**
 * Finds or makes the person an alert is about and adds what it says of them; two round trips at most. Until the
 * transaction ends nobody else can place the same phone or identity number, so two alerts on a new person make one.
 * A transaction that places several may deadlock with another that does; `Database.transaction` then runs it again.
 *
 * @throws DeskError invalid when neither phone nor identity number is given, or one of them is malformed.
 */
export async function placePerson(tx: Tx, vault: PersonVault, named: NamedPerson): Promise<Placed> {
  const given = normalisePerson(named);
  const sought = vault.indexes(given.secrets);
  const phones = sought.phones.map((entry) => entry.phone);
  const rows = await tx.query<CandidateRow>(CANDIDATES, [
    lockKeys([...phones, ...(sought.idNumber ? [sought.idNumber] : [])]),
    sought.idNumber,
    phones,
  ]);
  const { fresh, now } = rows[0]!;
  const known = rows.filter((row): row is KnownRow => row.id !== null);
  const { personId, linkedTo } = matchPerson(
    sought,
    known.map((row) => ({
      id: row.id,
      idNumber: row.id_number_index,
      name: row.name_index,
      updatedAt: row.updated_ms,
    })),
  );

  const before = known.find((row) => row.id === personId) ?? null;
  const old = before ? vault.open(before) : NOTHING_KNOWN;
  const secrets = mergeSecrets(old, given.secrets);
  const flags = [...new Set([...(before?.flags ?? []), ...given.flags])].sort();
  const station = given.station ?? before?.station ?? null;
  const id = before?.id ?? fresh;
  const changed =
    !before ||
    linkedTo.length > 0 ||
    JSON.stringify(old) !== JSON.stringify(secrets) ||
    flags.length !== before.flags.length ||
    station !== before.station;
  if (changed) {
    const dataKey = before
      ? { key: vault.key(id, before.data_key), wrapped: before.data_key }
      : vault.newKey(id);
    const indexes = before ? vault.indexes(secrets) : sought;
    save(tx, vault, { id, dataKey, secrets, indexes, flags, station, linkedTo });
  }
  return {
    personId: id,
    created: !before,
    linkedTo,
    facts: factsOf(secrets, flags, before?.has_relative ?? false, now),
    now,
  };
}

/**
 * Makes those of many persons whom nobody knows of, under the same locks; one round trip for all.
 *
 * @returns in their order; null for whom somebody known, or an earlier one of them, may be: they want `placePerson`
 * @throws DeskError as `placePerson`
 */
export async function placeStrangers(
  tx: Tx,
  vault: PersonVault,
  named: readonly NamedPerson[],
): Promise<(Placed | null)[]> {
  const given = named.map((one) => {
    const normalised = normalisePerson(one);
    return { ...normalised, indexes: vault.indexes(normalised.secrets) };
  });
  const phones = given.map(({ indexes }) => indexes.phones[0]?.phone ?? null);
  const idNumbers = given.map(({ indexes }) => indexes.idNumber);
  const rows = await tx.query<{ place: number; id: string; now: number }>(STRANGERS, [
    lockKeys([...phones, ...idNumbers].filter((index) => index !== null)),
    idNumbers,
    phones,
  ]);
  const unknown = new Map(rows.map((row) => [row.place - 1, row]));
  const seen = new Set<string>();
  return given.map(({ secrets, flags, station, indexes }, i) => {
    const keys = [phones[i], idNumbers[i]].flatMap((index) => index?.toString('hex') ?? []);
    const again = keys.some((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    const stranger = unknown.get(i);
    if (!stranger || again) return null;
    const { id, now } = stranger;
    save(tx, vault, { id, dataKey: vault.newKey(id), secrets, indexes, flags, station, linkedTo: [] });
    return { personId: id, created: true, linkedTo: [], facts: factsOf(secrets, flags, false, now), now };
  });
}

interface Saved {
  id: string;
  dataKey: { key: Buffer; wrapped: Buffer };
  secrets: PersonSecrets;
  indexes: PersonIndexes;
  flags: PersonFlag[];
  station: string | null;
  linkedTo: string[];
}

function save(tx: Tx, vault: PersonVault, { id, dataKey, secrets, indexes, ...rest }: Saved): void {
  tx.send(SAVE, [
    id,
    dataKey.wrapped,
    vault.seal(dataKey.key, id, secrets),
    rest.flags,
    rest.station,
    secrets.address !== null,
    indexes.idNumber,
    indexes.name,
    indexes.initials,
    indexes.last4,
    indexes.phones.map((entry) => entry.phone),
    indexes.phones.map((entry) => entry.last4),
    rest.linkedTo,
  ]);
}

/** What an alert adds: gaps are filled, the newest phone and address go first, a name once known in full stays. */
export function mergeSecrets(old: PersonSecrets, given: PersonSecrets): PersonSecrets {
  const masked = old.name !== null && nameKey(old.name) === null;
  const name = masked ? (given.name ?? old.name) : (old.name ?? given.name);
  const names = [...old.otherNames, ...(given.name !== null && given.name !== name ? [given.name] : [])];
  return {
    name,
    otherNames: [...new Set(names)],
    phones: [...new Set([...given.phones, ...old.phones])],
    idNumber: old.idNumber ?? given.idNumber,
    address: given.address ?? old.address,
  };
}

/** Advisory lock keys of blind indexes: their first 64 bits, in one order for everybody. */
function lockKeys(indexes: Buffer[]): string[] {
  return indexes
    .map((index) => index.readBigInt64BE(0))
    .sort((a, b) => (a < b ? -1 : Number(a > b)))
    .map(String);
}

const CANDIDATES = `
  SELECT uuidv7() AS fresh, ${NOW_MS} AS now, c.id, c.data_key, c.sealed, c.flags, c.station,
         c.id_number_index, c.name_index, (extract(epoch from c.updated_at) * 1000)::float8 AS updated_ms,
         EXISTS (SELECT FROM relative r WHERE r.person_id = c.id AND r.may_contact AND NOT r.may_be_involved)
           AS has_relative
    FROM (SELECT) AS one LEFT JOIN person_candidates($1::bigint[], $2::bytea, $3::bytea[]) AS c ON true`;

const STRANGERS = `
  SELECT place, uuidv7() AS id, ${NOW_MS} AS now FROM unknown_people($1::bigint[], $2::bytea[], $3::bytea[]) AS place`;

const SAVE = `
  WITH saved AS (
    INSERT INTO person (id, data_key, sealed, flags, station, has_address,
                        id_number_index, name_index, initials_index, last4_index)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, flags = excluded.flags, station = excluded.station,
      has_address = excluded.has_address, id_number_index = excluded.id_number_index,
      name_index = excluded.name_index, initials_index = excluded.initials_index,
      last4_index = excluded.last4_index, updated_at = holdline_now()
  ), phones AS (
    INSERT INTO person_phone (phone_index, person_id, last4_index)
    SELECT phone, $1, last4 FROM unnest($11::bytea[], $12::bytea[]) AS f(phone, last4)
    ON CONFLICT DO NOTHING
  )
  INSERT INTO person_link (person_a, person_b, reason)
  SELECT least($1, other), greatest($1, other), 'same_phone' FROM unnest($13::uuid[]) AS l(other)
  ON CONFLICT DO NOTHING`;
