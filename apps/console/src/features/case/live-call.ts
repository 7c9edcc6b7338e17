import { useSyncExternalStore } from 'react';
import type { CallStarted } from '#contracts';

/** The officer's call that is up. The number lives in memory only, for as long as the call does. */
export interface LiveCall extends CallStarted {
  caseId: string;
  /** Desk time, ms. */
  startedAt: number;
}

let current: LiveCall | null = null;
const listeners = new Set<() => void>();

export function setLiveCall(value: LiveCall | null): void {
  current = value;
  for (const listener of listeners) listener();
}
export const liveCallOf = (caseId: string): LiveCall | null => (current?.caseId === caseId ? current : null);

export const useLiveCall = (): LiveCall | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );

const STORE = 'holdline.dial';

/** Whether starting a call opens the workstation's phone at once; off where there is none, or it asks each time. */
export const dialsItself = (): boolean => localStorage.getItem(STORE) !== 'off';
export const setDialsItself = (on: boolean): void => localStorage.setItem(STORE, on ? 'on' : 'off');

/** Hand a tel: link to the workstation's phone. */
export function dial(tel: string): void {
  const link = document.createElement('a');
  link.href = tel;
  link.click();
}
