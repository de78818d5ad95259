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
  /** The first-run tour was finished or put away. */
  tourSeen: z.boolean().catch(false),
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
    window.localStorage.setItem(storageKey, JSON.stringify(now));
  } catch {
    // A browser that keeps nothing: they hold until the window closes.
  }
});

export const usePreferences = <T>(selector: (state: Preferences) => T): T => useStore(preferences, selector);
export const setPreferences = (change: Partial<Preferences>): void => preferences.setState(change);
