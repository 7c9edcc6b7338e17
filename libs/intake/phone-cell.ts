import { normalisePhone } from '#people';
import { LONGEST } from './alert-shape.js';

export interface ReadPhone {
  /** In E.164, known to a numbering plan; null when it cannot be called. */
  e164: string | null;
  /** Code of what was wrong; a usable number may have one too. */
  flaw: string | null;
}

const EXPONENT = /^(\d)(?:\.(\d+))?e\+?(\d{1,2})$/i;

/**
 * Reads a phone as sources and spreadsheets write it: a number, `13912345678.0`, `1.3912345678E+10` while all digits
 * are there, several in one cell. Nothing given is no flaw.
 */
export function readPhone(value: unknown): ReadPhone {
  if (typeof value !== 'string' && typeof value !== 'number') return { e164: null, flaw: null };
  const written = String(value).normalize('NFKC').slice(0, LONGEST.phone).trim();
  if (written === '') return { e164: null, flaw: null };
  const single = readOne(written);
  if (single.e164 !== null || !/[,;/、|]/.test(written)) return single;
  const usable = written
    .split(/[,;/、|]/)
    .map((part) => readOne(part.trim()))
    .find((part) => part.e164 !== null);
  return usable ? { e164: usable.e164, flaw: 'several_phones' } : single;
}

function readOne(written: string): ReadPhone {
  const { digits, flaw } = undoSpreadsheet(written);
  if (digits === null) return { e164: null, flaw };
  const { e164, valid } = normalisePhone(digits);
  if (valid) return { e164, flaw };
  return {
    e164: null,
    flaw: e164 === null && !/\d{3}/.test(digits) ? 'phone_unreadable' : 'phone_unknown_plan',
  };
}

/** Decimals from which on a short mantissa means trailing zeros; Excel itself shows five, and has lost the rest. */
const FULL_DECIMALS = 8;

/** Digits of a number that a spreadsheet took for a quantity; null when it dropped some of them. */
function undoSpreadsheet(written: string): { digits: string | null; flaw: string | null } {
  const exponent = EXPONENT.exec(written);
  if (!exponent) return { digits: written.replace(/^(\+?\d{5,})\.0+$/, '$1'), flaw: null };
  const [, first = '', rest = '', power = ''] = exponent;
  if (rest.length === Number(power)) return { digits: first + rest, flaw: null };
  if (rest.length < FULL_DECIMALS || rest.length > Number(power))
    return { digits: null, flaw: 'phone_exponent' };
  return { digits: first + rest.padEnd(Number(power), '0'), flaw: 'phone_exponent_restored' };
}
