/** Keys of the desk. Letters only, no modifiers, so that they never fight the browser's own. */
export const SHORTCUTS = {
  n: 'next',
  '?': 'help',
  c: 'call',
  r: 'record',
  i: 'find',
  a: 'alert',
  q: 'queue',
  escape: 'close',
} as const;
export type Shortcut = (typeof SHORTCUTS)[keyof typeof SHORTCUTS];

/** What of a keyboard event decides; a real KeyboardEvent fits. */
export interface KeyPress {
  key: string;
  isComposing: boolean;
  /** 229 while an input method has the key. */
  keyCode: number;
  repeat: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  defaultPrevented: boolean;
}

/** Where the focus is, as far as typing goes. */
export interface FocusPlace {
  tag: string;
  type: string | null;
  editable: boolean;
  role: string | null;
}

const NO_TEXT = new Set([
  'checkbox',
  'radio',
  'button',
  'submit',
  'reset',
  'range',
  'color',
  'file',
  'image',
]);

/** Whether letters pressed here are text. */
export function takesText(place: FocusPlace | null): boolean {
  if (place === null) return false;
  if (place.editable || place.role === 'combobox' || place.role === 'textbox' || place.role === 'searchbox')
    return true;
  const tag = place.tag.toLowerCase();
  if (tag === 'textarea' || tag === 'select') return true;
  return tag === 'input' && !NO_TEXT.has((place.type ?? 'text').toLowerCase());
}

/** The command of a key press, or null: none while composing, typing, repeating, with a modifier, or under a dialog. */
export function shortcutOf(press: KeyPress, focus: FocusPlace | null, dialogOpen: boolean): Shortcut | null {
  if (press.isComposing || press.keyCode === 229 || press.repeat || press.defaultPrevented) return null;
  if (press.ctrlKey || press.metaKey || press.altKey || dialogOpen || takesText(focus)) return null;
  const key = press.key === '？' ? '?' : press.key.toLowerCase();
  return key in SHORTCUTS ? SHORTCUTS[key as keyof typeof SHORTCUTS] : null;
}
