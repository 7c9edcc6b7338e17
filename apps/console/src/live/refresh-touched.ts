import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '#contracts';
import { touchedBy } from './feed-cursor.js';
import { tellListeners } from './feed-listeners.js';

const GATHER_MS = 120;
let waiting: LiveEvent[] = [];
let timer: ReturnType<typeof setTimeout> | null = null;

/** Tell who listens of a batch, and mark what it touched as stale; bursts are gathered so that an open case is read once, not once per event. */
export function refreshTouched(client: QueryClient, events: readonly LiveEvent[]): void {
  if (events.length === 0) return;
  tellListeners(events);
  waiting.push(...events);
  timer ??= setTimeout(() => {
    const touched = touchedBy(waiting);
    waiting = [];
    timer = null;
    for (const id of touched.cases) void client.invalidateQueries({ queryKey: ['case', id] });
    if (touched.alarms) void client.invalidateQueries({ queryKey: ['alarms'] });
    if (touched.visits) void client.invalidateQueries({ queryKey: ['visits'] });
    if (touched.countermeasures) void client.invalidateQueries({ queryKey: ['countermeasures'] });
    if (touched.quarantine) void client.invalidateQueries({ queryKey: ['quarantine'] });
  }, GATHER_MS);
}
