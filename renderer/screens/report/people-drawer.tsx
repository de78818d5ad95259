/** The people behind a number, page by page; each opens their profile. */
import { Button, Drawer, Group, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { contactName } from '../contacts/contact-name.ts';
import { ExplainDrawer, type ExplainOf } from '../explain/explain-drawer.tsx';
import classes from './report.module.css';

export interface PeopleOf {
  flow: string;
  /** Null: the current one. */
  version: number | null;
  node: string;
  what: 'here' | 'entered' | 'left' | 'ended' | 'message' | 'goal';
  by?: string;
  title: string;
}

const page = 50;

export function PeopleDrawer({ of, onClose }: { of: PeopleOf | null; onClose: () => void }) {
  return (
    <Drawer opened={of !== null} onClose={onClose} title={of?.title} position="right" size={440}>
      {of === null ? null : <People of={of} />}
    </Drawer>
  );
}

function People({ of }: { of: PeopleOf }) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const { flow, version, node, what, by } = of;
  const [why, setWhy] = useState<ExplainOf | null>(null);
  const people = useInfiniteQuery(
    orpc.flows.people.infiniteOptions({
      input: (after: string | null) => ({
        flow,
        node,
        what,
        ...(by === undefined ? {} : { by }),
        ...(version === null ? {} : { version }),
        ...(after === null ? {} : { after }),
        limit: page,
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  );
  if (people.error !== null) return <ErrorState error={people.error} onRetry={() => void people.refetch()} />;
  if (people.data === undefined) return <RowsSkeleton rows={8} height={36} />;
  const rows = people.data.pages.flatMap((got) => got.rows);
  const total = people.data.pages[0]?.total ?? rows.length;
  return (
    <>
      <Text c="dimmed" mb="xs">
        {t('app:unit.people', { count: total, n: format.number(total) })}
      </Text>
      <ol className={classes.people}>
        {rows.map((row, index) => (
          <li key={`${row.contact.id} ${row.arrivedAt} ${rows.indexOf(row, index)}`}>
            <Link href={`/contacts/${row.contact.id}`} className={table.link}>
              {contactName(row.contact)}
            </Link>
            <button
              type="button"
              className={classes.why}
              aria-label={t('explain:openFor', { name: contactName(row.contact) })}
              onClick={() => setWhy({ flow, contact: row.contact.id, name: contactName(row.contact) })}
            >
              {t('explain:open')}
            </button>
            <span className={table.muted}>
              {format.dateTime(row.arrivedAt)}
              {row.dueAt === null ? null : ` · ${t('people.due', { when: format.dateTime(row.dueAt) })}`}
            </span>
          </li>
        ))}
      </ol>
      {people.hasNextPage ? (
        <Group justify="center" mt="md">
          <Button variant="default" loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
            {t('people.more')}
          </Button>
        </Group>
      ) : null}
      <ExplainDrawer of={why} onClose={() => setWhy(null)} />
    </>
  );
}
