import { Kbd } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const mac = /mac/i.test(navigator.userAgent);
const mod = mac ? '⌘' : 'Ctrl';
const alt = mac ? '⌥' : 'Alt';

/** Shortcuts go by physical key, so they stand on the same place in every keyboard layout. */
const shortcuts: readonly { key: string; keys: readonly string[] }[] = [
  { key: 'palette', keys: [mod, 'K'] },
  { key: 'places', keys: [alt, '1 … 6'] },
  { key: 'help', keys: [mod, '/'] },
  { key: 'undo', keys: [mod, 'Z'] },
  { key: 'redo', keys: [mod, 'Shift', 'Z'] },
  { key: 'close', keys: ['Esc'] },
];

export function ShortcutList({ className }: { className: string | undefined }) {
  const { t } = useTranslation();
  return (
    <dl className={className}>
      {shortcuts.map(({ key, keys }) => (
        <div key={key} style={{ display: 'contents' }}>
          <dt>{t(`shortcuts.${key}`)}</dt>
          <dd>
            {keys.map((name, index) => (
              <span key={name}>
                {index > 0 ? ' + ' : null}
                <Kbd>{name}</Kbd>
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
