/** The shortcuts that work on every screen. The canvas hears a key first; what it took is not heard here again. */
import { spotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { appShortcuts, commands, placeShortcuts, preferencesPage, shortcutList } from '../state/app-shortcuts.ts';
import { matches } from '../state/keys.ts';
import { preferences } from '../state/preferences.ts';
import { keysOf } from '../state/shortcuts.ts';
import { openOverlay, useOverlay } from './overlay.ts';
import { pathOf } from './places.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.role === 'combobox');

export function useAppKeys(): void {
  const [, go] = useLocation();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || useOverlay.getState().open !== null) return;
      const typing = isTyping(event.target);
      const pressed = appShortcuts.find((shortcut) =>
        keysOf(shortcut, preferences.getState()).some(
          (keys) => matches(keys, event) && !(typing && !keys.mod && !keys.alt),
        ),
      );
      if (pressed === undefined) return;
      event.preventDefault();
      const place = placeShortcuts.find(({ id }) => id === pressed.id);
      if (place !== undefined) go(pathOf(place.place));
      else if (pressed.id === commands.id) spotlight.open();
      else if (pressed.id === shortcutList.id) openOverlay('shortcuts');
      else if (pressed.id === preferencesPage.id) openOverlay('preferences');
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [go]);
}
