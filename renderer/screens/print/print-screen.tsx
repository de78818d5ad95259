/** Pages that flows want on paper: what waits becomes a PDF, is printed by somebody, and marked as printed. */
import { Button } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { InboxTabs } from '../inbox/inbox-tabs.tsx';
import { JobsTable } from './jobs-table.tsx';
import classes from './print.module.css';
import { useDownloads } from './use-downloads.ts';
import { WaitingTable } from './waiting-table.tsx';

export function PrintScreen() {
  const { t } = useTranslation('print');
  const queue = useQuery(orpc.print.queue.queryOptions());
  const downloads = useDownloads();
  return (
    <ScreenFrame title={t('title')} beside={<InboxTabs here="print" />}>
      {queue.data === undefined ? (
        queue.error === null ? (
          <RowsSkeleton rows={4} height={40} />
        ) : (
          <ErrorState error={queue.error} onRetry={() => void queue.refetch()} />
        )
      ) : queue.data.waiting.length === 0 && queue.data.jobs.length === 0 ? (
        <StateMessage
          icon={IconPrinter}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={
            <Button component={Link} href="/flows">
              {t('empty.action')}
            </Button>
          }
        />
      ) : (
        <div className={classes.parts}>
          {queue.data.waiting.length === 0 ? (
            <p className={classes.hint}>{t('waiting.none')}</p>
          ) : (
            <WaitingTable rows={queue.data.waiting} onMade={downloads.begin} />
          )}
          {queue.data.jobs.length === 0 ? null : <JobsTable jobs={queue.data.jobs} downloads={downloads} />}
        </div>
      )}
    </ScreenFrame>
  );
}
