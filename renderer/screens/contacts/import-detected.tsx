/** What was recognised about the file; each guess can be changed, and the rows below follow. */
import { Button, Group, LoadingOverlay, Select, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import table from '../../app/table.module.css';
import classes from './import.module.css';
import type { ImportOptions, ImportPreview } from './import-types.ts';

const encodings = ['utf-8', 'windows-1251', 'windows-1252', 'koi8-u', 'utf-16le'];
const delimiters = [',', ';', '\t', '|'];
const orders = ['dmy', 'mdy', 'ymd'] as const;

export interface ImportDetectedProps {
  fileName: string;
  preview: ImportPreview;
  busy: boolean;
  onOptions: (change: ImportOptions) => void;
  onBack: () => void;
  onNext: () => void;
}

const withOwn = (known: readonly string[], own: string | null): string[] =>
  own === null || known.includes(own) ? [...known] : [own, ...known];

export function ImportDetected({ fileName, preview, busy, onOptions, onBack, onNext }: ImportDetectedProps) {
  const { t } = useTranslation('contacts');
  return (
    <Stack>
      <Text>{t('import.detected', { file: fileName, format: t(`import.format.${preview.format}`) })}</Text>
      <Group grow>
        {preview.encoding === null ? null : (
          <Select
            label={t('import.encoding')}
            data={withOwn(encodings, preview.encoding).map((value) => ({ value, label: value.toUpperCase() }))}
            value={preview.encoding}
            onChange={(encoding) => encoding !== null && onOptions({ encoding })}
            allowDeselect={false}
          />
        )}
        {preview.delimiter === null ? null : (
          <Select
            label={t('import.delimiter')}
            data={withOwn(delimiters, preview.delimiter).map((value) => ({
              value,
              label: t(`import.delimiters.${delimiters.indexOf(value)}`, { defaultValue: value }),
            }))}
            value={preview.delimiter}
            onChange={(delimiter) => delimiter !== null && onOptions({ delimiter })}
            allowDeselect={false}
          />
        )}
        <Select
          label={t('import.dates')}
          data={orders.map((value) => ({ value, label: t(`import.order.${value}`) }))}
          value={preview.dates}
          onChange={(dates) => dates !== null && onOptions({ dates })}
          allowDeselect={false}
        />
      </Group>
      <div className={classes.stack}>
        <LoadingOverlay visible={busy} />
        <div className={table.wrap}>
          <table className={table.table}>
            <thead>
              <tr>
                {preview.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.rows.slice(0, 5).map((row) => (
                <tr key={row.join('\u0000')}>
                  {preview.columns.map((column, index) => (
                    <td key={column} className={classes.cell}>
                      {row[index]}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
      <Group justify="space-between">
        <Button variant="default" onClick={onBack} disabled={busy}>
          {t('app:back')}
        </Button>
        <Button onClick={onNext} disabled={busy}>
          {t('app:next')}
        </Button>
      </Group>
    </Stack>
  );
}
