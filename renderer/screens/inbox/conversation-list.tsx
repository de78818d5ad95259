import { SegmentedControl, Select, TextInput } from '@mantine/core';
import { IconHandStop, IconMessageQuestion, IconPencil, IconSearch, IconSearchOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ConversationRow } from '../../../flows/api/conversations.ts';
import { type ConversationView, conversationViews } from '../../../flows/sdk/operator.ts';
import { ChannelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { usePreferences } from '../../state/preferences.ts';
import { contactName } from '../contacts/contact-name.ts';
import classes from './conversations.module.css';
import type { ConversationFilter, useConversations } from './use-conversations.ts';

const channels = ['email', 'sms', 'telegram', 'viber', 'whatsapp', 'messenger', 'instagram', 'vk', 'web-push'] as const;
const rowHeights = { comfortable: 66, compact: 54 } as const;

export interface ConversationListProps {
  found: ReturnType<typeof useConversations>;
  filter: ConversationFilter;
  onFilter: (filter: ConversationFilter) => void;
  open: number | null;
  onOpen: (contact: number) => void;
}

export function ConversationList({ found, filter, onFilter, open, onOpen }: ConversationListProps) {
  const { t } = useTranslation('conversations');
  const channelName = useChannelName();
  const format = useFormat();
  const { query, rows, waiting } = found;
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
  /** Arrows go through the list, also past what is drawn; Enter opens, as on any button. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const at = Number((event.target as HTMLElement).dataset.index);
    const next = at + (event.key === 'ArrowDown' ? 1 : -1);
    if (Number.isNaN(at) || next < 0 || next >= rows.length) return;
    event.preventDefault();
    virtual.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLButtonElement>(`button[data-index="${next}"]`)?.focus(),
    );
  };
  const nameOf = (view: ConversationView): string =>
    view === 'waiting' && waiting !== undefined && waiting > 0
      ? t('view.waitingCount', { n: format.number(waiting) })
      : t(`view.${view}`);
  return (
    <section className={classes.list} aria-label={t('list')}>
      <div className={classes.filters}>
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t('which')}
          data={conversationViews.map((value) => ({ value, label: nameOf(value) }))}
          value={filter.view}
          onChange={(value) =>
            onFilter({ ...filter, view: conversationViews.find((known) => known === value) ?? 'open' })
          }
        />
        <div className={classes.find}>
          <TextInput
            size="xs"
            type="search"
            leftSection={<IconSearch size={15} aria-hidden />}
            placeholder={t('search')}
            aria-label={t('search')}
            value={filter.search}
            onChange={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
          />
          <Select
            size="xs"
            clearable
            placeholder={t('anyChannel')}
            aria-label={t('channel')}
            data={channels.map((value) => ({ value, label: channelName(value) }))}
            value={filter.channel}
            onChange={(channel) => onFilter({ ...filter, channel })}
          />
        </div>
      </div>
      {query.error !== null ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <div className={classes.pad}>
          <RowsSkeleton rows={8} height={54} />
        </div>
      ) : rows.length === 0 ? (
        <StateMessage icon={IconSearchOff} title={t(`none.${filter.view}`)} />
      ) : (
        <div ref={scroller} className={classes.scroller}>
          <ul style={{ height: virtual.getTotalSize() }} className={classes.rows} onKeyDown={onKeyDown}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              return (
                <li key={row.contact.id} style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}>
                  <button
                    type="button"
                    className={classes.row}
                    data-index={item.index}
                    aria-current={open === row.contact.id}
                    onClick={() => onOpen(row.contact.id)}
                  >
                    <ChannelIcon channel={row.channel} size={18} />
                    <span className={classes.words}>
                      <span className={classes.line}>
                        <b data-waiting={row.waiting}>{contactName(row.contact)}</b>
                        <time dateTime={row.at}>{format.ago(row.at)}</time>
                      </span>
                      <span className={classes.line}>
                        <span className={classes.last}>{row.last}</span>
                        <Marks row={row} />
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

/** What a row says beside its text: each a picture with its word. */
function Marks({ row }: { row: ConversationRow }) {
  const { t } = useTranslation('conversations');
  return (
    <span className={classes.marks}>
      {row.draft ? <IconPencil size={15} role="img" aria-label={t('mark.draft')} /> : null}
      {row.pausedUntil !== null || row.byHand ? (
        <IconHandStop size={15} role="img" aria-label={t('mark.operator')} />
      ) : null}
      {row.waiting ? (
        <span className={classes.asks}>
          <IconMessageQuestion size={15} role="img" aria-label={t('mark.waiting')} />
        </span>
      ) : null}
    </span>
  );
}
