import type { QueryClient } from '@tanstack/react-query';
import { io, type Socket } from 'socket.io-client';
import type { ClientToServer, EventsPage, OpenAlarms, ServerToClient, TodayView } from '#contracts';
import { withAlarm } from '../features/alarms/group-alarms.js';
import { receiveQueuePatch } from '../features/queue/queue-query.js';
import { monotonic, syncClock } from './clock.js';
import { cursorAt, noteCursor, resetCursor, takeBatch } from './cursor.js';
import { get, ProblemError } from './http.js';
import { refreshTouched } from './refresh-touched.js';

export type ConnectionMode = 'connecting' | 'live' | 'polling' | 'offline';

export interface ConnectionState {
  mode: ConnectionMode;
  /** `monotonic()` of the last sign of life; null before the first. */
  heardAt: number | null;
}

const POLL_MS = 5_000;
const REPLAY_LIMIT = 500;

let state: ConnectionState = { mode: 'connecting', heardAt: null };
const listeners = new Set<() => void>();
function set(next: Partial<ConnectionState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}
export const connectionState = (): ConnectionState => state;
export function subscribeConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const heard = (): void => set({ heardAt: monotonic() });

let socket: Socket<ServerToClient, ClientToServer> | null = null;
let watching: string | null = null;

/** Tell the others which case is open here. */
export function viewing(caseId: string | null): void {
  watching = caseId;
  if (socket?.connected) socket.emit('viewing', caseId);
}

/** Ask for what was missed since the cursor; a cursor that is too old means everything is read anew. */
async function replay(client: QueryClient): Promise<void> {
  try {
    let more = cursorAt() !== null;
    while (more) {
      const page = await get<EventsPage>(`/events?after=${cursorAt()}&limit=${REPLAY_LIMIT}`);
      refreshTouched(client, takeBatch(page));
      more = page.more;
    }
    heard();
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.status === 410) {
      resetCursor();
      await client.invalidateQueries();
    } else if (error.status === 0 || error.status >= 500)
      set({ mode: state.mode === 'live' ? 'live' : 'offline' });
  }
}

/** One round of the fallback: the feed since the cursor, then the lists that have no events of their own. */
async function poll(client: QueryClient): Promise<void> {
  try {
    await client.fetchQuery({
      queryKey: ['today'],
      queryFn: () => get<TodayView>('/reports/today'),
      staleTime: 0,
    });
    set({ mode: 'polling', heardAt: monotonic() });
    await replay(client);
    await client.invalidateQueries({ queryKey: ['queue'] });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    set({ mode: 'offline' });
  }
}

/** Open the one socket of this page and keep the cache fresh by it. Returns what closes it. */
export function startLive(client: QueryClient): () => void {
  const link: Socket<ServerToClient, ClientToServer> = io('/live', {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
  });
  socket = link;
  let retry: ReturnType<typeof setTimeout> | null = null;
  set({ mode: 'connecting', heardAt: null });

  link.on('connect', () => {
    set({ mode: 'live', heardAt: monotonic() });
    if (watching !== null) link.emit('viewing', watching);
    void replay(client);
    // Lines that changed while the socket was down carry no event to the queue itself.
    void client.invalidateQueries({ queryKey: ['queue'] });
    void client.invalidateQueries({ queryKey: ['today'] });
    void client.invalidateQueries({ queryKey: ['alarms'] });
  });
  link.on('disconnect', (reason) => {
    set({ mode: 'polling' });
    // The server closes the socket of a session that ended; the next request finds out.
    if (reason === 'io server disconnect') link.connect();
  });
  link.on('connect_error', () => {
    if (state.mode === 'connecting' || state.mode === 'live') set({ mode: 'polling' });
    // Refused by the server (no session, no answer from its database): the client does not try again by itself, and
    // the poll finds out whether the session is over.
    if (!link.active) retry ??= setTimeout(() => ((retry = null), void link.connect()), POLL_MS);
  });
  link.on('beat', (beat) => {
    syncClock(beat.now);
    heard();
    // A beat that is ahead of what the feed brought means a batch was lost (design.md section 5: at most once).
    const at = cursorAt();
    if (at === null) noteCursor(beat.upTo);
    else if (beat.upTo > at) void replay(client);
  });
  link.on('events', (batch) => {
    heard();
    refreshTouched(client, takeBatch(batch));
  });
  link.on('queue', (patch) => {
    syncClock(patch.now);
    heard();
    receiveQueuePatch(client, patch);
  });
  link.on('alarm', (alarm) => {
    heard();
    client.setQueryData<OpenAlarms>(['alarms'], (known) => known && withAlarm(known, alarm));
  });
  link.on('today', (today) => {
    heard();
    client.setQueryData<TodayView>(['today'], today);
  });

  link.on('presence', ({ caseId, viewers }) => {
    client.setQueryData(['presence', caseId], viewers);
  });

  const timer = setInterval(() => {
    if (!link.connected) void poll(client);
  }, POLL_MS);
  return () => {
    clearInterval(timer);
    if (retry !== null) clearTimeout(retry);
    link.removeAllListeners();
    link.disconnect();
    socket = null;
    resetCursor();
    set({ mode: 'connecting', heardAt: null });
  };
}
