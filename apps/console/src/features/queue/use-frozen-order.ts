import { useCallback, useState } from 'react';
import type { QueueItem } from '#contracts';
import { adopt, nextOrder, orderView, type OrderView, type ShownOrder } from './frozen-order.js';

export interface FrozenList {
  view: OrderView;
  frozen: boolean;
  /** The line as last known, also of one that left. */
  line: (id: string) => QueueItem | undefined;
  freeze: (held: boolean) => void;
  takeNew: () => void;
}

/** The shown order of the queue: follows the server until somebody's pointer or focus is inside the list. */
export function useFrozenOrder(items: readonly QueueItem[]): FrozenList {
  const [shown, setShown] = useState<ShownOrder>({ ids: [], frozen: false });
  const [lines, setLines] = useState<ReadonlyMap<string, QueueItem>>(new Map());
  const [seen, setSeen] = useState<readonly QueueItem[] | null>(null);

  // Adjusting state while rendering (rather than in an effect) spares a frame with old rows.
  if (seen !== items) {
    setSeen(items);
    const server = items.map((item) => item.id);
    const next = nextOrder(shown, server);
    if (next !== shown) setShown(next);
    const fresh = new Map(items.map((item) => [item.id, item]));
    for (const id of next.ids) {
      const old = lines.get(id);
      if (!fresh.has(id) && old !== undefined) fresh.set(id, old);
    }
    setLines(fresh);
  }

  const server = items.map((item) => item.id);
  const freeze = useCallback(
    (held: boolean) =>
      setShown((s) =>
        s.frozen === held
          ? s
          : nextOrder(
              { ids: s.ids, frozen: held },
              items.map((i) => i.id),
            ),
      ),
    [items],
  );
  const takeNew = useCallback(
    () =>
      setShown((s) =>
        adopt(
          s,
          items.map((i) => i.id),
        ),
      ),
    [items],
  );
  const line = useCallback((id: string) => lines.get(id), [lines]);
  return { view: orderView(shown, server), frozen: shown.frozen, line, freeze, takeNew };
}
