import type { RelativeView } from '#contracts';
import { Database, DeskError, type Tx } from '#platform';
import { maskName, maskPhone } from './mask.js';
import { normaliseName } from './person-name.js';
import { PersonVault } from './person-secrets.js';
import { normalisePhone } from './phone-number.js';

/** Somebody close to the person, as an officer enters them. */
export interface NewRelative {
  name: string;
  phone: string;
  kinship: string;
  mayContact: boolean;
  /** Suspected of a part in the fraud: never contacted (domain.md section 8). */
  mayBeInvolved?: boolean;
  /** How and when the consent was given; or else why it was not asked for. One of the two. */
  consent?: string;
  absenceReason?: string;
}

interface RelativeSecrets {
  name: string | null;
  phone: string;
  consent: string | null;
  absenceReason: string | null;
}

interface RelativeRow {
  id: string;
  person_id: string;
  data_key: Buffer;
  sealed: Buffer;
  kinship: string;
  may_contact: boolean;
  asked: RelativeView['asked'];
}

export type RelativeAnswer = Exclude<RelativeView['asked'], 'no'>;

const SELECT = `SELECT r.id, r.person_id, p.data_key, r.sealed, r.kinship, r.may_contact, r.asked
                  FROM relative r JOIN person p ON p.id = r.person_id`;

/** The relatives of persons: sealed under the person's own data key, so that they go when the person goes. */
export class Relatives {
  constructor(
    private readonly db: Database,
    private readonly vault: PersonVault,
  ) {}

  /** @throws DeskError invalid (phone, the person's own one too; consent), not_found (person), conflict (that phone is entered already). */
  async add(tx: Tx, personId: string, given: NewRelative, by: string | null): Promise<string> {
    const phone = normalisePhone(given.phone);
    if (!phone.e164 || !phone.valid) throw invalid('phone', 'phone', 'is no phone number', '电话号码不正确');
    if (!given.consent === !given.absenceReason) {
      throw invalid(
        'consent',
        'consent_or_reason',
        'give the consent or why there is none',
        '请填写同意情况或未征得同意的原因',
      );
    }
    const phoneIndex = this.vault.phoneIndex(phone.e164);
    const [person] = await tx.query<{ data_key: Buffer; relative_id: string; own: boolean }>(
      `SELECT data_key, uuidv7() AS relative_id,
              EXISTS (SELECT FROM person_phone f WHERE f.person_id = person.id AND f.phone_index = $2) AS own
         FROM person WHERE id = $1`,
      [personId, phoneIndex],
    );
    if (!person) throw new DeskError('not_found', 'no such person');
    if (person.own)
      throw invalid('phone', 'own_phone', "is the person's own number", '该号码是当事人本人的号码');
    const secrets: RelativeSecrets = {
      name: normaliseName(given.name),
      phone: phone.e164,
      consent: given.consent ?? null,
      absenceReason: given.absenceReason ?? null,
    };
    const id = person.relative_id;
    const [added] = await tx.query(
      `INSERT INTO relative (id, person_id, sealed, phone_index, kinship, may_contact, may_be_involved, consent, added_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (person_id, phone_index) DO NOTHING RETURNING id`,
      [
        id,
        personId,
        this.vault.sealRelative(this.vault.key(personId, person.data_key), id, secrets),
        phoneIndex,
        given.kinship,
        given.mayContact,
        given.mayBeInvolved ?? false,
        given.consent !== undefined,
        by,
      ],
    );
    if (!added) throw new DeskError('conflict', 'this relative is entered already', [{ ...KNOWN }]);
    return id;
  }

  async of(personId: string): Promise<RelativeView[]> {
    const rows = await this.db.query<RelativeRow>(`${SELECT} WHERE r.person_id = $1 ORDER BY r.id`, [
      personId,
    ]);
    return rows.map((row) => {
      const secrets = this.open(row);
      return {
        id: row.id,
        kinship: row.kinship,
        name: secrets.name === null ? null : maskName(secrets.name),
        phone: maskPhone(secrets.phone),
        mayContact: row.may_contact,
        asked: row.asked,
      };
    });
  }

  /** By person, for masking only: it leaves the room in no other way. */
  async inTheClear(personIds: readonly string[]): Promise<Map<string, RelativeSecrets[]>> {
    const rows = await this.db.query<RelativeRow>(`${SELECT} WHERE r.person_id = ANY ($1)`, [personIds]);
    const found = new Map<string, RelativeSecrets[]>();
    for (const row of rows) found.set(row.person_id, [...(found.get(row.person_id) ?? []), this.open(row)]);
    return found;
  }

  /**
   * Those who may be asked for help now, in the order they were entered; not one whose number turned out to be the
   * person's own.
   */
  async contactable(tx: Tx, personId: string): Promise<string[]> {
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM relative r WHERE person_id = $1 AND may_contact AND NOT may_be_involved
          AND NOT EXISTS (SELECT FROM person_phone f WHERE f.person_id = $1 AND f.phone_index = r.phone_index)
        ORDER BY id`,
      [personId],
    );
    return rows.map((row) => row.id);
  }

  /** In the clear: the caller records the look. */
  async reveal(
    relativeId: string,
    field: 'name' | 'phone',
  ): Promise<{ personId: string; value: string | null } | null> {
    const row = await this.db.one<RelativeRow>(`${SELECT} WHERE r.id = $1`, [relativeId]);
    return row ? { personId: row.person_id, value: this.open(row)[field] } : null;
  }

  async byPhone(e164: string): Promise<{ relativeId: string; personId: string }[]> {
    return this.db.query(
      `SELECT id AS "relativeId", person_id AS "personId" FROM relative WHERE phone_index = $1 ORDER BY id DESC`,
      [this.vault.phoneIndex(e164)],
    );
  }

  /** Records that a relative was asked, or what they answered. */
  async setAsked(tx: Tx, relativeId: string, asked: RelativeAnswer): Promise<void> {
    await tx.query(
      `UPDATE relative SET asked = $2,
              asked_at = CASE WHEN $2 = 'asked' THEN holdline_now() ELSE asked_at END,
              answered_at = CASE WHEN $2 IN ('with_person', 'worried') THEN holdline_now() ELSE answered_at END
        WHERE id = $1`,
      [relativeId, asked],
    );
  }

  private open(row: RelativeRow): RelativeSecrets {
    return this.vault.openRelative<RelativeSecrets>(
      this.vault.key(row.person_id, row.data_key),
      row.id,
      row.sealed,
    );
  }
}

const KNOWN = { field: 'phone', code: 'known', message: 'is entered already', messageZh: '该亲属电话已登记' };

function invalid(field: string, code: string, message: string, messageZh: string): DeskError {
  return new DeskError('invalid', 'the relative cannot be entered', [{ field, code, message, messageZh }]);
}
