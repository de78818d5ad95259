/** The people at a block: drawn only as far as they are in sight, fetched page by page. */
import { SegmentedControl, Select } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { specs } from '../../registry/editors.ts';
import { orpc } from '../app/client.ts';
import { useFormat } from '../app/format.ts';
import { ErrorState, RowsSkeleton } from '../app/states.tsx';
import { ExplainDrawer, type ExplainOf } from '../screens/explain/explain-drawer.tsx';
import { EmptyState } from '../ui/bits.tsx';
import { engineIdsOf } from './reusable/drawn-report.ts';
import { flowSessionOf, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';

const pageSize = 100;
const rowHeight = 52;

/** The people at a drawn node; where it stands for several steps, one of them is chosen. */
export function People({ node }: { node: string }) {
  const session = useSession();
  const words = useWords();
  const flow = flowSessionOf(session);
  const steps = useStore(
    flow.editor.store,
    useShallow(({ document }) => engineIdsOf(document, specs, session.block?.id ?? null, node)),
  );
  const [chosen, setChosen] = useState<string | null>(null);
  const step = steps.find((id) => id === chosen) ?? steps[0] ?? node;
  return (
    <>
      {steps.length > 1 ? (
        <Select
          mb={12}
          label={words.t('blocks:people')}
          data={steps.map((id) => ({ value: id, label: words.nameOf(id) }))}
          value={step}
          allowDeselect={false}
          onChange={setChosen}
        />
      ) : null}
      <PeopleAt key={step} node={step} />
    </>
  );
}

function PeopleAt({ node }: { node: string }) {
  const { flow, editor } = useSession();
  const words = useWords();
  const format = useFormat();
  const running = useUiState((state) => state.live !== null && state.live.report.version !== null);
  const [what, setWhat] = useState<'here' | 'entered'>('here');
  const [why, setWhy] = useState<ExplainOf | null>(null);
  const scroll = useRef<HTMLElement>(null);
  const query = useInfiniteQuery(
    orpc.flows.people.infiniteOptions({
      input: (offset: number) => ({ flow, node, what, offset, limit: pageSize }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const loaded = pages.reduce((sum, page) => sum + page.rows.length, 0);
        return last.rows.length > 0 && loaded < last.total ? loaded : undefined;
      },
      enabled: running,
    }),
  );
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = query.data?.pages[0]?.total ?? 0;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 10 && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  }, [last, rows.length, query]);

  if (!running) return <EmptyState icon={IconUsers} title={words.t('people.notRunning')} />;
  const source = editor.store.getState().document.nodes.find((candidate) => candidate.id === node);
  return (
    <div className="kc-people">
      <SegmentedControl
        fullWidth
        value={what}
        onChange={(value) => setWhat(value === 'entered' ? 'entered' : 'here')}
        data={[
          { value: 'here', label: words.t('people.here') },
          { value: 'entered', label: words.t('people.entered') },
        ]}
        aria-label={words.t('people.which')}
      />
      {query.isError ? (
        <ErrorState error={query.error} onRetry={() => void query.refetch()} />
      ) : query.isPending ? (
        <RowsSkeleton rows={5} height={44} />
      ) : total === 0 ? (
        <EmptyState icon={IconUsers} title={words.t(what === 'here' ? 'people.nobodyHere' : 'people.nobodyEntered')} />
      ) : (
        <>
          <p className="kc-hint">{words.t('people.total', { count: total })}</p>
          <section className="kc-people-scroll" ref={scroll} aria-label={words.t('people.list')}>
            <ul style={{ height: virtual.getTotalSize() }}>
              {items.map((item) => {
                const row = rows[item.index];
                if (!row) return null;
                const { contact } = row;
                const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
                const address = contact.email ?? contact.phone ?? contact.key ?? `#${contact.id}`;
                return (
                  <li key={contact.id} style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}>
                    <Link href={`/contacts/${encodeURIComponent(contact.key ?? String(contact.id))}`}>
                      <b>{name || address}</b>
                      <span>
                        {row.dueAt
                          ? words.t('people.due', { when: format.ago(row.dueAt) })
                          : row.outlet && source
                            ? words.t('people.left', { outlet: words.outletLabel(source, row.outlet) })
                            : words.t('people.arrived', { when: format.ago(row.arrivedAt) })}
                      </span>
                    </Link>
                    <button
                      type="button"
                      className="kc-why"
                      aria-label={words.t('explain:openFor', { name: name || address })}
                      onClick={() => setWhy({ flow, contact: contact.id, name: name || address })}
                    >
                      {words.t('explain:open')}
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        </>
      )}
      <ExplainDrawer of={why} onClose={() => setWhy(null)} />
    </div>
  );
}
