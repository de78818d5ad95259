/** Keys by their place on the keyboard: which ones a shortcut may have, and whether a press is one. Pure. */

/** A key by its place (`KeyboardEvent.code`), so that shortcuts work in every layout. */
export interface Keys {
  code: string;
  /** Ctrl, or ⌘ on a Mac. */
  mod?: boolean | undefined;
  shift?: boolean | undefined;
  alt?: boolean | undefined;
}

export interface KeyPress {
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

export const matches = (keys: Keys, press: KeyPress): boolean =>
  keys.code === press.code &&
  (keys.mod ?? false) === (press.ctrlKey || press.metaKey) &&
  (keys.shift ?? false) === press.shiftKey &&
  (keys.alt ?? false) === press.altKey;

export const keysOfPress = (press: KeyPress): Keys => ({
  code: press.code,
  ...(press.ctrlKey || press.metaKey ? { mod: true } : {}),
  ...(press.shiftKey ? { shift: true } : {}),
  ...(press.altKey ? { alt: true } : {}),
});

/** The same text for the same keys. */
export const keyId = ({ code, mod, shift, alt }: Keys): string =>
  `${mod ? 'mod+' : ''}${shift ? 'shift+' : ''}${alt ? 'alt+' : ''}${code}`;

export const sameKeys = (one: Keys, other: Keys): boolean => keyId(one) === keyId(other);

export const isModifier = (code: string): boolean =>
  /^(?:(?:Control|Shift|Alt|Meta|OS)(?:Left|Right)|CapsLock|NumLock|ScrollLock|Fn|FnLock|AltGraph)$/.test(code);

const characters =
  /^(?:Key[A-Z]|Digit\d|Numpad(?:\d|Add|Subtract|Multiply|Divide|Decimal|Comma|Equal)|Minus|Equal|Bracket(?:Left|Right)|Semicolon|Quote|Backquote|Backslash|Comma|Period|Slash|Intl\w+)$/;

/** Types a character where one types: WCAG 2.1.4 wants these shortcuts to be ones that can be turned off. */
export const isCharacter = ({ code, mod, alt }: Keys): boolean => !mod && !alt && characters.test(code);

const others =
  /^(?:F\d+|Enter|NumpadEnter|Space|Escape|Tab|Backspace|Delete|Insert|Home|End|Page(?:Up|Down)|Arrow\w+)$/;

/** Why keys cannot be a shortcut of ours. Each is a key of the translations. */
export type KeyRefusal = 'leave' | 'focus' | 'press' | 'walk' | 'browser' | 'system' | 'letters' | 'unknown';

const browserKeys = new Set(['F5', 'F6', 'F10', 'F11', 'F12']);
/** With Ctrl: tabs, windows, reading anew, addresses, files, and the size of everything, which nobody may take from people. */
const browserMod =
  /^(?:Key[WTNRQLOM]|Digit\d|Numpad\d|Equal|Minus|NumpadAdd|NumpadSubtract|Page(?:Up|Down)|F4|F5|Home|End)$/;
const browserModShift = /^(?:Key[WTNRQIJ]|Delete|Page(?:Up|Down))$/;

/** What browser, system and screen readers need for themselves stays theirs. */
export function refusalOf({ code, mod, shift, alt }: Keys): KeyRefusal | null {
  if (code === 'Escape') return 'leave';
  if (code === 'Tab') return 'focus';
  if (code.startsWith('Arrow') && !mod) return 'walk';
  if ((code === 'Enter' || code === 'NumpadEnter' || code === 'Space') && !mod && !alt) return 'press';
  if ((code === 'Space' && (mod || alt)) || (alt && code === 'F4')) return 'system';
  // AltGr is Ctrl+Alt on Windows, and types letters in many languages.
  if (mod && alt) return 'letters';
  if (browserKeys.has(code) || (alt && /^(?:Home|F\d+)$/.test(code))) return 'browser';
  if (mod && (shift ? browserModShift : browserMod).test(code)) return 'browser';
  return characters.test(code) || others.test(code) ? null : 'unknown';
}
