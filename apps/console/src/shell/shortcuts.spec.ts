import { shortcutOf, takesText, type FocusPlace, type KeyPress } from './shortcuts.js';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  isComposing: false,
  keyCode: 0,
  repeat: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  ...more,
});
const at = (tag: string, more: Partial<FocusPlace> = {}): FocusPlace => ({
  tag,
  type: null,
  editable: false,
  role: null,
  ...more,
});

describe('keys of the desk', () => {
  it('answer in either case, and to the full-width question mark', () => {
    expect(shortcutOf(press('n'), null, false)).toBe('next');
    expect(shortcutOf(press('N'), at('BUTTON'), false)).toBe('next');
    expect(shortcutOf(press('？'), null, false)).toBe('help');
    expect(shortcutOf(press('z'), null, false)).toBeNull();
  });

  it('rest while an input method composes, by either sign of it', () => {
    expect(shortcutOf(press('n', { isComposing: true }), null, false)).toBeNull();
    expect(shortcutOf(press('n', { keyCode: 229 }), null, false)).toBeNull();
  });

  it('rest in fields, under dialogs, with modifiers and on auto-repeat', () => {
    for (const place of [
      at('INPUT'),
      at('INPUT', { type: 'tel' }),
      at('TEXTAREA'),
      at('DIV', { editable: true }),
      at('DIV', { role: 'combobox' }),
    ])
      expect(shortcutOf(press('n'), place, false)).toBeNull();
    expect(shortcutOf(press('n'), null, true)).toBeNull();
    expect(shortcutOf(press('n', { ctrlKey: true }), null, false)).toBeNull();
    expect(shortcutOf(press('n', { repeat: true }), null, false)).toBeNull();
  });

  it('still work on a tick box, where letters are no text', () => {
    expect(takesText(at('INPUT', { type: 'checkbox' }))).toBe(false);
    expect(shortcutOf(press('n'), at('INPUT', { type: 'radio' }), false)).toBe('next');
  });
});
