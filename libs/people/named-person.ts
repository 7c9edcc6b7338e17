import { DeskError } from '#platform';
import type { PersonFlag } from '#contracts';
import { checkIdNumber } from './id-number.js';
import { normaliseName } from './person-name.js';
import type { PersonSecrets } from './person-secrets.js';
import { E164 } from './phone-number.js';

/** A person as an alert names them, its usable fields only: the phone in E.164, the identity number checked. */
export interface NamedPerson {
  phone?: string;
  idNumber?: string;
  name?: string;
  address?: string;
  station?: string;
  flags?: readonly PersonFlag[];
}

/** @throws DeskError invalid, naming the field and never its value. */
export function normalisePerson(named: NamedPerson): {
  secrets: PersonSecrets;
  flags: PersonFlag[];
  station: string | null;
} {
  if (!named.phone && !named.idNumber) {
    throw invalid('person', 'nobody_named', 'needs a phone or an identity number', '需要手机号或身份证号');
  }
  if (named.phone && !E164.test(named.phone)) {
    throw invalid('person.phone', 'not_e164', 'must be in E.164', '电话号码格式不正确');
  }
  const id = named.idNumber ? checkIdNumber(named.idNumber) : null;
  if (id && !id.ok)
    throw invalid('person.idNumber', id.problem.code, id.problem.message, id.problem.messageZh);
  const text = (value: string | undefined): string | null => (value ? normaliseName(value) : null);
  return {
    secrets: {
      name: text(named.name),
      otherNames: [],
      phones: named.phone ? [named.phone] : [],
      idNumber: id ? id.normalised : null,
      address: text(named.address),
    },
    flags: [...(named.flags ?? [])],
    station: text(named.station),
  };
}

function invalid(field: string, code: string, message: string, messageZh: string): DeskError {
  return new DeskError('invalid', 'the person cannot be placed', [{ field, code, message, messageZh }]);
}
