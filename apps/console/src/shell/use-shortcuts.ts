import { useEffect, useRef } from 'react';
import { shortcutOf, type FocusPlace, type Shortcut } from './shortcuts.js';

function focusPlace(): FocusPlace | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  return {
    tag: element.tagName,
    type: element.getAttribute('type'),
    editable: element.isContentEditable,
    role: element.getAttribute('role'),
  };
}
const dialogOpen = (): boolean =>
  [...document.querySelectorAll('[role="dialog"]')].some(
    (dialog) => dialog instanceof HTMLElement && dialog.checkVisibility(),
  );

/** Run the desk's keys for as long as the page is up. */
export function useShortcuts(run: (shortcut: Shortcut) => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const shortcut = shortcutOf(event, focusPlace(), dialogOpen());
      if (shortcut === null) return;
      event.preventDefault();
      latest.current(shortcut);
    }
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

const targets = new Map<Shortcut, () => void>();

/** A feature that is on screen offers what a key does there (call, record). */
export function useShortcutTarget(shortcut: Shortcut, run: (() => void) | null): void {
  useEffect(() => {
    if (run === null) return;
    targets.set(shortcut, run);
    return () => {
      if (targets.get(shortcut) === run) targets.delete(shortcut);
    };
  }, [shortcut, run]);
}
export const runTarget = (shortcut: Shortcut): void => targets.get(shortcut)?.();
