/** The list behind "?": every shortcut, found by name or by keys, each of which a person may change. */
import { Button, Modal, Switch, TextInput } from '@mantine/core';
import { IconKeyboardOff, IconRestore, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { setPreferences } from '../../state/preferences.ts';
import { chosenKeys } from '../../state/shortcuts.ts';
import { useKeyCaps } from '../key-caps.ts';
import { closeOverlay } from '../overlay.ts';
import { useShortcutGroups } from './shortcut-groups.ts';
import { ShortcutRow } from './shortcut-row.tsx';
import classes from './shortcuts.module.css';
import { useShortcutEditing } from './use-shortcut-editing.ts';

export function ShortcutsDialog() {
  const { t } = useTranslation('shortcuts');
  return (
    <Modal opened onClose={closeOverlay} title={t('title')} size={680} classNames={{ body: classes.dialog ?? '' }}>
      <Shortcuts />
    </Modal>
  );
}

function Shortcuts() {
  const { t } = useTranslation('shortcuts');
  const caps = useKeyCaps();
  const groups = useShortcutGroups();
  const all = useMemo(() => groups.flatMap(({ rows }) => rows), [groups]);
  const editing = useShortcutEditing(all);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const shown = groups
    .map((group) => ({
      ...group,
      rows: group.rows.filter((row) =>
        [row.name, ...chosenKeys(row, editing.chosen).map((keys) => caps(keys).join(' '))].some((text) =>
          text.toLocaleLowerCase().includes(wanted),
        ),
      ),
    }))
    .filter(({ rows }) => rows.length > 0);
  const changed = Object.keys(editing.chosen).length > 0;
  return (
    <>
      <div className={classes.head}>
        <TextInput
          type="search"
          data-autofocus
          leftSection={<IconSearch size={15} aria-hidden />}
          placeholder={t('search')}
          aria-label={t('search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Switch
          label={t('singleKeys')}
          description={t('singleKeysHint')}
          checked={editing.singleKeys}
          onChange={(event) => setPreferences({ singleKeys: event.currentTarget.checked })}
        />
      </div>
      <div className={classes.list}>
        {shown.map((group) => (
          <section key={group.id} aria-labelledby={`shortcuts-${group.id}`}>
            <h3 id={`shortcuts-${group.id}`}>{group.title}</h3>
            <ul>
              {group.rows.map((row) => (
                <ShortcutRow key={row.id} shortcut={row} editing={editing} />
              ))}
            </ul>
          </section>
        ))}
        {shown.length === 0 ? (
          <p className={classes.nothing}>
            <IconKeyboardOff size={18} stroke={1.6} aria-hidden /> {t('nothing', { search: search.trim() })}
          </p>
        ) : null}
      </div>
      <footer className={classes.foot}>
        <p role="status">{editing.done === null ? t('hint') : editing.done.text}</p>
        {editing.done === null ? null : (
          <Button variant="subtle" size="xs" onClick={editing.undo}>
            {t('undo')}
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRestore size={14} aria-hidden />}
          disabled={!changed}
          onClick={editing.resetAll}
        >
          {t('resetAll')}
        </Button>
      </footer>
    </>
  );
}
