/** Contacts who share an address: compared one by one, kept apart, or merged all at once. */
import { Button, Group, Modal } from '@mantine/core';
import { IconUsersGroup } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelIcon, useChannelName } from '../../../app/channel-icon.tsx';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../../app/states.tsx';
import { toast } from '../../../app/toast.ts';
import { contactName } from '../contact-name.ts';
import classes from './merge.module.css';
import { MergeAll } from './merge-all.tsx';
import { MergeDialog } from './merge-dialog.tsx';

export function DuplicatesDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('merge');
  return (
    <Modal opened={opened} onClose={onClose} title={t('title')} size={880}>
      {opened ? <Body /> : null}
    </Modal>
  );
}

function Body() {
  const { t } = useTranslation('merge');
  const channelName = useChannelName();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [pair, setPair] = useState<{ contact: number; other: number } | null>(null);
  const [all, setAll] = useState(false);
  const [parted, setParted] = useState<{ kind: string; value: string } | null>(null);
  const found = useInfiniteQuery(
    orpc.merges.duplicates.infiniteOptions({
      input: (after: { kind: string; value: string } | null) => ({ after }),
      initialPageParam: null,
      getNextPageParam: (page) => {
        const last = page.groups.at(-1);
        return page.more && last !== undefined ? { kind: last.kind, value: last.value } : undefined;
      },
    }),
  );
  const share = useMutation({
    mutationFn: (asked: { kind: string; value: string; apart: boolean }) => client.merges.share(asked),
    onSuccess: (_, asked) => {
      setParted(asked.apart ? asked : null);
      void queries.invalidateQueries({ queryKey: orpc.merges.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  if (found.error !== null) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <RowsSkeleton rows={5} height={44} />;
  const groups = found.data.pages.flatMap((page) => page.groups);
  if (all) return <MergeAll kinds={[...new Set(groups.map(({ kind }) => kind))]} onBack={() => setAll(false)} />;
  const partedNote =
    parted === null ? null : (
      <Group role="status" gap="xs" mb="sm">
        <span>{t('sharedDone', { value: parted.value })}</span>
        <Button
          size="compact-sm"
          variant="default"
          loading={share.isPending}
          onClick={() => share.mutate({ kind: parted.kind, value: parted.value, apart: false })}
        >
          {t('sharedUndo')}
        </Button>
      </Group>
    );
  if (groups.length === 0) {
    return (
      <>
        {partedNote}
        <StateMessage icon={IconUsersGroup} title={t('none.title')} body={t('none.body')} />
      </>
    );
  }
  return (
    <>
      {partedNote}
      <Group justify="space-between" align="start" wrap="nowrap" mb="sm">
        <p className={classes.intro}>{t('intro')}</p>
        <Button size="xs" variant="default" onClick={() => setAll(true)} style={{ flex: 'none' }}>
          {t('all.open')}
        </Button>
      </Group>
      <ul className={classes.groups}>
        {groups.map(({ kind, value, contacts }) => {
          const [first, second] = contacts;
          return (
            <li key={`${kind} ${value}`} className={classes.group}>
              <div className={classes.address}>
                <ChannelIcon channel={kind} />
                <span title={channelName(kind)}>{value}</span>
              </div>
              <ul className={classes.people}>
                {contacts.map((one) => (
                  <li key={one.id}>{contactName(one)}</li>
                ))}
              </ul>
              <div className={classes.tools}>
                <Button
                  size="xs"
                  variant="subtle"
                  title={t('sharedHelp')}
                  onClick={() => share.mutate({ kind, value, apart: true })}
                  loading={share.isPending && share.variables.value === value}
                >
                  {t('shared')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => {
                    if (first !== undefined && second !== undefined) setPair({ contact: first.id, other: second.id });
                  }}
                >
                  {t('compare')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
      {found.hasNextPage ? (
        <Group justify="center" mt="sm">
          <Button
            size="xs"
            variant="default"
            loading={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {t('more')}
          </Button>
        </Group>
      ) : null}
      <MergeDialog contact={pair?.contact ?? null} other={pair?.other ?? null} onClose={() => setPair(null)} />
    </>
  );
}
