import { useCallback, useSyncExternalStore } from 'react';
import { restored, storable, type AttemptDraft } from './draft.js';

/**
 * Drafts by person and case. They outlive switching panels, somebody else's save and the end of the session; keys and
 * ticks survive a reload through sessionStorage, the note only lives in memory.
 */
const drafts = new Map<string, AttemptDraft>();
const listeners = new Set<() => void>();
const keyOf = (accountId: string, caseId: string): string => `holdline.draft.${accountId}.${caseId}`;

function fresh(kind: AttemptDraft['kind']): AttemptDraft {
  return {
    attemptId: crypto.randomUUID(),
    kind,
    outcome: null,
    facts: [],
    contactCut: false,
    paymentsChecked: false,
    followUpAt: '',
    note: '',
  };
}

function read(key: string, kind: AttemptDraft['kind']): AttemptDraft {
  const known = drafts.get(key);
  if (known !== undefined) return known;
  const stored = restored(sessionStorage.getItem(key));
  const draft = stored === null ? fresh(kind) : { ...stored, note: '' };
  drafts.set(key, draft);
  return draft;
}

function write(key: string, draft: AttemptDraft | null): void {
  if (draft === null) {
    drafts.delete(key);
    sessionStorage.removeItem(key);
  } else {
    drafts.set(key, draft);
    if (draft.outcome !== null || draft.facts.length > 0)
      sessionStorage.setItem(key, JSON.stringify(storable(draft)));
  }
  for (const listener of listeners) listener();
}

/** An attempt that the server has begun already (an incoming call) lends its id and kind to the form. */
export function beginDraft(
  accountId: string,
  caseId: string,
  attemptId: string | null,
  kind: AttemptDraft['kind'],
): void {
  const key = keyOf(accountId, caseId);
  const known = read(key, kind);
  write(key, { ...known, kind, attemptId: attemptId ?? known.attemptId });
}

export interface DraftHandle {
  draft: AttemptDraft;
  change: (part: Partial<AttemptDraft>) => void;
  /** After success: the next attempt is a new one. */
  done: () => void;
}

export function useDraft(accountId: string, caseId: string, kind: AttemptDraft['kind']): DraftHandle {
  const key = keyOf(accountId, caseId);
  const draft = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => read(key, kind),
  );
  const change = useCallback(
    (part: Partial<AttemptDraft>) => write(key, { ...read(key, kind), ...part }),
    [key, kind],
  );
  const done = useCallback(() => write(key, null), [key]);
  return { draft, change, done };
}
