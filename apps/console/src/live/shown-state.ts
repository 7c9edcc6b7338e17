import type { ConnectionMode } from './connection.js';

export type ShownState = ConnectionMode | 'stale';

/** Three beats of 5 s missed: what is on the screen may be out of date. */
export const STALE_AFTER_S = 15;

/** What the freshness sign says: a socket that is up but silent is stale, not live. */
export function shownState(mode: ConnectionMode, ageS: number | null): ShownState {
  if ((mode === 'live' || mode === 'polling') && ageS !== null && ageS >= STALE_AFTER_S) return 'stale';
  return mode;
}
