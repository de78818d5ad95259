/** Imports that were made: what each brought, what was refused, and the way back. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import { IconDownload, IconFileImport } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../app/client.ts';
import { csvText, plainCell } from '../../app/csv.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { saveText } from '../../app/save-file.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import { type State, StateBadge } from '../../ui/bits.tsx';
import classes from './import.module.css';
import { UndoImport } from './undo-import.tsx';

type PastImport = Awaited<ReturnType<Client['imports']['list']>>['imports'][number];

export function PastImports({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('imports');
  return (
    <Modal opened={opened} onClose={onClose} title={t('title')} size={1000}>
      {opened ? <Body /> : null}
    </Modal>
  );
}

function Body() {
  const { t } = useTranslation('imports');
  const found = useInfiniteQuery(
    orpc.imports.list.infiniteOptions({
      input: (before: number | undefined) => (before === undefined ? {} : { before }),
      initialPageParam: undefined,
      getNextPageParam: (page) => (page.more ? page.imports.at(-1)?.import : undefined),
    }),
  );
  if (found.error !== null) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <RowsSkeleton rows={4} height={44} />;
  const all = found.data.pages.flatMap(({ imports }) => imports);
  if (all.length === 0) return <StateMessage icon={IconFileImport} title={t('none.title')} body={t('none.body')} />;
  return (
    <Stack>
      <div className={`${table.wrap} ${classes.past}`}>
        <table className={table.table} aria-label={t('title')}>
          <thead>
            <tr>
              <th scope="col">{t('column.file')}</th>
              <th scope="col" className={table.number}>
                {t('column.created')}
              </th>
              <th scope="col" className={table.number}>
                {t('column.updated')}
              </th>
              <th scope="col" className={table.number}>
                {t('column.refused')}
              </th>
              <th scope="col">
                <span className={table.hidden}>{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <Row key={one.import} one={one} />
            ))}
          </tbody>
        </table>
      </div>
      {found.hasNextPage ? (
        <Button variant="default" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </Stack>
  );
}

const badges: Readonly<Record<PastImport['state'], State>> = {
  running: 'info',
  done: 'ok',
  canceled: 'warn',
  undone: 'paused',
};

function Row({ one }: { one: PastImport }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { file, kind, state, created, updated, refused } = one;
  return (
    <tr>
      <th scope="row">
        <Group gap="xs">
          <span className={classes.file} title={file}>
            {file}
          </span>
          <StateBadge state={badges[state]}>{t(`state.${state}`)}</StateBadge>
        </Group>
        <div className={table.below}>
          {t('about', { kind: t(`kind.${kind}`), at: format.dateTime(one.at), origin: t(`origin.${one.origin}`) })}
          {one.undo === null ? null : <Undone undo={one.undo} />}
        </div>
      </th>
      <td className={table.number}>{format.number(created)}</td>
      <td className={table.number}>{kind === 'events' ? '–' : format.number(updated)}</td>
      <td className={table.number}>
        {format.number(refused)}
        {one.refusedRows === 0 ? null : <Refused id={one.import} file={file} />}
      </td>
      <td className={`${table.number} ${classes.nowrap}`}>
        {state === 'undone' || state === 'running' || created + updated === 0 ? null : (
          <UndoImport id={one.import} kind={kind} file={file} onUndone={() => undefined} />
        )}
      </td>
    </tr>
  );
}

function Undone({ undo }: { undo: NonNullable<PastImport['undo']> }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  return (
    <div>
      {t('undoneTo', {
        removed: format.number(undo.removed),
        kept: format.number(undo.kept),
        restored: format.number(undo.restored),
      })}
    </div>
  );
}

/** The refused rows as they stood in the file, with what is wrong behind: mended, they come in by the same columns. */
function Refused({ id, file }: { id: number; file: string }) {
  const { t, i18n } = useTranslation('imports');
  const words = useErrorWords();
  const download = useMutation({
    mutationFn: () => client.imports.refused({ import: id }),
    onSuccess: ({ columns, why, rows }) => {
      const reason = (code: string) => (i18n.exists(`errors:import.${code}`) ? t(`errors:import.${code}`) : code);
      const lines = rows.map(({ cells, reasons }) => [
        ...columns.map((_, index) => cells[index] ?? ''),
        reasons
          .map((one) => (one.column === null ? reason(one.reason) : `${one.column}: ${reason(one.reason)}`))
          .join('; '),
      ]);
      saveText(
        `${file.replace(/\.[^.]*$/, '')}-refused.csv`,
        csvText([[...columns, why], ...lines], plainCell),
        'text/csv',
      );
    },
    onError: (error) => toast.failed(words(error)),
  });
  return (
    <div>
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconDownload size={13} aria-hidden />}
        loading={download.isPending}
        aria-label={t('refusedOf', { file })}
        title={t('refusedHint')}
        onClick={() => download.mutate()}
      >
        {t('refusedRows')}
      </Button>
    </div>
  );
}
