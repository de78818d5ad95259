import { ActionIcon, Badge, Button, Card, Group, Menu, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import {
  IconCode,
  IconDots,
  IconDownload,
  IconPencil,
  IconPlayerPlay,
  IconPlugConnected,
  IconTrash,
} from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import { toast } from '../../app/toast.ts';
import { StateBadge } from '../../ui/bits.tsx';
import { type Account, channelOf } from './account-types.ts';
import classes from './accounts.module.css';
import { ConnectorMark, useConnectorWords } from './connector-mark.tsx';

export interface AccountCardProps {
  account: Account;
  onEdit: () => void;
  /** Of a site of the owner's: how its blocks get there. */
  onPut: (() => void) | null;
  /** Of a CRM or a shop: what comes in from there. */
  onBring: (() => void) | null;
}

export function AccountCard({ account, onEdit, onPut, onBring }: AccountCardProps) {
  const { t } = useTranslation('accounts');
  const format = useFormat();
  const words = useErrorWords();
  const channelName = useChannelName();
  const connector = useConnectorWords()(account.type);
  const queries = useQueryClient();
  const id = { account: account.account };
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.accounts.key() });
  const onError = (error: unknown) => toast.failed(words(error));
  const test = useMutation({
    mutationFn: () => client.accounts.test(id),
    onSuccess: ({ ok, detail }) => {
      void refresh();
      if (ok) toast.done(t('tested', { name: account.name, detail }));
      else toast.failed({ title: t('testFailed', { name: account.name }), body: detail });
    },
    onError,
  });
  const resume = useMutation({ mutationFn: () => client.accounts.resume(id), onSuccess: refresh, onError });
  const remove = useMutation({
    mutationFn: () => client.accounts.remove(id),
    onSuccess: () => {
      toast.done(t('removed', { name: account.name }));
      void refresh();
    },
    onError,
  });
  const confirmRemove = () =>
    modals.openConfirmModal({
      title: t('remove.title', { name: account.name }),
      children: <Text>{t('remove.body')}</Text>,
      labels: { confirm: t('remove.confirm'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => remove.mutate(),
    });
  const channels = account.capabilities.map(channelOf).filter((channel) => channel !== null);
  const defaults = account.defaultFor.map(channelOf).filter((channel) => channel !== null);
  const { paused, checked } = account;
  return (
    <Card component="article" className={classes.card ?? ''} aria-label={account.name}>
      <Group wrap="nowrap" align="start" gap="sm">
        <ConnectorMark type={account.type} />
        <div className={classes.names}>
          <h2>{account.name}</h2>
          {connector.name === account.name ? null : <Text c="dimmed">{connector.name}</Text>}
        </div>
        <Menu position="bottom-end" width={200}>
          <Menu.Target>
            <ActionIcon aria-label={t('menu', { name: account.name })}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={onEdit}>
              {t('app:edit')}
            </Menu.Item>
            <Menu.Item c="var(--k-bad)" leftSection={<IconTrash size={15} aria-hidden />} onClick={confirmRemove}>
              {t('remove.open')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <div className={classes.state}>
        {paused !== null ? (
          <>
            <StateBadge state="paused">{t('state.paused', { until: format.dateTime(paused.until) })}</StateBadge>
            <p>{paused.reason}</p>
          </>
        ) : checked === null ? (
          <StateBadge state="info">{t('state.untested')}</StateBadge>
        ) : (
          <>
            <StateBadge state={checked.ok ? 'ok' : 'bad'}>
              {t(checked.ok ? 'state.works' : 'state.fails', { when: format.ago(checked.at) })}
            </StateBadge>
            <p>{checked.detail}</p>
          </>
        )}
      </div>
      <div className={classes.foot}>
        <div>
          <Group gap={6}>
            {channels.map((channel) => (
              <ChannelIcon key={channel} channel={channel} size={17} />
            ))}
          </Group>
          {defaults.length === 0 ? null : (
            <Group gap={4} mt={8}>
              <Text c="dimmed" size="xs">
                {t('defaultFor')}
              </Text>
              {defaults.map((channel) => (
                <Badge key={channel} color="gray" size="sm">
                  {channelName(channel)}
                </Badge>
              ))}
            </Group>
          )}
        </div>
        <Group gap="xs" justify="end">
          {paused === null ? null : (
            <Button
              size="xs"
              variant="light"
              leftSection={<IconPlayerPlay size={14} aria-hidden />}
              loading={resume.isPending}
              onClick={() => resume.mutate()}
            >
              {t('resume')}
            </Button>
          )}
          {onPut === null ? null : (
            <Button size="xs" variant="light" leftSection={<IconCode size={14} aria-hidden />} onClick={onPut}>
              {t('site:put')}
            </Button>
          )}
          {onBring === null ? null : (
            <Button size="xs" variant="light" leftSection={<IconDownload size={14} aria-hidden />} onClick={onBring}>
              {t('syncs:open')}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlugConnected size={14} aria-hidden />}
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            {t('test')}
          </Button>
        </Group>
      </div>
    </Card>
  );
}
