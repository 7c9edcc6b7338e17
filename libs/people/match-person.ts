/** What is compared of an alert's person: keyed indexes only, so matching itself sees nothing in the clear. */
export interface SoughtPerson {
  idNumber: Buffer | null;
  name: Buffer | null;
}

/** Somebody known who has the identity number or the phone that was sought. */
export interface KnownPerson {
  id: string;
  idNumber: Buffer | null;
  name: Buffer | null;
  /** Epoch milliseconds of the last change. */
  updatedAt: number;
}

export interface Match {
  /** The person it is, or null: a new one. */
  personId: string | null;
  /** Others with the same phone who cannot be told to be the same person: to be linked. */
  linkedTo: string[];
}

const same = (a: Buffer | null, b: Buffer | null): boolean => a !== null && b !== null && a.equals(b);
const conflict = (a: Buffer | null, b: Buffer | null): boolean => a !== null && b !== null && !a.equals(b);

/**
 * Who an alert is about (design.md section 8): the identity number decides; a phone alone matches only without a
 * conflicting identity number or name, else two persons, linked. Among several whom nothing contradicts, one with the
 * same name goes first, then the one that changed last, so that the answer does not depend on the order of `known`.
 *
 * @param known everybody who has the identity number or one of the phones; whoever differs in the identity number is
 *   here for the phone.
 */
export function matchPerson(sought: SoughtPerson, known: readonly KnownPerson[]): Match {
  const match = known.find((k) => same(k.idNumber, sought.idNumber)) ?? byPhone(sought, known);
  return {
    personId: match?.id ?? null,
    linkedTo: known.filter((k) => k !== match).map((k) => k.id),
  };
}

function byPhone(sought: SoughtPerson, known: readonly KnownPerson[]): KnownPerson | undefined {
  return known
    .filter((k) => !conflict(k.idNumber, sought.idNumber) && !conflict(k.name, sought.name))
    .sort(
      (a, b) =>
        Number(same(b.name, sought.name)) - Number(same(a.name, sought.name)) ||
        b.updatedAt - a.updatedAt ||
        (a.id < b.id ? -1 : 1),
    )[0];
}
