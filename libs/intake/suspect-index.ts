import type { KeyRing } from '#platform';
import type { UsableAlert } from './examine-alert.js';

/**
 * Keyed indexes of what an alert says of the fraudsters' side, to tell whether a further alert brings something new.
 * Suspects' phones are kept as given (design.md section 8); only spaces, dashes and case are ignored here.
 */
export function suspectIndexes(keys: KeyRing, suspect: UsableAlert['suspect']): Buffer[] {
  const values = Object.entries(suspect).flatMap(([kind, entries]) =>
    entries.map((entry) => `${kind}:${entry.normalize('NFKC').replace(/[\s-]/gu, '').toLowerCase()}`),
  );
  return [...new Set(values)].map((value) => keys.index('index.suspect', value));
}
