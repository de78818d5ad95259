/** Changing shortcuts: what is being asked for, what stands in the way, what was done last and can be taken back. */
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCharacter, type KeyRefusal, type Keys, refusalOf } from '../../state/keys.ts';
import { setPreferences, usePreferences } from '../../state/preferences.ts';
import { type ChosenKeys, giveKeys, holderOf, resetKeys, takeKeys } from '../../state/shortcuts.ts';
import { useKeyCaps } from '../key-caps.ts';
import type { NamedShortcut } from './shortcut-groups.ts';

/** What the keys that were pressed last came to. */
export type Asked =
  | { kind: 'refused'; keys: Keys; why: KeyRefusal }
  /** Somebody has them: `fixed` ones keep them. */
  | { kind: 'taken'; keys: Keys; by: NamedShortcut };

export function useShortcutEditing(all: readonly NamedShortcut[]) {
  const { t } = useTranslation('shortcuts');
  const caps = useKeyCaps();
  const chosen = usePreferences((state) => state.shortcuts);
  const singleKeys = usePreferences((state) => state.singleKeys);
  const [editing, setEditing] = useState<{ id: string; asked: Asked | null } | null>(null);
  const [done, setDone] = useState<{ text: string; before: ChosenKeys } | null>(null);
  const nameOf = (id: string) => all.find((one) => one.id === id)?.name ?? id;
  const inWords = (keys: Keys) => caps(keys).join(' ');

  const change = (next: ChosenKeys, text: string) => {
    setDone({ text, before: chosen });
    setPreferences({ shortcuts: Object.fromEntries(Object.entries(next).map(([id, keys]) => [id, [...keys]])) });
    setEditing(null);
  };
  const give = (id: string, keys: Keys, how: 'replace' | 'swap', from?: NamedShortcut) => {
    const said = from === undefined ? 'said.given' : how === 'swap' ? 'said.swapped' : 'said.replaced';
    const text = t(said, { name: nameOf(id), keys: inWords(keys), other: from?.name ?? '' });
    // Given all the same; but whoever turned single characters off must know why nothing happens.
    const off = !singleKeys && isCharacter(keys) ? ` ${t('said.off')}` : '';
    change(giveKeys(all, chosen, id, keys, how), text + off);
  };
  return {
    chosen,
    singleKeys,
    editing,
    done,
    begin: (id: string) => setEditing({ id, asked: null }),
    cancel: useCallback(() => setEditing(null), []),
    press(keys: Keys) {
      if (editing === null) return;
      const why = refusalOf(keys);
      const by = holderOf(all, chosen, keys, editing.id);
      if (why !== null) setEditing({ id: editing.id, asked: { kind: 'refused', keys, why } });
      else if (by !== undefined) setEditing({ id: editing.id, asked: { kind: 'taken', keys, by } });
      else give(editing.id, keys, 'replace');
    },
    settle(how: 'replace' | 'swap') {
      if (editing?.asked?.kind === 'taken') give(editing.id, editing.asked.keys, how, editing.asked.by);
    },
    take: (id: string) => change(takeKeys(all, chosen, id), t('said.taken', { name: nameOf(id) })),
    reset(id: string) {
      const { chosen: next, lost } = resetKeys(all, chosen, id);
      const from = lost.map((one) => one.name).join(', ');
      change(
        next,
        lost.length === 0
          ? t('said.reset', { name: nameOf(id) })
          : t('said.resetFrom', { name: nameOf(id), other: from }),
      );
    },
    resetAll: () => change({}, t('said.resetAll')),
    undo() {
      if (done === null) return;
      change(done.before, t('said.undone'));
      setDone({ text: t('said.undone'), before: chosen });
    },
  };
}

export type ShortcutEditing = ReturnType<typeof useShortcutEditing>;
