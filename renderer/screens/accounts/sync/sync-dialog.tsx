/** What comes in from a CRM or a shop: how far it is, what is wanted, and what it becomes. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../../app/states.tsx';
import { SyncForm } from './sync-form.tsx';
import { SyncProgress } from './sync-progress.tsx';

export interface SyncDialogProps {
  account: { account: string; name: string } | null;
  onClose: () => void;
}

export function SyncDialog({ account, onClose }: SyncDialogProps) {
  const { t } = useTranslation('syncs');
  const state = useQuery({
    ...orpc.syncs.get.queryOptions({ input: { account: account?.account ?? '' } }),
    enabled: account !== null,
  });
  const top = useRef<HTMLDivElement>(null);
  return (
    <Modal opened={account !== null} onClose={onClose} title={t('title', { name: account?.name ?? '' })} size={820}>
      {account === null ? null : state.error !== null ? (
        <ErrorState error={state.error} onRetry={() => void state.refetch()} />
      ) : state.data === undefined ? (
        <RowsSkeleton rows={3} height={80} />
      ) : (
        <div ref={top}>
          <SyncProgress account={account.account} state={state.data} />
          <SyncForm
            account={account.account}
            state={state.data}
            onSaved={() => top.current?.closest('[role="dialog"]')?.scrollTo({ top: 0 })}
            onClose={onClose}
          />
        </div>
      )}
    </Modal>
  );
}
