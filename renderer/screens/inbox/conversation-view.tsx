/** One conversation: all channels in order of time, who has it in hand, its open tasks, and the answer. */
import { Button } from '@mantine/core';
import { IconChevronUp, IconMessageOff } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import { contactName } from '../contacts/contact-name.ts';
import { AnswerBox } from './answer-box.tsx';
import { Entry } from './conversation-entry.tsx';
import { ConversationHead } from './conversation-head.tsx';
import { ConversationTasks } from './conversation-tasks.tsx';
import classes from './conversations.module.css';

export function ConversationView({ contact, opened }: { contact: number; opened: number }) {
  const { t } = useTranslation('conversations');
  const query = useInfiniteQuery(
    orpc.conversations.get.infiniteOptions({
      input: (before: number | null) => ({ contact, ...(before === null ? {} : { before }) }),
      initialPageParam: null as number | null,
      getNextPageParam: (last) => (last.more ? (last.oldest ?? undefined) : undefined),
    }),
  );
  const end = useRef<HTMLDivElement>(null);
  const first = query.data?.pages[0];
  const latest = first?.entries.at(-1);
  const newest = latest === undefined ? '' : `${latest.direction} ${latest.id}`;
  useEffect(() => {
    if (newest !== '') end.current?.scrollIntoView({ block: 'end' });
  }, [newest]);
  if (query.error !== null && first === undefined) {
    return (
      <div className={classes.view}>
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  if (first === undefined) {
    return (
      <div className={classes.view}>
        <RowsSkeleton rows={5} height={70} />
      </div>
    );
  }
  const { conversation, ways, draft, tasks } = first;
  const name = contactName(conversation.contact);
  const entries = [...(query.data?.pages ?? [])].reverse().flatMap((page) => page.entries);
  return (
    <section className={classes.view} aria-label={t('conversation', { name })}>
      <ConversationHead conversation={conversation} name={name} opened={opened} />
      <ConversationTasks tasks={tasks} name={name} />
      {/* Scrolled by the keyboard too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div className={classes.entries} role="log" aria-label={t('messages')} tabIndex={0}>
        {query.hasNextPage ? (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.older ?? ''}
            leftSection={<IconChevronUp size={14} aria-hidden />}
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('older')}
          </Button>
        ) : null}
        {entries.length === 0 ? <StateMessage icon={IconMessageOff} title={t('noMessages')} /> : null}
        {entries.map((entry) => (
          <Entry key={`${entry.direction} ${entry.id}`} entry={entry} contact={contact} />
        ))}
        <div ref={end} />
      </div>
      <AnswerBox contact={contact} name={name} ways={ways} draft={draft} />
    </section>
  );
}
