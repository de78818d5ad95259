/** First the kind of account, then its form; an account that exists goes straight to the form. */
import { Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { AccountForm } from './account-form.tsx';
import { AccountKinds } from './account-kinds.tsx';
import type { Account } from './account-types.ts';
import { useConnectorWords } from './connector-mark.tsx';

export interface AccountDialogProps {
  editing: Account | 'new' | null;
  onClose: () => void;
  onSignIn: (account: string, name: string) => void;
}

export function AccountDialog({ editing, onClose, onSignIn }: AccountDialogProps) {
  const { t } = useTranslation('accounts');
  const words = useConnectorWords();
  const types = useQuery({ ...orpc.accounts.types.queryOptions(), enabled: editing !== null });
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    if (editing === null) setChosen(null);
  }, [editing]);
  const account = editing === 'new' ? null : editing;
  const type = types.data?.find((candidate) => candidate.type === (account?.type ?? chosen));
  return (
    <Modal
      opened={editing !== null}
      onClose={onClose}
      size={560}
      title={
        account !== null
          ? t('form.edit', { name: account.name })
          : type === undefined
            ? t('form.add')
            : words(type.type).name
      }
    >
      {types.error !== null ? (
        <ErrorState error={types.error} onRetry={() => void types.refetch()} />
      ) : types.data === undefined ? (
        <RowsSkeleton rows={3} height={60} />
      ) : type === undefined ? (
        <AccountKinds types={types.data} onChoose={setChosen} />
      ) : (
        <AccountForm
          key={type.type}
          type={type}
          account={account}
          onBack={account === null ? () => setChosen(null) : null}
          onDone={onClose}
          onSignIn={(id, name) => {
            onClose();
            onSignIn(id, name);
          }}
        />
      )}
    </Modal>
  );
}
