import { useSyncExternalStore } from 'react';
import { monotonic } from './clock.js';
import { connectionState, subscribeConnection, type ConnectionMode } from './connection.js';
import { STALE_AFTER_S, shownState, type ShownState } from './shown-state.js';
import { useNow } from './use-now.js';

export interface Freshness {
  mode: ConnectionMode;
  shown: ShownState;
  /** Whole seconds since the server was last heard; null before the first time. */
  age: number | null;
}
export { STALE_AFTER_S };

/** How fresh the screen is, once a second. */
export function useFreshness(): Freshness {
  const state = useSyncExternalStore(subscribeConnection, connectionState);
  useNow();
  const age = state.heardAt === null ? null : Math.max(0, Math.floor((monotonic() - state.heardAt) / 1000));
  return { mode: state.mode, shown: shownState(state.mode, age), age };
}
