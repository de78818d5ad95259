/** What people said, newest first, each with who said it. */
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { npsGroup } from '../../../flows/sdk/score.ts';
import { useChannelName } from '../../app/channel-icon.tsx';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import classes from './surveys.module.css';

export function Answers({ asked }: { asked: { survey: string; days?: number } }) {
  const { t } = useTranslation('surveys');
  const format = useFormat();
  const channelName = useChannelName();
  const [commented, setCommented] = useState(true);
  const found = useInfiniteQuery(
    orpc.surveys.answers.infiniteOptions({
      input: (before: { at: number; id: number } | undefined) => ({
        ...asked,
        commented,
        ...(before === undefined ? {} : { before }),
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => {
        const last = page.answers.at(-1);
        return page.more && last !== undefined ? { at: last.atMs, id: last.id } : undefined;
      },
    }),
  );
  const all = found.data?.pages.flatMap(({ answers }) => answers) ?? [];
  return (
    <section className={classes.card} aria-label={t('said')}>
      <header className={classes.head}>
        <h2>{t('said')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('show')}
          data={[
            { value: 'words', label: t('onlyWords') },
            { value: 'all', label: t('allAnswers') },
          ]}
          value={commented ? 'words' : 'all'}
          onChange={(value) => setCommented(value === 'words')}
        />
      </header>
      {found.error !== null ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <RowsSkeleton rows={4} height={44} />
      ) : all.length === 0 ? (
        <Text c="dimmed">{t(commented ? 'noWords' : 'noAnswers')}</Text>
      ) : (
        <ul className={classes.answers}>
          {all.map((one) => (
            <li key={one.id}>
              <span
                className={classes.score}
                data-group={one.kind !== 'rating' && one.score !== null ? npsGroup(one.score) : undefined}
              >
                {one.score === null ? '–' : format.number(one.score)}
              </span>
              <div>
                {one.text === null ? null : <p className={classes.words}>{one.text}</p>}
                <p className={classes.who}>
                  <Link href={`/contacts/${encodeURIComponent(`id:${one.contact}`)}`} className={table.leads}>
                    {[one.firstName, one.lastName].filter((part) => part !== null).join(' ') ||
                      one.email ||
                      one.phone ||
                      t('nameless')}
                  </Link>
                  {one.channel === null ? null : ` · ${channelName(one.channel)}`}
                  {` · ${format.dateTime(one.at)}`}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      {found.hasNextPage ? (
        <Group justify="center" mt="xs">
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
    </section>
  );
}
