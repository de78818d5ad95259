/** What is printed on keys: by the computer's current layout where the browser tells it, else as on an American keyboard. */
import { useCallback } from 'react';
import { create } from 'zustand';
import type { Keys } from '../state/keys.ts';
import { usePreferences } from '../state/preferences.ts';
import { keysOf, type Shortcut } from '../state/shortcuts.ts';

/** What the current layout types, by the key's place. */
type Layout = ReadonlyMap<string, string>;

const mac = typeof navigator !== 'undefined' && /mac/i.test(navigator.userAgent);
const american: Readonly<Record<string, string>> = {
  Slash: '/',
  Equal: '=',
  Minus: '-',
  BracketLeft: '[',
  BracketRight: ']',
  Comma: ',',
  Period: '.',
  Semicolon: ';',
  Quote: "'",
  Backquote: '`',
  Backslash: '\\',
};
const names: Readonly<Record<string, string>> = {
  ...american,
  Equal: '+',
  Minus: '−',
  NumpadAdd: 'Num +',
  NumpadSubtract: 'Num −',
  NumpadMultiply: 'Num ×',
  NumpadDivide: 'Num ÷',
  NumpadDecimal: 'Num .',
  IntlBackslash: '\\',
  Delete: mac ? '⌫' : 'Del',
  Insert: 'Ins',
  Backspace: '⌫',
  PageUp: 'PgUp',
  PageDown: 'PgDn',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Shift: mac ? '⇧' : 'Shift',
  Alt: mac ? '⌥' : 'Alt',
};

/** The layout's own word for a key, where it differs from the American one. */
function printedIn(layout: Layout | null, code: string): string | null {
  if (code.startsWith('Numpad')) return null;
  const typed = layout?.get(code)?.trim();
  if (!typed || typed === american[code]) return null;
  const capital = typed.toLocaleUpperCase();
  return capital.length === typed.length ? capital : typed;
}

/** `['Ctrl', 'Shift', 'Z']`, as printed on the keys of this computer. */
export function keyCaps(keys: Keys, layout: Layout | null = null): string[] {
  const printed = printedIn(layout, keys.code);
  if (keys.code === 'Slash' && keys.shift && !keys.mod && !keys.alt && printed === null) return ['?'];
  if (keys.code === 'Digit8' && keys.shift && !keys.mod && !keys.alt && printed === null) return ['*'];
  return [
    ...(keys.mod ? [mac ? '⌘' : 'Ctrl'] : []),
    ...(keys.alt ? [mac ? '⌥' : 'Alt'] : []),
    ...(keys.shift ? [mac ? '⇧' : 'Shift'] : []),
    printed ?? names[keys.code] ?? keys.code.replace(/^(?:Key|Digit)/, '').replace(/^Numpad/, 'Num '),
  ];
}

const useLayout = create<{ layout: Layout | null }>(() => ({ layout: null }));

interface Keyboard {
  getLayoutMap?: () => Promise<Layout>;
}

/** Asks again whenever the window is come back to: a layout is changed outside of it. */
export function watchLayout(): void {
  const { keyboard } = navigator as Navigator & { keyboard?: Keyboard };
  if (keyboard?.getLayoutMap === undefined) return;
  const ask = (): void =>
    void keyboard.getLayoutMap?.().then(
      (layout) => useLayout.setState({ layout: layout.size > 0 ? layout : null }),
      () => undefined,
    );
  ask();
  window.addEventListener('focus', ask);
}

/** The caps of some keys, on this person's keyboard. */
export function useKeyCaps(): (keys: Keys) => string[] {
  const layout = useLayout((state) => state.layout);
  return useCallback((keys) => keyCaps(keys, layout), [layout]);
}

/** The shortcut of an action as this person has it, such as "Ctrl D"; null where it has none. */
export function useShortcutText(): (shortcut: Shortcut) => string | null {
  const caps = useKeyCaps();
  const shortcuts = usePreferences((state) => state.shortcuts);
  const singleKeys = usePreferences((state) => state.singleKeys);
  return useCallback(
    (shortcut) => {
      const keys = keysOf(shortcut, { shortcuts, singleKeys })[0];
      return keys === undefined ? null : caps(keys).join(' ');
    },
    [caps, shortcuts, singleKeys],
  );
}

/** The same as a tooltip's second half: "Undo · Ctrl Z". */
export function useLabelWithKeys(): (label: string, shortcut: Shortcut) => string {
  const text = useShortcutText();
  return useCallback(
    (label, shortcut) => {
      const keys = text(shortcut);
      return keys === null ? label : `${label} · ${keys}`;
    },
    [text],
  );
}
