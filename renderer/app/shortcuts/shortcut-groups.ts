/** Every shortcut there is, in groups and in words: of the app, of the canvas, and the ways to move. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { actions, moves } from '../../canvas/actions/table.ts';
import { commands, placeShortcuts, preferencesPage, shortcutList } from '../../state/app-shortcuts.ts';
import type { Shortcut } from '../../state/shortcuts.ts';

export interface NamedShortcut extends Shortcut {
  name: string;
}

export interface ShortcutGroup {
  id: string;
  title: string;
  rows: readonly NamedShortcut[];
}

const everywhere: readonly Shortcut[] = [commands, shortcutList, preferencesPage];
const canvasGroups = ['block', 'edit', 'view', 'flow'] as const;

export function useShortcutGroups(): readonly ShortcutGroup[] {
  const { t } = useTranslation('shortcuts');
  return useMemo(
    () => [
      {
        id: 'everywhere',
        title: t('group.everywhere'),
        rows: everywhere.map((one) => ({ ...one, name: t(`name.${one.id}`) })),
      },
      {
        id: 'places',
        title: t('group.places'),
        rows: placeShortcuts.map((one) => ({ ...one, name: t(`app:place.${one.place}`) })),
      },
      ...canvasGroups.map((group) => ({
        id: group,
        title: t(`canvas:group.${group}`),
        rows: actions
          .filter((action) => action.group === group && !everywhere.some(({ id }) => id === action.id))
          .map(({ id, keys, byEvent }) => ({
            id,
            keys,
            name: t(`canvas:action.${id}`),
            // The system tells of copy, cut and paste itself, whatever keys it has for them.
            ...(byEvent === true ? { fixed: true } : {}),
          })),
      })),
      {
        id: 'moves',
        title: t('canvas:group.moves'),
        rows: moves.map(({ id, keys }) => ({ id: `move.${id}`, keys, name: t(`canvas:move.${id}`), fixed: true })),
      },
    ],
    [t],
  );
}
