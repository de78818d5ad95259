/** One shortcut: its name, its keys, and the buttons that change them. While it is changed it listens for the new keys. */
import { ActionIcon, Button } from '@mantine/core';
import { IconLock, IconPencil, IconRestore, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { isCharacter, isModifier, type Keys, keyId, keysOfPress } from '../../state/keys.ts';
import { chosenKeys } from '../../state/shortcuts.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useKeyCaps } from '../key-caps.ts';
import type { NamedShortcut } from './shortcut-groups.ts';
import classes from './shortcuts.module.css';
import type { Asked, ShortcutEditing } from './use-shortcut-editing.ts';

function Caps({ shortcut, editing }: { shortcut: NamedShortcut; editing: ShortcutEditing }) {
  const { t } = useTranslation('shortcuts');
  const caps = useKeyCaps();
  const keys = chosenKeys(shortcut, editing.chosen);
  if (keys.length === 0) return <span className={classes.none}>{t('none')}</span>;
  return (
    <span className={classes.caps}>
      {keys.map((one, index) => {
        const off = !editing.singleKeys && isCharacter(one);
        return (
          <span key={keyId(one)} className={classes.combination} data-off={off || undefined}>
            {index > 0 ? <i>{t('or')}</i> : null}
            {caps(one).map((cap) => (
              <kbd key={cap}>{cap}</kbd>
            ))}
            {off ? <span className={classes.hidden}>{t('off')}</span> : null}
          </span>
        );
      })}
    </span>
  );
}

export function ShortcutRow({ shortcut, editing }: { shortcut: NamedShortcut; editing: ShortcutEditing }) {
  const { t } = useTranslation('shortcuts');
  const { id, name, fixed } = shortcut;
  const change = useRef<HTMLButtonElement>(null);
  const listening = editing.editing?.id === id;
  const was = useRef(false);
  useEffect(() => {
    // The keyboard comes back to where it was sent from.
    if (was.current && !listening) change.current?.focus();
    was.current = listening;
  }, [listening]);
  if (listening)
    return (
      <li className={classes.row} data-listening>
        <span className={classes.name}>{name}</span>
        <Listening shortcut={shortcut} asked={editing.editing?.asked ?? null} editing={editing} />
      </li>
    );
  return (
    <li className={classes.row}>
      <span className={classes.name}>{name}</span>
      <Caps shortcut={shortcut} editing={editing} />
      <span className={classes.tools}>
        {fixed === true ? (
          <Tooltip label={t('fixed')}>
            <span className={classes.lock}>
              <IconLock size={15} stroke={1.7} aria-hidden />
              <span className={classes.hidden}>{t('fixed')}</span>
            </span>
          </Tooltip>
        ) : (
          <>
            {Object.hasOwn(editing.chosen, id) ? (
              <Tool icon={IconRestore} label={t('reset', { name })} onClick={() => editing.reset(id)} />
            ) : null}
            {chosenKeys(shortcut, editing.chosen).length > 0 ? (
              <Tool icon={IconX} label={t('take', { name })} onClick={() => editing.take(id)} />
            ) : null}
            <Tooltip label={t('change', { name })}>
              <ActionIcon ref={change} aria-label={t('change', { name })} onClick={() => editing.begin(id)}>
                <IconPencil size={16} stroke={1.7} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </>
        )}
      </span>
    </li>
  );
}

function Tool({ icon: Glyph, label, onClick }: { icon: typeof IconX; label: string; onClick: () => void }) {
  return (
    <Tooltip label={label}>
      <ActionIcon aria-label={label} onClick={onClick}>
        <Glyph size={16} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

function Listening({
  shortcut,
  asked,
  editing,
}: {
  shortcut: NamedShortcut;
  asked: Asked | null;
  editing: ShortcutEditing;
}) {
  const { t } = useTranslation('shortcuts');
  const caps = useKeyCaps();
  const message = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
    // Tab goes on to the buttons: nobody is trapped here.
    if (isModifier(event.code) || (event.code === 'Tab' && bare)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat || event.code === '') return;
    if (event.code === 'Escape' && bare) editing.cancel();
    else editing.press(keysOfPress(event));
  };
  const text = (keys: Keys) => caps(keys).join(' ');
  const free = asked?.kind === 'taken' && asked.by.fixed !== true;
  return (
    <div className={classes.listening}>
      <span className={classes.listeningField}>
        <input
          ref={field}
          readOnly
          className={classes.field}
          value={asked === null ? '' : text(asked.keys)}
          placeholder={t('press')}
          aria-label={t('pressFor', { name: shortcut.name })}
          aria-describedby={message}
          // Esc ends the listening, not the dialog.
          data-mantine-stop-propagation="true"
          onKeyDown={onKeyDown}
        />
        <Button variant="default" size="xs" onClick={editing.cancel}>
          {t('app:cancel')}
        </Button>
      </span>
      <p id={message} role="alert" className={classes.message}>
        {asked === null
          ? null
          : asked.kind === 'refused'
            ? t(`refused.${asked.why}`, { keys: text(asked.keys) })
            : t(free ? 'taken' : 'takenFixed', { keys: text(asked.keys), name: asked.by.name })}
      </p>
      {free ? (
        <span className={classes.choices}>
          {chosenKeys(shortcut, editing.chosen).length > 0 ? (
            <Button size="xs" variant="default" onClick={() => editing.settle('swap')}>
              {t('swap')}
            </Button>
          ) : null}
          <Button size="xs" onClick={() => editing.settle('replace')}>
            {t('replace')}
          </Button>
        </span>
      ) : null}
    </div>
  );
}
