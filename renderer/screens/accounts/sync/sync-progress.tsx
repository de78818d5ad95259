/** How far it is, by kind, in words; and a pause for all of it. */
import { Alert, Button } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { toast } from '../../../app/toast.ts';
import { StateBadge } from '../../../ui/bits.tsx';
import classes from './sync.module.css';
import type { SyncKind, SyncState } from './sync-fields.ts';

export function SyncProgress({ account, state }: { account: string; state: SyncState }) {
  const { t } = useTranslation('syncs');
  const words = useErrorWords();
  const queries = useQueryClient();
  const running = state.kinds.filter((kind) => kind.state !== 'off');
  const paused = running.some((kind) => kind.state === 'paused');
  const pause = useMutation({
    mutationFn: () => (paused ? client.syncs.resume({ account }) : client.syncs.pause({ account })),
    onSuccess: () => queries.invalidateQueries({ queryKey: orpc.syncs.get.key() }),
    onError: (error) => toast.failed(words(error)),
  });
  if (running.length === 0) return <p className={classes.lead}>{t('lead')}</p>;
  const errors = [...new Set(running.flatMap(({ error }) => (error === null ? [] : [error])))];
  return (
    <section className={classes.progress} aria-label={t('progress.title')}>
      <ul>
        {running.map((kind) => (
          <KindProgress key={kind.kind} kind={kind} />
        ))}
      </ul>
      <Button
        size="xs"
        variant={paused ? 'light' : 'default'}
        leftSection={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
        loading={pause.isPending}
        onClick={() => pause.mutate()}
      >
        {t(paused ? 'progress.resume' : 'progress.pause')}
      </Button>
      {errors.map((error) => (
        <Alert
          key={error}
          className={classes.wide ?? ''}
          color="warn"
          icon={<IconAlertTriangle size={18} aria-hidden />}
        >
          {error} {paused ? null : t('progress.again')}
        </Alert>
      ))}
    </section>
  );
}

function KindProgress({ kind }: { kind: SyncKind }) {
  const { t } = useTranslation('syncs');
  const format = useFormat();
  const { state, error, caughtUpAt, lookedAt, nextAt, read, created, updated, events, skipped } = kind;
  const badge = state === 'paused' ? 'paused' : error !== null ? 'warn' : caughtUpAt === null ? 'info' : 'ok';
  const said =
    badge === 'ok'
      ? t('state.ok', { when: lookedAt === null ? '' : format.ago(lookedAt) })
      : badge === 'warn' && nextAt !== null
        ? t('state.waits', { when: format.dateTime(nextAt) })
        : t(`state.${badge}`);
  const counts = [
    t('count.read', { count: read, shown: format.number(read) }),
    ...(kind.kind === 'contact' || created > 0
      ? [t('count.created', { count: created, shown: format.number(created) })]
      : []),
    ...(kind.kind === 'contact' ? [t('count.updated', { count: updated, shown: format.number(updated) })] : []),
    ...(kind.kind === 'contact' ? [] : [t('count.events', { count: events, shown: format.number(events) })]),
    ...(skipped > 0 ? [t('count.skipped', { count: skipped, shown: format.number(skipped) })] : []),
  ];
  return (
    <li>
      <b>{t(`kind.${kind.kind}`)}</b>
      <StateBadge state={badge}>{said}</StateBadge>
      <span>{counts.join(' · ')}</span>
    </li>
  );
}
