/** The last changes of many, each with its way back. */
import { Button, Modal } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../../app/client.ts';
import { useFormat } from '../../../app/format.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../../app/states.tsx';
import table from '../../../app/table.module.css';
import { goesOn, useBulkMutation } from './bulk-progress.tsx';
import { useBulkWords } from './bulk-words.ts';

export function BulkRecent({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('bulk');
  return (
    <Modal opened={opened} onClose={onClose} title={t('recent.title')} size={760}>
      {opened ? <Body /> : null}
    </Modal>
  );
}

function Body() {
  const { t } = useTranslation('bulk');
  const format = useFormat();
  const words = useBulkWords();
  const recent = useQuery({
    ...orpc.bulk.recent.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.some(goesOn) === true ? 500 : false),
  });
  const undo = useBulkMutation((action) => client.bulk.undo({ action }));
  if (recent.error !== null) return <ErrorState error={recent.error} onRetry={() => void recent.refetch()} />;
  if (recent.data === undefined) return <RowsSkeleton rows={4} height={32} />;
  if (recent.data.length === 0)
    return <StateMessage icon={IconStack2} title={t('recent.empty')} body={t('recent.emptyBody')} />;
  return (
    <div className={table.wrap}>
      <table className={table.table} aria-label={t('recent.title')}>
        <thead>
          <tr>
            <th scope="col">{t('recent.what')}</th>
            <th scope="col">{t('recent.when')}</th>
            <th scope="col" className={table.number}>
              {t('recent.count')}
            </th>
            <th scope="col">
              <span className={table.hidden}>{t('undo')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {recent.data.map((one) => (
            <tr key={one.action}>
              <th scope="row">
                {words(one)}
                <div className={table.below}>{t(`recent.state.${one.state}`)}</div>
              </th>
              <td>{format.dateTime(one.at)}</td>
              <td className={table.number}>{format.number(one.changed)}</td>
              <td className={table.number}>
                {(one.state === 'done' || one.state === 'canceled') && one.changed > 0 ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={undo.isPending && undo.variables === one.action}
                    onClick={() => undo.mutate(one.action)}
                    aria-label={t('recent.undoOf', { what: words(one) })}
                  >
                    {t('undo')}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
