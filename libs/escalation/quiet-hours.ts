import type { QuietHours } from './playbook.js';
import type { Millis } from './snapshot.js';

const DAY_MS = 86_400_000;

/** FNV-1a over the id: the same case always lands on the same second of the spread. */
export function spreadMs(caseId: string, spreadS: number): Millis {
  let hash = 0x811c9dc5;
  for (let i = 0; i < caseId.length; i += 1) hash = Math.imul(hash ^ caseId.charCodeAt(i), 0x01000193) >>> 0;
  return spreadS > 0 ? (hash % spreadS) * 1000 : 0;
}

/**
 * When something planned for `at` may happen: `at` itself by day, else the end of the quiet hours plus the case's
 * share of the spread (domain.md section 2: 22:00–07:00 Asia/Shanghai, which knows no summer time).
 */
export function afterQuietHours(at: Millis, quiet: QuietHours, caseId: string): Millis {
  const sinceMidnight = (((at + quiet.utcOffsetS * 1000) % DAY_MS) + DAY_MS) % DAY_MS;
  const from = quiet.fromS * 1000;
  const until = quiet.untilS * 1000;
  if (sinceMidnight >= until && sinceMidnight < from) return at;
  const midnight = at - sinceMidnight + (sinceMidnight >= from ? DAY_MS : 0);
  return midnight + until + spreadMs(caseId, quiet.spreadS);
}
