/** What can be done with those who are chosen in the table. */
import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../app/format.ts';
import classes from './bulk.module.css';
import { BulkDialog, type BulkKind } from './bulk-dialog.tsx';
import { allThatMatch, countOf, nobody, type Selection, type Target } from './selection.ts';

const kinds: readonly BulkKind[] = ['tag', 'untag', 'set', 'empty', 'list', 'unlist'];

export interface BulkBarProps {
  selection: Selection;
  onSelect: (selection: Selection) => void;
  /** How many the table shows. */
  total: number;
  target: Target;
  onStarted: (action: number) => void;
}

export function BulkBar({ selection, onSelect, total, target, onStarted }: BulkBarProps) {
  const { t } = useTranslation('bulk');
  const format = useFormat();
  const [kind, setKind] = useState<BulkKind | null>(null);
  const count = countOf(selection, total);
  return (
    <section className={classes.bar} aria-label={t('selected', { count, n: format.number(count) })}>
      <span className={classes.count} aria-live="polite">
        {t('selected', { count, n: format.number(count) })}
      </span>
      {count < total ? (
        <Button size="compact-sm" variant="subtle" onClick={() => onSelect(allThatMatch)}>
          {t('selectAll', { n: format.number(total) })}
        </Button>
      ) : null}
      <Group gap="xs" ml="auto" wrap="nowrap">
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onSelect(nobody)}>
          {t('clear')}
        </Button>
        <Menu position="bottom-end" width={240}>
          <Menu.Target>
            <Button size="xs" rightSection={<IconChevronDown size={14} aria-hidden />}>
              {t('change')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {kinds.map((one, index) => (
              <div key={one}>
                {index > 0 && index % 2 === 0 ? <Menu.Divider /> : null}
                <Menu.Item onClick={() => setKind(one)}>{t(`menu.${one}`)}</Menu.Item>
              </div>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      <BulkDialog
        kind={kind}
        target={target}
        onClose={() => setKind(null)}
        onStarted={(action) => {
          setKind(null);
          onSelect(nobody);
          onStarted(action);
        }}
      />
    </section>
  );
}
