import { Database, DeskError } from '#platform';
import { checkIdNumber } from './id-number.js';
import { PersonVault } from './person-secrets.js';
import { normalisePhone } from './phone-number.js';

/** What somebody may be looked for by; all that is given must fit. */
export interface PersonQuery {
  phone?: string;
  idNumber?: string;
  name?: string;
  /** Last four characters of a phone or of the identity number. */
  last4?: string;
  /** Of the name, by pinyin: zxx. */
  initials?: string;
}

const MOST = 50;

/**
 * Persons that fit, the one that changed last first, 50 at most. Only keyed indexes are compared.
 * @throws DeskError invalid when nothing is asked for, or a field has not the form of what it should be.
 */
export async function searchPeople(db: Database, vault: PersonVault, query: PersonQuery): Promise<string[]> {
  const params: unknown[] = [];
  const conditions: string[] = [];
  const fits = (index: Buffer, sql: (parameter: string) => string): void => {
    params.push(index);
    conditions.push(`p.id IN (${sql(`$${params.length}`)})`);
  };
  if (query.phone) {
    fits(
      phoneIndex(vault, query.phone),
      (i) => `SELECT person_id FROM person_phone WHERE phone_index = ${i}`,
    );
  }
  if (query.idNumber) {
    const id = checkIdNumber(query.idNumber);
    if (!id.ok) throw invalid('idNumber', id.problem);
    fits(vault.idNumberIndex(id.normalised), (i) => `SELECT id FROM person WHERE id_number_index = ${i}`);
  }
  if (query.name) {
    const index = vault.nameIndex(query.name);
    if (!index)
      throw invalid('name', {
        code: 'masked',
        message: 'a masked name finds nobody',
        messageZh: '请输入完整姓名',
      });
    fits(index, (i) => `SELECT id FROM person WHERE name_index = ${i}`);
  }
  if (query.last4) {
    if (!/^\d{3}[\dXx]$/.test(query.last4)) {
      throw invalid('last4', { code: 'last4', message: 'must be four digits', messageZh: '请输入末四位' });
    }
    fits(
      vault.last4Index(query.last4),
      (i) =>
        `SELECT id FROM person WHERE last4_index = ${i}
         UNION SELECT person_id FROM person_phone WHERE last4_index = ${i}`,
    );
  }
  if (query.initials) {
    fits(vault.initialsIndexOf(query.initials), (i) => `SELECT id FROM person WHERE initials_index = ${i}`);
  }
  if (conditions.length === 0) {
    throw invalid('', {
      code: 'nothing_asked',
      message: 'name something to search by',
      messageZh: '请输入查询条件',
    });
  }
  const rows = await db.query<{ id: string }>(
    `SELECT p.id FROM person p WHERE ${conditions.join(' AND ')} ORDER BY p.updated_at DESC, p.id LIMIT ${MOST}`,
    params,
  );
  return rows.map((row) => row.id);
}

function phoneIndex(vault: PersonVault, raw: string): Buffer {
  const phone = normalisePhone(raw);
  if (phone.e164) return vault.phoneIndex(phone.e164);
  throw invalid('phone', { code: 'phone', message: 'is no phone number', messageZh: '电话号码格式不正确' });
}

function invalid(field: string, problem: { code: string; message: string; messageZh: string }): DeskError {
  return new DeskError('invalid', 'the search cannot be made', [{ field, ...problem }]);
}
