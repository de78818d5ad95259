/** The address at which a service tells by itself what happened: what to paste where, what needs it, and what came there. */
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../app/client.ts';
import { Copied } from '../../app/copied.tsx';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import type { Account } from './account-types.ts';
import classes from './accounts.module.css';

type Hook = Awaited<ReturnType<Client['hooks']['get']>>;

export interface HookDialogProps {
  account: Account | null;
  onEdit: (account: Account) => void;
  onClose: () => void;
}

export function HookDialog({ account, onEdit, onClose }: HookDialogProps) {
  const { t } = useTranslation('hook');
  const leaving = useRef(false);
  const hook = useQuery({
    ...orpc.hooks.get.queryOptions({ input: { account: account?.account ?? '' } }),
    enabled: account !== null,
  });
  return (
    <Modal
      opened={account !== null}
      onClose={onClose}
      title={t('title', { name: account?.name ?? '' })}
      size={680}
      onExitTransitionEnd={() => {
        // The dialog first gives the focus back to the button that opened it.
        if (leaving.current) setTimeout(toPublicAddress, 50);
        leaving.current = false;
      }}
    >
      {account === null ? null : hook.error !== null ? (
        <ErrorState error={hook.error} onRetry={() => void hook.refetch()} />
      ) : hook.data === undefined ? (
        <RowsSkeleton rows={3} height={80} />
      ) : (
        <Content
          account={account}
          hook={hook.data}
          onEdit={() => onEdit(account)}
          onLeave={() => {
            leaving.current = true;
            onClose();
          }}
        />
      )}
    </Modal>
  );
}

function Content({
  account,
  hook,
  onEdit,
  onLeave,
}: {
  account: Account;
  hook: Hook;
  onEdit: () => void;
  /** To where the public address is set. */
  onLeave: () => void;
}) {
  const { t } = useTranslation('hook');
  const words = useErrorWords();
  const queries = useQueryClient();
  const own = (key: string) => t(`connector-${account.type}:${key}`);
  const id = { account: account.account };
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.hooks.key() });
  const onError = (error: unknown) => toast.failed(words(error));
  const tell = useMutation({
    mutationFn: () => client.hooks.tell(id),
    onSuccess: () => {
      toast.done(t('told'));
      void refresh();
    },
    onError,
  });
  const renew = useMutation({
    mutationFn: () => client.hooks.renew(id),
    onSuccess: () => {
      toast.done(t('renewed'));
      void refresh();
    },
    onError,
  });
  const confirmRenew = () =>
    modals.openConfirmModal({
      title: t('renewTitle'),
      children: <Text>{t(hook.byAddress ? 'renewSecret' : 'renewBody')}</Text>,
      labels: { confirm: t('renew'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => renew.mutate(),
    });
  return (
    <Stack gap="lg">
      <section className={classes.step} aria-label={t('title', { name: account.name })}>
        <p>{t('lead')}</p>
        <dl className={classes.facts}>
          <dt>{t('without')}</dt>
          <dd>{own('hook.without')}</dd>
          <dt>{t('needs')}</dt>
          <dd>{own('hook.needs')}</dd>
        </dl>
      </section>
      {hook.url === null ? (
        <Alert color="warn">
          <p className={classes.told}>{t('noAddress')}</p>
          <Button size="compact-sm" variant="default" onClick={onLeave}>
            {t('toAddress')}
          </Button>
        </Alert>
      ) : (
        <section className={classes.step} aria-labelledby="hook-do">
          <h3 id="hook-do">{t('do')}</h3>
          {hook.missing === null ? null : (
            <Alert color="warn">
              <p className={classes.told}>
                {hook.missing === ''
                  ? t('missingSecret')
                  : t('missing', { field: own(`fields.${hook.missing}.label`) })}
              </p>
              <Button size="compact-sm" variant="default" onClick={onEdit}>
                {t('edit')}
              </Button>
            </Alert>
          )}
          <p>{own('hook.steps')}</p>
          <Copied label={t('address')} help={t(hook.byAddress ? 'addressSecret' : 'addressHelp')} value={hook.url}>
            <Button
              mt={6}
              size="compact-sm"
              variant="subtle"
              color="gray"
              loading={renew.isPending}
              onClick={confirmRenew}
            >
              {t('renew')}
            </Button>
          </Copied>
          {hook.word === null ? null : <Copied label={t('word')} help={t('wordHelp')} value={hook.word} />}
          {hook.byCall ? (
            <Group>
              <Button loading={tell.isPending} onClick={() => tell.mutate()}>
                {own('hook.tell')}
              </Button>
            </Group>
          ) : null}
        </section>
      )}
      <Came hook={hook} />
    </Stack>
  );
}

function Came({ hook }: { hook: Hook }) {
  const { t } = useTranslation('hook');
  const format = useFormat();
  return (
    <section className={classes.step} aria-labelledby="hook-came">
      <h3 id="hook-came">{t('came')}</h3>
      <p>
        {hook.lastAt !== null
          ? t('taken', { count: hook.taken, when: format.ago(hook.lastAt) })
          : t(hook.knownAt === null ? 'never' : 'known')}
      </p>
      {hook.refusedAt === null ? null : (
        <Alert color="warn">
          {t('refused', {
            count: hook.refused,
            when: format.ago(hook.refusedAt),
            why: t(`why.${hook.refusedFor ?? 'unsigned'}`),
          })}
        </Alert>
      )}
    </section>
  );
}

/** The setting stands on the same screen. */
function toPublicAddress(): void {
  const panel = document.getElementById('public-address');
  panel?.scrollIntoView({ block: 'start' });
  document.querySelector<HTMLInputElement>('#public-address-form input')?.focus();
}
