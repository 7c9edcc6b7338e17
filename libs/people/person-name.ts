import { pinyin } from 'pinyin-pro';

/** A name as it is kept: NFKC, trimmed, inner white space single. Null when nothing is left. */
export function normaliseName(raw: string): string | null {
  const name = raw.normalize('NFKC').replace(/\s+/gu, ' ').trim();
  return name === '' ? null : name;
}

/**
 * The form of a name that is compared and indexed: without spaces, upper case, one kind of middle dot. Null for a name
 * that its source had masked (张*): it says too little to match, and nothing to contradict.
 */
export function nameKey(name: string): string | null {
  const key = name
    .normalize('NFKC')
    .replace(/[・•·‧∙.]/gu, '·')
    .replace(/\s+/gu, '')
    .toUpperCase();
  return key === '' || /[*＊×某]/u.test(key) ? null : key;
}

/** Initials in lower case: of a Chinese name by pinyin (曾小贤 is zxx), of another one those of its words. */
export function nameInitials(name: string): string | null {
  if (nameKey(name) === null) return null;
  const letters = /\p{Script=Han}/u.test(name)
    ? pinyin(name, { pattern: 'first', toneType: 'none', type: 'array', surname: 'head' })
    : name.split(/[\s.·-]+/u).map((word) => word.charAt(0));
  const initials = letters
    .join('')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  return initials === '' ? null : initials;
}
