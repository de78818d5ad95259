/** Shortcuts that work on every screen. The canvas has its own table of actions; the first two stand in both. */
import type { Shortcut } from './shortcuts.ts';

export const commands = {
  id: 'commands',
  keys: [{ code: 'KeyK', mod: true }],
} as const satisfies Shortcut;

export const shortcutList = {
  id: 'shortcuts',
  keys: [
    { code: 'Slash', shift: true },
    { code: 'Slash', mod: true },
  ],
} as const satisfies Shortcut;

export const preferencesPage = {
  id: 'preferences',
  keys: [{ code: 'Comma', mod: true }],
} as const satisfies Shortcut;

/** The places of the rail, in its order: Alt and the number. */
export const placeIds = [
  'home',
  'flows',
  'contacts',
  'content',
  'report',
  'mailbox',
  'accounts',
  'inbox',
  'settings',
] as const;
export type PlaceId = (typeof placeIds)[number];

export const placeShortcuts: readonly (Shortcut & { place: PlaceId })[] = placeIds.map((place, index) => ({
  id: `place.${place}`,
  place,
  keys: [{ code: `Digit${index + 1}`, alt: true }],
}));

export const appShortcuts: readonly Shortcut[] = [commands, shortcutList, preferencesPage, ...placeShortcuts];
