/** The people behind a number: which of them, in which order, page by page; drawn only as far as they are in sight. */
import { Button, Select } from '@mantine/core';
import { IconArrowLeft, IconUsers } from '@tabler/icons-react';
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
import './live/live.css';
import { choicesOf, numberOf, type PeopleOf, samePeople } from './live/numbers.ts';
import { closePeople } from './live/open-people.ts';
import { usePeopleFilter } from './live/use-layer.ts';
import { WaitingChart } from './live/waiting-chart.tsx';
import { engineIdsOf } from './reusable/drawn-report.ts';
import { flowSessionOf, shownLive, useSession, useUiState } from './session.ts';
import { useWords } from './words.ts';

const pageSize = 100;
const rowHeight = 52;

/** Those of one block: all that happened there as choices, each with its number. */
export function People({ node }: { node: string }) {
  const session = useSession();
  const { ui, editor } = session;
  const words = useWords();
  const liveWords = words.live;
  // A card that uses a reusable block stands for several steps of the engine: one of them is chosen.
  const steps = useStore(
    flowSessionOf(session).editor.store,
    useShallow(({ document }) => engineIdsOf(document, specs, session.block?.id ?? null, node)),
  );
  const [picked, setPicked] = useState<string | null>(null);
  const step = steps.find((id) => id === picked) ?? steps[0] ?? node;
  const live = useUiState((state) => state.layered?.live ?? state.live);
  const asked = useUiState((state) => state.peopleOf);
  const here = live?.nodes.get(node);
  // Who goes on when is a matter of the present and of everybody.
  const whole = useUiState((state) => state.layered === null);
  if (live === null || live.report.version === null)
    return <EmptyState icon={IconUsers} title={words.t('people.notRunning')} />;
  const source = editor.store.getState().document.nodes.find((candidate) => candidate.id === node);
  const shown: PeopleOf =
    asked?.node === node ? asked : { node, what: (here?.row.waiting ?? 0) > 0 ? 'here' : 'entered' };
  const choices = here === undefined ? [] : choicesOf(here);
  const all = choices.some((choice) => samePeople(choice, shown)) ? choices : [...choices, shown];
  return (
    <div className="kc-people">
      {here === undefined || source === undefined ? null : (
        <p className="kc-people-story">{liveWords.story(source, here.row)}.</p>
      )}
      {whole ? <WaitingChart node={node} /> : null}
      <div className="kc-which" role="radiogroup" aria-label={words.t('people.which')}>
        {all.map((choice) => {
          const name = liveWords.people(choice, source);
          const chosen = samePeople(choice, shown);
          return (
            <label key={`${choice.what} ${choice.by}`} data-chosen={chosen || undefined}>
              <input
                type="radio"
                name="kc-which"
                checked={chosen}
                data-people-first={chosen || undefined}
                onChange={() => ui.setState({ peopleOf: choice })}
              />
              {name} <b>{words.count(numberOf(live, choice))}</b>
            </label>
          );
        })}
      </div>
      {steps.length > 1 ? (
        <Select
          label={words.t('blocks:people')}
          data={steps.map((id) => ({ value: id, label: words.nameOf(id) }))}
          value={step}
          allowDeselect={false}
          onChange={setPicked}
        />
      ) : null}
      {/* Of one of several steps nobody has counted: the list tells. */}
      <PeopleList of={{ ...shown, node: step }} total={steps.length > 1 ? 0 : numberOf(live, shown)} />
    </div>
  );
}

/** Those behind a number of the whole flow; stands where the settings do. */
export function WholePeople({ of }: { of: PeopleOf }) {
  const session = useSession();
  const words = useWords();
  const liveWords = words.live;
  const total = useUiState((state) => {
    const live = shownLive(state);
    return live === null ? 0 : numberOf(live, of);
  });
  const title =
    of.what === 'here' || of.what === 'entered'
      ? words.t(`live:people.whole.${of.what}`)
      : liveWords.people(of, undefined);
  return (
    <>
      <header className="kc-inspector-head">
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          data-people-first
          leftSection={<IconArrowLeft size={15} stroke={1.75} aria-hidden />}
          onClick={() => closePeople(session)}
        >
          {words.t('live:people.back')}
        </Button>
        <h2>{title}</h2>
      </header>
      <div className="kc-inspector-body">
        <div className="kc-people">
          <PeopleList of={of} total={total} />
        </div>
      </div>
    </>
  );
}

/** `total`: as counted elsewhere; the list may have more, never fewer. */
function PeopleList({ of, total }: { of: PeopleOf; total: number }) {
  const { flow, editor } = useSession();
  const words = useWords();
  const format = useFormat();
  const [why, setWhy] = useState<ExplainOf | null>(null);
  const scroll = useRef<HTMLElement>(null);
  const filter = usePeopleFilter();
  const query = useInfiniteQuery(
    orpc.flows.people.infiniteOptions({
      input: (after: string | null) => ({
        flow,
        ...of,
        ...filter,
        ...(after === null ? {} : { after }),
        limit: pageSize,
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => last.next ?? undefined,
    }),
  );
  const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
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

  const source = editor.store.getState().document.nodes.find((candidate) => candidate.id === of.node);
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <RowsSkeleton rows={5} height={44} />;
  if (rows.length === 0)
    return (
      <EmptyState icon={IconUsers} title={words.t(of.what === 'here' ? 'people.nobodyHere' : 'people.nobodyEntered')} />
    );
  return (
    <>
      <p className="kc-hint">{words.t('people.total', { count: Math.max(total, rows.length) })}</p>
      <section className="kc-people-scroll" ref={scroll} aria-label={words.t('people.list')}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            const { contact } = row;
            const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ');
            const address = contact.email ?? contact.phone ?? contact.key ?? `#${contact.id}`;
            return (
              <li
                // A row that becomes another person's is another row: a press that was begun on the one never opens the other.
                key={`${item.index} ${contact.id}`}
                style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}
              >
                <Link href={`/contacts/${encodeURIComponent(contact.key ?? String(contact.id))}`}>
                  <b>{name || address}</b>
                  <span>
                    {row.dueAt
                      ? words.t('people.due', { when: format.ago(row.dueAt) })
                      : of.what === 'entered' && row.outlet && source
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
      <ExplainDrawer of={why} onClose={() => setWhy(null)} />
    </>
  );
}
