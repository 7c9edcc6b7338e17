/**
 * Which rows the list shows, and in which order. While the pointer or the keyboard focus is inside, nothing moves:
 * rows that left stay as ghosts in their place, new ones are counted instead of shown (examples.md: a wrong case
 * opened because the list moved under the pointer).
 */
export interface ShownOrder {
  ids: readonly string[];
  frozen: boolean;
}

export interface OrderView {
  ids: readonly string[];
  /** Shown ids that the server no longer lists. */
  ghosts: ReadonlySet<string>;
  /** Listed by the server, not shown yet. */
  waiting: number;
  /** The server's order differs from the shown one in any way. */
  stale: boolean;
}

/** The next order to show: the server's, unless frozen. */
export function nextOrder(shown: ShownOrder, server: readonly string[]): ShownOrder {
  if (shown.frozen && shown.ids.length > 0) return shown;
  return sameOrder(shown.ids, server) ? shown : { ids: server, frozen: shown.frozen };
}

/** Take the server's order although the list is frozen: the officer pressed "N new". */
export const adopt = (shown: ShownOrder, server: readonly string[]): ShownOrder => ({
  ids: server,
  frozen: shown.frozen,
});

export function orderView(shown: ShownOrder, server: readonly string[]): OrderView {
  const listed = new Set(server);
  const visible = new Set(shown.ids);
  const ghosts = new Set(shown.ids.filter((id) => !listed.has(id)));
  const waiting = server.reduce((n, id) => (visible.has(id) ? n : n + 1), 0);
  return { ids: shown.ids, ghosts, waiting, stale: !sameOrder(shown.ids, server) };
}

function sameOrder(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((id, i) => id === b[i]));
}
