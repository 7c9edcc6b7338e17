import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { CaseView } from '#contracts';
import { call, post, ProblemError } from '../../live/http.js';
import { liveCallOf } from './live-call.js';

/** The one case this officer holds, kept alive from any page of the console until it is given back. */
let held: string | null = null;
const listeners = new Set<() => void>();

export const heldCase = (): string | null => held;
export function setHeld(id: string | null): void {
  if (held === id) return;
  held = id;
  for (const listener of listeners) listener();
}
export const useHeldCase = (): string | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held,
  );

const BEAT_MS = 10_000;

/** Heartbeat of the held case every 10 s (design.md section 8: lease 60 s); a refusal means it is ours no more. */
export function useHeartbeat(client: QueryClient): void {
  const id = useHeldCase();
  useEffect(() => {
    if (id === null) return;
    const timer = setInterval(() => {
      const callId = liveCallOf(id)?.callId;
      post<{ until: string }>(`/cases/${id}/heartbeat`, callId === undefined ? {} : { callId }).catch(
        (error: unknown) => {
          if (!(error instanceof ProblemError)) throw error;
          if (error.status === 0 || error.status >= 500) return;
          if (heldCase() === id) setHeld(null);
          void client.invalidateQueries({ queryKey: ['case', id] });
        },
      );
    }, BEAT_MS);
    return () => clearInterval(timer);
  }, [id, client]);
}

/** Put a newer copy of a case into the cache; an older one never replaces what is shown. */
export function keepCase(client: QueryClient, view: CaseView): void {
  client.setQueryData<CaseView>(['case', view.id], (known) =>
    known !== undefined && known.version > view.version ? known : view,
  );
}

/** Give a case back unless a call of ours is up, which holds it on the server. */
export async function giveBack(client: QueryClient, id: string): Promise<void> {
  if (liveCallOf(id) !== null) return;
  if (held === id) setHeld(null);
  try {
    await call<null>('POST', `/cases/${id}/release`, { body: {} });
  } catch (error) {
    // It lapses by itself within a minute; that it is not ours any more is no failure here.
    if (!(error instanceof ProblemError)) throw error;
  }
  void client.invalidateQueries({ queryKey: ['case', id] });
}

/** Take one case, `take-over` from whoever has it; whatever was held before goes back. */
export async function takeCase(
  client: QueryClient,
  id: string,
  how: 'claim' | 'take-over' = 'claim',
): Promise<CaseView> {
  const before = held;
  const view = await post<CaseView>(`/cases/${id}/${how}`);
  keepCase(client, view);
  setHeld(id);
  if (before !== null && before !== id) await giveBack(client, before);
  return view;
}

/** Take whatever the queue says is next; null when nothing is due. The one held before goes back after, so that it is not dealt again at once. */
export async function takeNext(client: QueryClient): Promise<CaseView | null> {
  const before = held;
  const view = await post<CaseView | null>('/queue/next');
  if (view === null) return null;
  keepCase(client, view);
  setHeld(view.id);
  if (before !== null && before !== view.id) await giveBack(client, before);
  return view;
}
