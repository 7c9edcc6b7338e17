import type { FieldError } from '#contracts';

/** Weights of the first 17 characters and the check characters by remainder: GB 11643-1999, ISO 7064 MOD 11-2. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECKS = '10X98765432';

/** First two digits: GB/T 2260 provinces, 81–83 residence permits; 9x permanent residence cards of foreigners. */
const REGION = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/;
const FORM = /^\d{17}[\dX]$/;
const OLD_FORM = /^\d{15}$/;

export type IdNumberProblem = Pick<FieldError, 'code' | 'message'> & { messageZh: string };

export type IdNumberCheck =
  | { ok: true; normalised: string; birthDate: string; birthYear: number; upgraded: boolean }
  | { ok: false; normalised: string; problem: IdNumberProblem };

const PROBLEMS = {
  exponent: ['changed to an exponent by a spreadsheet', '身份证号被表格软件改成了科学计数'],
  length: ['must have 18 characters', '身份证号应为18位'],
  characters: ['must be 17 digits and a digit or X', '身份证号应为17位数字加1位数字或X'],
  region: ['begins with no region that exists', '身份证号的地区码不存在'],
  birth_date: ['holds no possible date of birth', '身份证号中的出生日期不存在'],
  cut_by_spreadsheet: [
    'its last three digits were cut to 000 by a spreadsheet',
    '身份证号后三位被表格软件截成了000',
  ],
  checksum: ['has a wrong check character', '身份证号校验码不符'],
  old_form_centenarian: [
    'is an old number of somebody born before 1900',
    '15位旧号属于1900年以前出生者,无法换算',
  ],
} as const;

/** The check character of the first 17 digits (GB 11643-1999 section 5). */
export function checkCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(first17[i]), 0);
  return CHECKS.charAt(sum % 11);
}

/**
 * Checks a citizen identity number and brings it to its 18 characters: a lower-case x is raised, full-width characters
 * and spaces are cleared, the 15-digit form of before 1999 is upgraded (everybody who had one was born in 19xx, but for
 * sequences 996–999, given to centenarians).
 * @param today `YYYY-MM-DD` by the desk's clock; with it a birth in the future is refused
 * @returns the problem never holds the number, so it may go into an answer or a quarantine row
 */
export function checkIdNumber(raw: string, today?: string): IdNumberCheck {
  const text = raw
    .normalize('NFKC')
    .replace(/[\s'-]+/gu, '')
    .toUpperCase();
  if (/^\d(\.\d+)?E\+?\d+$/.test(text)) return refused(text, 'exponent');
  if (OLD_FORM.test(text)) return upgraded(text, today);
  if (text.length !== 18) return refused(text, 'length');
  if (!FORM.test(text)) return refused(text, 'characters');
  return checked(text, today, false);
}

function upgraded(old: string, today: string | undefined): IdNumberCheck {
  if (old.slice(12) >= '996') return refused(old, 'old_form_centenarian');
  const first17 = `${old.slice(0, 6)}19${old.slice(6)}`;
  return checked(first17 + checkCharacter(first17), today, true);
}

function checked(number: string, today: string | undefined, isUpgraded: boolean): IdNumberCheck {
  if (!REGION.test(number)) return refused(number, 'region');
  const birthDate = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  if (!isDate(birthDate) || birthDate < '1850' || (today !== undefined && birthDate > today)) {
    return refused(number, 'birth_date');
  }
  if (checkCharacter(number) !== number[17]) {
    return refused(number, number.endsWith('000') ? 'cut_by_spreadsheet' : 'checksum');
  }
  return {
    ok: true,
    normalised: number,
    birthDate,
    birthYear: Number(birthDate.slice(0, 4)),
    upgraded: isUpgraded,
  };
}

function refused(normalised: string, code: keyof typeof PROBLEMS): IdNumberCheck {
  const [message, messageZh] = PROBLEMS[code];
  return { ok: false, normalised, problem: { code: `id_number_${code}`, message, messageZh } };
}

/** Whether `YYYY-MM-DD` is a day of the calendar; Date would roll 30 February over. */
function isDate(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
