import type { LiveEvent } from '#contracts';

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();

/** Hear every event of the feed once, pushed or replayed. Returns what stops it. */
export function onFeed(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellListeners(events: readonly LiveEvent[]): void {
  for (const event of events) for (const listener of listeners) listener(event);
}
