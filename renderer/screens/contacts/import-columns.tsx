/** What each column means. Beside it stand its first values, because names lie. */
import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useChannelName } from '../../app/channel-icon.tsx';
import table from '../../app/table.module.css';
import classes from './import.module.css';
import { Remembered } from './import-remembered.tsx';
import type { ImportPreview } from './import-types.ts';
import { attributeField, fieldGroups, reachesSomebody, skipField } from './mapping.ts';

export interface ImportColumnsProps {
  preview: ImportPreview;
  busy: boolean;
  onBack: () => void;
  onRun: (mapping: Record<string, string>, key: string | null) => void;
}

export function ImportColumns({ preview, busy, onBack, onRun }: ImportColumnsProps) {
  const { t } = useTranslation('contacts');
  const channelName = useChannelName();
  const [mapping, setMapping] = useState<Record<string, string>>(preview.mapping);
  const [key, setKey] = useState<string | null>(preview.key);
  const fieldLabel = (field: string): string => {
    const [head = '', rest = ''] = [field.split('.', 1)[0], field.slice(field.indexOf('.') + 1)];
    if (field === skipField) return t('import.skip');
    if (head === 'address') return t('import.address', { channel: channelName(rest) });
    if (head === 'consent') return t('import.consent', { channel: channelName(rest) });
    if (head === 'attributes') return t('import.attribute', { name: rest });
    return t(`field.${field}`);
  };
  /** Every column by name, so that what is on screen is what happens. */
  const whole = Object.fromEntries(
    preview.columns.map((column) => {
      const field = mapping[column] ?? attributeField(column);
      // One column is the key: the one chosen above.
      return [column, column === key ? 'key' : field === 'key' ? attributeField(column) : field];
    }),
  );
  const usable = key !== null || reachesSomebody(whole);
  return (
    <Stack>
      <Remembered at={preview.remembered} />
      <Select
        label={t('import.key')}
        description={t('import.keyHint')}
        data={preview.columns}
        value={key}
        onChange={setKey}
        clearable
        allowDeselect={false}
        placeholder={t('import.noKey')}
        maw={420}
      />
      <div className={`${table.wrap} ${classes.columns}`}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('import.column')}</th>
              <th scope="col">{t('import.values')}</th>
              <th scope="col">{t('import.meaning')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map((column, index) => {
              const values = preview.rows.map((row) => row[index] ?? '').filter((value) => value !== '');
              const chosen = whole[column] ?? skipField;
              return (
                <tr key={column}>
                  <th scope="row">{column}</th>
                  <td className={`${table.muted} ${classes.cell}`}>{values.slice(0, 3).join(' · ')}</td>
                  <td>
                    <Select
                      size="xs"
                      w={260}
                      searchable
                      aria-label={t('import.meaningOf', { column })}
                      data={fieldGroups(column, chosen).map(({ group, fields }) => ({
                        group: t(`import.group.${group}`),
                        items: fields.map((value) => ({ value, label: fieldLabel(value) })),
                      }))}
                      value={chosen}
                      onChange={(field) => {
                        if (field === null) return;
                        if (field === 'key') setKey(column);
                        else if (column === key) setKey(null);
                        setMapping({ ...mapping, [column]: field });
                      }}
                      allowDeselect={false}
                    />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {usable ? (
        <Text c="dimmed">{t('import.kept')}</Text>
      ) : (
        <Alert color="warn" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {t('import.nobody')}
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack} disabled={busy}>
          {t('app:back')}
        </Button>
        <Button onClick={() => onRun(whole, key)} loading={busy} disabled={!usable}>
          {t('import.run')}
        </Button>
      </Group>
    </Stack>
  );
}
