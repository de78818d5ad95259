/** What the import did, with every value it could not take. */
import { Alert, Button, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconCircleCheck, IconDownload, IconPlayerStop } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ImportResult } from '../../../flows/api/shapes.ts';
import { csvText } from '../../app/csv.ts';
import { useFormat } from '../../app/format.ts';
import { saveText } from '../../app/save-file.ts';
import table from '../../app/table.module.css';
import { NumberFigure } from '../../ui/bits.tsx';
import { type Correction, cellKey, type Rejected } from './correction.ts';
import classes from './import.module.css';
import { UndoImport } from './undo-import.tsx';

/** More rows on screen help nobody; the file has them all. */
const shown = 200;

export interface ImportDoneProps {
  result: ImportResult;
  kind: 'contacts' | 'events';
  fileName: string;
  busy: boolean;
  onCorrect: (corrections: Correction[]) => void;
  onClose: () => void;
}

export function ImportDone({ result, kind, fileName, busy, onCorrect, onClose }: ImportDoneProps) {
  const { t, i18n } = useTranslation('contacts');
  const format = useFormat();
  const { rejected } = result;
  const [written, setWritten] = useState<ReadonlyMap<string, Correction>>(new Map());
  const write = ({ line, column = '', value: was = '' }: Rejected, value: string) => {
    const next = new Map(written);
    if (value.trim() === '' || value === was) next.delete(cellKey(line, column));
    else next.set(cellKey(line, column), { line, column, value });
    setWritten(next);
  };
  const reason = (code: string) => (i18n.exists(`errors:import.${code}`) ? t(`errors:import.${code}`) : code);
  const download = () => {
    const head = ['line', 'column', 'value', 'reason'].map((name) => t(`import.rejected.${name}`));
    const rows = rejected.map(({ line, column = '', value = '', reason: code }) => [line, column, value, reason(code)]);
    saveText(`${fileName.replace(/\.[^.]*$/, '')}-rejected.csv`, csvText([head, ...rows]), 'text/csv');
  };
  /** It scrolls, so the keyboard must be able to stand in it. */
  const scrolling = {
    role: 'region',
    tabIndex: 0,
    'aria-label': t('import.refused', { count: rejected.length, n: format.number(rejected.length) }),
  } as const;
  return (
    <Stack>
      {result.canceled ? (
        <Alert color="warn" icon={<IconPlayerStop size={18} aria-hidden />}>
          {t('imports:stopped')}
        </Alert>
      ) : null}
      <SimpleGrid cols={4}>
        {(['read', 'created', 'updated', 'unchanged'] as const).map((what) =>
          kind === 'events' && what === 'updated' ? null : (
            <NumberFigure
              key={what}
              value={format.number(result[what])}
              label={kind === 'events' ? t(`imports:count.${what}`) : t(`import.count.${what}`)}
            />
          ),
        )}
      </SimpleGrid>
      {rejected.length === 0 ? (
        <Group gap={6}>
          <IconCircleCheck size={18} color="var(--k-ok)" aria-hidden />
          <Text>{t('import.allTaken')}</Text>
        </Group>
      ) : (
        <>
          <Group justify="space-between">
            <Text fw={600}>{t('import.refused', { count: rejected.length, n: format.number(rejected.length) })}</Text>
            <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />} onClick={download}>
              {t('import.download')}
            </Button>
          </Group>
          <Text c="dimmed">{t(kind === 'events' ? 'imports:refusedEvents' : 'import.refusedHint')}</Text>
          <div className={`${table.wrap} ${classes.columns}`} {...scrolling}>
            <table className={table.table}>
              <thead>
                <tr>
                  {(['line', 'column', 'value', 'reason'] as const).map((name) => (
                    <th key={name} scope="col" className={name === 'line' ? table.number : undefined}>
                      {t(`import.rejected.${name}`)}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {rejected.slice(0, shown).map((entry) => (
                  <tr key={`${entry.line} ${entry.column} ${entry.value} ${entry.reason}`}>
                    <td className={table.number}>{format.number(entry.line)}</td>
                    <td>{entry.column}</td>
                    {entry.column === undefined || kind === 'events' ? (
                      <td className={classes.cell}>{entry.value}</td>
                    ) : (
                      <td>
                        <TextInput
                          size="xs"
                          aria-label={t('import.correctOf', { column: entry.column, line: format.number(entry.line) })}
                          defaultValue={entry.value ?? ''}
                          disabled={busy}
                          onChange={(event) => write(entry, event.currentTarget.value)}
                        />
                      </td>
                    )}
                    <td>{reason(entry.reason)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          {rejected.length > shown ? (
            <Text c="dimmed">{t('import.moreInFile', { n: format.number(shown) })}</Text>
          ) : null}
        </>
      )}
      <Group justify="end" gap="xs">
        {result.import === null || result.created + result.updated === 0 ? null : (
          <UndoImport id={result.import} kind={kind} file={fileName} onUndone={onClose} />
        )}
        {kind === 'events' || rejected.every(({ column }) => column === undefined) ? null : (
          <Button
            loading={busy}
            disabled={written.size === 0}
            onClick={() => {
              onCorrect([...written.values()]);
              setWritten(new Map());
            }}
          >
            {written.size === 0
              ? t('import.correctNone')
              : t('import.correct', { count: written.size, n: format.number(written.size) })}
          </Button>
        )}
        <Button variant={written.size === 0 ? 'filled' : 'default'} onClick={onClose}>
          {t('import.close')}
        </Button>
      </Group>
    </Stack>
  );
}
