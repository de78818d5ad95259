/** The logins through which Kaskad reaches people, and whether each of them works. */
import { Button } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { AccountCard } from './account-card.tsx';
import { AccountDialog } from './account-dialog.tsx';
import { type Account, syncs } from './account-types.ts';
import classes from './accounts.module.css';
import { LinkSettings } from './link-settings.tsx';
import { PublicAddress } from './public-address.tsx';
import { SiteDialog } from './site-dialog.tsx';
import { SyncDialog } from './sync/sync-dialog.tsx';

export function AccountsScreen() {
  const { t } = useTranslation('accounts');
  const accounts = useQuery(orpc.accounts.list.queryOptions());
  const [editing, setEditing] = useState<Account | 'new' | null>(null);
  const [putting, setPutting] = useState<Account | null>(null);
  const [bringing, setBringing] = useState<Account | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t('add')}
    </Button>
  );
  return (
    <ScreenFrame title={t('title')} actions={accounts.data === undefined || accounts.data.length === 0 ? null : add}>
      {accounts.error !== null ? (
        <ErrorState error={accounts.error} onRetry={() => void accounts.refetch()} />
      ) : accounts.data === undefined ? (
        <RowsSkeleton rows={3} height={150} />
      ) : accounts.data.length === 0 ? (
        <StateMessage
          icon={IconPlugConnected}
          tone="accent"
          title={t('empty.title')}
          body={t('empty.body')}
          action={add}
        />
      ) : (
        <>
          <p className={classes.lead}>{t('lead')}</p>
          <div className={classes.grid}>
            {accounts.data.map((account) => (
              <AccountCard
                key={account.account}
                account={account}
                onEdit={() => setEditing(account)}
                onPut={account.type === 'site' ? () => setPutting(account) : null}
                onBring={syncs(account) ? () => setBringing(account) : null}
              />
            ))}
          </div>
          <PublicAddress />
          <LinkSettings />
        </>
      )}
      <AccountDialog editing={editing} onClose={() => setEditing(null)} />
      <SiteDialog account={putting} onClose={() => setPutting(null)} />
      <SyncDialog account={bringing} onClose={() => setBringing(null)} />
    </ScreenFrame>
  );
}
