/** How this person likes to work, kept on this computer from flow to flow. Of no flow and of no workspace. */

import * as z from 'zod';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const keysSchema = z.strictObject({
  code: z.string().max(40),
  mod: z.boolean().optional(),
  shift: z.boolean().optional(),
  alt: z.boolean().optional(),
});

const preferencesSchema = z.object({
  /**
   * What a wheel and a drag over the empty drawing do. `mouse`: the wheel zooms, a drag moves the drawing. `trackpad`: two
   * fingers move the drawing, a drag selects. `either`: scrolling and dragging both move it, which nobody gets lost with.
   */
  pointer: z.enum(['either', 'mouse', 'trackpad']).catch('either'),
  density: z.enum(['comfortable', 'compact']).catch('comfortable'),
  /** `less` where the person asked for less motion here; the system's own wish is heeded either way. */
  motion: z.enum(['system', 'less']).catch('system'),
  /** Shortcuts that differ from the table's, by action; an empty list takes the shortcut away. */
  shortcuts: z.record(z.string(), z.array(keysSchema).max(4)).catch({}),
  /** Shortcuts of a single character work (WCAG 2.1.4: whoever speaks to the computer, or trembles, turns them off). */
  singleKeys: z.boolean().catch(true),
  /** The first-run tour was finished or put away. */
  tourSeen: z.boolean().catch(false),
  /** Where the tour goes on when it is asked for again. */
  tourStep: z.number().int().min(0).max(9).catch(0),
});

export type Preferences = z.output<typeof preferencesSchema>;

const storageKey = 'kaskad.preferences';

function read(): Preferences {
  try {
    return preferencesSchema.parse(JSON.parse(window.localStorage.getItem(storageKey) ?? '{}'));
  } catch {
    return preferencesSchema.parse({});
  }
}

export const preferences = createStore<Preferences>(() => read());
preferences.subscribe((now) => {
  try {
    const text = JSON.stringify(now);
    // What another window wrote is not written back.
    if (window.localStorage.getItem(storageKey) !== text) window.localStorage.setItem(storageKey, text);
  } catch {
    // A browser that keeps nothing: they hold until the window closes.
  }
});
// Changed in another window: the same holds here, at once. Everything was forgotten: as at first.
if (typeof window !== 'undefined') {
  window.addEventListener('storage', ({ key }) => {
    if (key === storageKey || key === null) preferences.setState(read());
  });
}

export const usePreferences = <T>(selector: (state: Preferences) => T): T => useStore(preferences, selector);
export const setPreferences = (change: Partial<Preferences>): void => preferences.setState(change);
