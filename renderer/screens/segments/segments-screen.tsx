/** Saved segments: who is in each now, and which flows use it. */
import { ActionIcon, Button, Group, Menu, Skeleton, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconDots, IconFilter, IconListCheck, IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { type Client, client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { FlowLinks } from '../../app/flow-links.tsx';
import { useFormat } from '../../app/format.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton, StateMessage } from '../../app/states.tsx';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import { ruleInWords } from '../../ui/rule/rule-words.ts';
import { Sparkline } from '../../ui/sparkline.tsx';
import { useUi } from '../../ui/use-ui.ts';
import { ContactsTabs } from '../contacts/contacts-tabs.tsx';
import { ListDialog } from './list-dialog.tsx';
import { SegmentDialog } from './segment-dialog.tsx';

export type Segment = Awaited<ReturnType<Client['segments']['list']>>[number];
type SegmentTrend = Awaited<ReturnType<Client['segments']['trends']>>[number];

export function SegmentsScreen() {
  const { t } = useTranslation('segments');
  const segments = useQuery(orpc.segments.list.queryOptions());
  const trends = useQuery(orpc.segments.trends.queryOptions());
  const [editing, setEditing] = useState<Segment | 'new' | null>(null);
  const [naming, setNaming] = useState<Segment | 'new' | null>(null);
  const add = (
    <Group gap="xs" justify="center" wrap="nowrap">
      <Button variant="default" leftSection={<IconListCheck size={16} aria-hidden />} onClick={() => setNaming('new')}>
        {t('bulk:lists.new')}
      </Button>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
        {t('new')}
      </Button>
    </Group>
  );
  const list = segments.data;
  return (
    <ScreenFrame
      title={t('title')}
      beside={<ContactsTabs here="segments" />}
      actions={list === undefined || list.length === 0 ? null : add}
    >
      {segments.error !== null ? (
        <ErrorState error={segments.error} onRetry={() => void segments.refetch()} />
      ) : list === undefined ? (
        <RowsSkeleton rows={4} height={40} />
      ) : list.length === 0 ? (
        <StateMessage icon={IconFilter} tone="accent" title={t('empty.title')} body={t('empty.body')} action={add} />
      ) : (
        <div className={table.wrap}>
          <table className={table.table} aria-label={t('title')}>
            <thead>
              <tr>
                <th scope="col">{t('column.name')}</th>
                <th scope="col" className={table.number}>
                  {t('column.people')}
                </th>
                <th scope="col">{t('sizes:column')}</th>
                <th scope="col">{t('column.flows')}</th>
                <th scope="col">
                  <span className={table.hidden}>{t('column.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {list.map((segment) => (
                <Row
                  key={segment.id}
                  segment={segment}
                  trend={trends.data?.find(({ id }) => id === segment.id)}
                  all={list}
                  onEdit={() => (segment.byHand ? setNaming : setEditing)(segment)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ListDialog editing={naming} onClose={() => setNaming(null)} />
      <SegmentDialog editing={editing} onClose={() => setEditing(null)} />
    </ScreenFrame>
  );
}

interface RowProps {
  segment: Segment;
  trend: SegmentTrend | undefined;
  all: readonly Segment[];
  onEdit: () => void;
}

function Row({ segment, trend, all, onEdit }: RowProps) {
  const { t } = useTranslation('segments');
  const ui = useUi();
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { id, name, rule, flows, byHand } = segment;
  const people = useQuery(orpc.contacts.count.queryOptions({ input: { rule } }));
  const remove = useMutation({
    mutationFn: () => client.segments.remove({ id }),
    onSuccess: () => {
      toast.done(t('removed', { name }));
      void queries.invalidateQueries({ queryKey: orpc.segments.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  const confirmRemove = () =>
    modals.openConfirmModal({
      title: t('remove.title', { name }),
      children: <Text>{t(byHand ? 'bulk:lists.removeBody' : 'remove.body')}</Text>,
      labels: { confirm: t('remove.confirm'), cancel: t('app:cancel') },
      confirmProps: { color: 'bad' },
      onConfirm: () => remove.mutate(),
    });
  const segmentName = (slot: string): string => all.find((one) => one.id === slot)?.name ?? slot;
  return (
    <tr>
      <th scope="row">
        <button type="button" className={table.opens} onClick={onEdit}>
          {name}
        </button>
        <div className={table.below}>{byHand ? t('bulk:lists.byHand') : ruleInWords(rule, { ...ui, segmentName })}</div>
      </th>
      <td className={table.number}>
        {people.data !== undefined ? (
          <Link
            href={`/contacts?segment=${encodeURIComponent(id)}`}
            className={table.leads}
            aria-label={t('showOf', { name, n: format.number(people.data.count) })}
          >
            {format.number(people.data.count)}
          </Link>
        ) : people.error !== null ? (
          <span title={words(people.error).body}>?</span>
        ) : (
          <Skeleton height={12} width={60} ml="auto" />
        )}
      </td>
      <td>
        <Trend trend={trend} />
      </td>
      <td>
        <FlowLinks flows={flows} none={t('unused')} />
      </td>
      <td className={table.menu}>
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <ActionIcon aria-label={t('menu', { name })} loading={remove.isPending}>
              <IconDots size={18} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={onEdit}>
              {t(byHand ? 'bulk:lists.rename' : 'edit')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconUsers size={15} aria-hidden />}
              onClick={() => go(`/contacts?segment=${encodeURIComponent(id)}`)}
            >
              {t('show')}
            </Menu.Item>
            <Menu.Item color="bad" leftSection={<IconTrash size={15} aria-hidden />} onClick={confirmRemove}>
              {t('remove.confirm')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

/** How it went lately; said in words too, because a line alone says nothing to a reader. */
function Trend({ trend }: { trend: SegmentTrend | undefined }) {
  const { t } = useTranslation('sizes');
  const format = useFormat();
  if (trend === undefined) return null;
  const [first, last] = [trend.sizes[0], trend.sizes.at(-1)];
  if (trend.since === null || first === undefined || last === undefined || trend.sizes.length < 2) {
    return (
      <span className={table.muted}>
        {trend.since === null ? t('soon') : t('since', { date: format.nearTime(trend.since) })}
      </span>
    );
  }
  return (
    <Sparkline
      values={trend.sizes}
      label={t('trend', { from: format.number(first), to: format.number(last), date: format.date(trend.since) })}
    />
  );
}
