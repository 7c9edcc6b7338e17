import { useQuery, type QueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import type { OwnPassword, SessionView, SignIn } from '#contracts';
import { call, get, ProblemError, whenSessionEnds } from '../../live/http.js';

export const SESSION_KEY = ['session'] as const;

/** Null when nobody is signed in. */
async function readSession(): Promise<SessionView | null> {
  try {
    return await get<SessionView>('/session', { quiet401: true });
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

export const useSessionQuery = () =>
  useQuery({ queryKey: SESSION_KEY, queryFn: readSession, staleTime: Infinity, retry: 2 });

/** The session of whoever is signed in; pages are only mounted while there is one. */
export function useSession(): SessionView {
  const { data } = useSessionQuery();
  if (!data) throw new Error('no session');
  return data;
}

/** Whether the permission table lets this account do `action`; the server decides again. */
export function useMay(): (action: string) => boolean {
  const { data } = useSessionQuery();
  return useCallback((action: string) => data?.actions.includes(action) ?? false, [data]);
}

let expired = false;
const listeners = new Set<() => void>();
function setExpired(value: boolean): void {
  expired = value;
  for (const listener of listeners) listener();
}

/** True when the last session ended by itself, so that the sign-in page can say so. */
export const useExpired = (): boolean =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => expired,
  );

/** Drop everything that was read for the last person; their drafts stay in memory under their own id. */
function forget(client: QueryClient): void {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== SESSION_KEY[0] });
  client.setQueryData(SESSION_KEY, null);
}

export function watchSession(client: QueryClient): void {
  whenSessionEnds(() => {
    if (!client.getQueryData(SESSION_KEY)) return;
    setExpired(true);
    forget(client);
  });
}

export async function signIn(client: QueryClient, input: SignIn): Promise<SessionView> {
  const session = await call<SessionView>('POST', '/session', { body: input, quiet401: true });
  setExpired(false);
  client.setQueryData(SESSION_KEY, session);
  return session;
}

/** A password of one's own; what was shut until then opens. */
export async function changePassword(client: QueryClient, input: OwnPassword): Promise<void> {
  client.setQueryData(SESSION_KEY, await call<SessionView>('PUT', '/session/password', { body: input }));
}

export async function signOut(client: QueryClient): Promise<void> {
  await call<null>('DELETE', '/session', { quiet401: true }).catch((error: unknown) => {
    if (!(error instanceof ProblemError) || error.status !== 401) throw error;
  });
  setExpired(false);
  forget(client);
}
