import { maskAccount, maskIdNumber, maskName, maskPhone } from './mask.js';

/** What is known of a person and their relatives, in the clear. */
export interface KnownOfPerson {
  names: readonly string[];
  /** Phones in E.164, identity numbers, as they are kept. */
  numbers: readonly string[];
}

const D = '[\\d０-９]';
/** What people put between groups of digits. */
const GAP = '[-\\s－　]?';
const SHAPES: readonly { shape: RegExp; mask: (digits: string) => string }[] = [
  // Identity number, whole or in its groups of six, eight and four (GB 11643).
  {
    shape: new RegExp(`(?<!${D})${D}{6}${GAP}${D}{8}${GAP}${D}{3}[\\dxX０-９](?!${D})`, 'gu'),
    mask: maskIdNumber,
  },
  // Mobile.
  {
    shape: new RegExp(
      `(?<!${D})(?:(?:\\+|00)?86${GAP})?[1１][3-9３-９]${D}${GAP}${D}{4}${GAP}${D}{4}(?!${D})`,
      'gu',
    ),
    mask: (digits) => maskPhone(`+86${digits.slice(-11)}`),
  },
  // Landline with its area code.
  { shape: new RegExp(`(?<!${D})[0０]${D}{2,3}${GAP}${D}{7,8}(?!${D})`, 'gu'), mask: maskAccount },
  // Account or card, in groups of four or not; an amount or a date is shorter.
  {
    shape: new RegExp(`(?<!${D})${D}{4}(?:${GAP}${D}{4}){2,4}(?:${GAP}${D}{1,3})?(?!${D})`, 'gu'),
    mask: maskAccount,
  },
  { shape: new RegExp(`(?<!${D})${D}{9,}(?!${D})`, 'gu'), mask: maskAccount },
];

/**
 * Free text with the known names and numbers masked, and everything else that has the shape of a phone, an identity
 * number or an account. A name that nobody knows of stays: no rule tells it from other words.
 *
 * @param open numbers that are shown beside the text anyway: the suspect's
 */
export function maskText(text: string, known: KnownOfPerson, open: readonly string[] = []): string {
  const shown = new Set(open.map(digitsOf));
  let masked = text;
  // The longest first, so that 欧阳小明 is not left as **小明 by somebody called 欧阳.
  for (const name of known.names.toSorted((a, b) => b.length - a.length)) {
    if (name.length > 1) masked = masked.replaceAll(name, maskName(name));
  }
  for (const { shape, mask } of SHAPES) {
    masked = masked.replace(shape, (found) => (shown.has(digitsOf(found)) ? found : mask(digitsOf(found))));
  }
  // Too short for a shape, and yet the end of a number that is known: a local phone without its code.
  const ends = known.numbers.map(digitsOf);
  return masked.replace(new RegExp(`(?<!${D})${D}{7,8}(?!${D})`, 'gu'), (found) =>
    ends.some((number) => number.endsWith(digitsOf(found))) ? maskAccount(digitsOf(found)) : found,
  );
}

/** Digits and a check character, without gaps, half-width, without China's prefix. */
function digitsOf(number: string): string {
  return number
    .normalize('NFKC')
    .replaceAll(/[^\dxX]/g, '')
    .toUpperCase()
    .replace(/^(00)?86(?=1[3-9]\d{9}$)/, '');
}
