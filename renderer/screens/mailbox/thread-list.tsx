import { Button, Select, TextInput } from '@mantine/core';
import { IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { usePreferences } from '../../state/preferences.ts';
import { contactName } from '../contacts/contact-name.ts';
import classes from './mailbox.module.css';
import type { OpenThread } from './mailbox-types.ts';
import type { useThreads } from './use-threads.ts';

const channels = [
  'email',
  'sms',
  'phone-call',
  'telegram',
  'viber',
  'whatsapp',
  'messenger',
  'instagram',
  'vk',
  'web-push',
  'site',
] as const;
const rowHeights = { comfortable: 66, compact: 54 } as const;

export interface ThreadListProps {
  threads: ReturnType<typeof useThreads>;
  open: OpenThread | null;
  search: string;
  onSearch: (search: string) => void;
  channel: string | null;
  onChannel: (channel: string | null) => void;
  onOpen: (thread: OpenThread) => void;
}

export function ThreadList({ threads, open, search, onSearch, channel, onChannel, onOpen }: ThreadListProps) {
  const { t } = useTranslation('mailbox');
  const channelName = useChannelName();
  const format = useFormat();
  const { query, rows, total } = threads;
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = rowHeights[usePreferences((state) => state.density)];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  useEffect(() => {
    if (rowHeight > 0) virtual.measure();
  }, [rowHeight, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length]);

  return (
    <section className={classes.list} aria-label={t('threads')}>
      <div className={classes.filters}>
        <TextInput
          size="xs"
          type="search"
          leftSection={<IconSearch size={15} aria-hidden />}
          placeholder={t('search')}
          aria-label={t('search')}
          value={search}
          onChange={(event) => onSearch(event.currentTarget.value)}
        />
        <Select
          size="xs"
          clearable
          placeholder={t('anyChannel')}
          aria-label={t('channel')}
          data={channels.map((value) => ({ value, label: channelName(value) }))}
          value={channel}
          onChange={onChannel}
        />
      </div>
      {query.error !== null ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : total === undefined ? (
        <div className={classes.pad}>
          <RowsSkeleton rows={8} height={54} />
        </div>
      ) : total === 0 ? (
        <StateMessage
          icon={IconSearchOff}
          title={t('nothing')}
          action={
            <Button
              variant="default"
              onClick={() => {
                onSearch('');
                onChannel(null);
              }}
            >
              {t('showAll')}
            </Button>
          }
        />
      ) : (
        <div ref={scroller} className={classes.scroller}>
          <ul style={{ height: virtual.getTotalSize() }} className={classes.threads}>
            {items.map((item) => {
              const thread = rows[item.index];
              if (thread === undefined) return null;
              const isOpen = open?.contact === thread.contact.id && open.channel === thread.channel;
              return (
                <li
                  // By whose it is: where the list moves on, a press that was begun on one never opens another.
                  key={`${thread.contact.id} ${thread.channel}`}
                  style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
                >
                  <button
                    type="button"
                    className={classes.thread}
                    aria-current={isOpen}
                    onClick={() => onOpen({ contact: thread.contact.id, channel: thread.channel })}
                  >
                    <ChannelIcon channel={thread.channel} size={18} />
                    <span className={classes.threadWords}>
                      <span className={classes.threadHead}>
                        <b data-unread={thread.unread > 0}>{contactName(thread.contact)}</b>
                        <time dateTime={thread.at}>{format.ago(thread.at)}</time>
                      </span>
                      <span className={classes.threadLast}>
                        <span>{thread.last}</span>
                        {thread.unread > 0 ? (
                          <span className={classes.unread}>
                            <span className={classes.hidden}>{t('unread')} </span>
                            {format.number(thread.unread)}
                          </span>
                        ) : null}
                      </span>
                    </span>
                  </button>
                </li>
              );
            })}
          </ul>
        </div>
      )}
    </section>
  );
}
