import { SegmentedControl, TextInput } from '@mantine/core';
import {
  type Icon,
  IconArrowBackUp,
  IconBellRinging,
  IconCalendarEvent,
  IconFlag,
  IconLink,
  IconLogin2,
  IconLogout2,
  IconPlugConnected,
  IconRobot,
  IconSearch,
  IconShoppingCart,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { linkFollowed } from '../../../flows/sdk/link-settings.ts';
import { channelIcon, useChannelName } from '../../app/channel-icon.tsx';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { useReasonWords } from '../../app/reason-words.ts';
import { ExplainDrawer, type ExplainOf } from '../explain/explain-drawer.tsx';
import classes from './timeline.module.css';
import { type Say, type TimelineEntry, timelineWords } from './timeline-words.ts';

function iconOf(entry: TimelineEntry): Icon {
  if (entry.kind === 'message') return channelIcon(entry.channel ?? '');
  if (entry.kind === 'reply') return IconArrowBackUp;
  if (entry.kind === 'operation') return entry.type === 'message.send' ? IconBellRinging : IconPlugConnected;
  if (entry.kind === 'journey')
    return entry.type.includes('goal') ? IconFlag : entry.type.includes('ent') ? IconLogin2 : IconLogout2;
  if (entry.type === linkFollowed) return entry.props.machine === undefined ? IconLink : IconRobot;
  return /^(order|cart|checkout|purchase)\./.test(entry.type) ? IconShoppingCart : IconCalendarEvent;
}

/** With fewer there is nothing to look for. */
const fewest = 4;

const timelineKinds = ['all', 'messages', 'events', 'flows'] as const;
type TimelineKind = (typeof timelineKinds)[number];

const kindOf: Readonly<Record<TimelineEntry['kind'], Exclude<TimelineKind, 'all'>>> = {
  message: 'messages',
  reply: 'messages',
  operation: 'flows',
  journey: 'flows',
  event: 'events',
};
const isOfKind = ({ kind }: TimelineEntry, wanted: TimelineKind): boolean =>
  wanted === 'all' || kindOf[kind] === wanted;

function useSay(): Say {
  const { t, i18n } = useTranslation('contacts');
  const channel = useChannelName();
  const format = useFormat();
  const reasons = useReasonWords();
  const { data: flows = [] } = useQuery(orpc.flows.list.queryOptions());
  return {
    t: (key, params) => (i18n.exists(key, { ns: 'contacts', ...params }) ? t(key, { ...params }) : null),
    channel,
    flow: (id) => flows.find(({ flow }) => flow === id)?.name ?? null,
    reason: reasons.message,
    exit: reasons.exit,
    number: format.number,
  };
}

/** Keeps entries of one instant apart. */
function keyed(entries: readonly TimelineEntry[]): { key: string; entry: TimelineEntry }[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const base = `${entry.at} ${entry.kind} ${entry.type} ${entry.node}`;
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return { key: `${base} ${count}`, entry };
  });
}

/** The newest first, under their days. */
export function Timeline({
  entries,
  contact,
}: {
  entries: readonly TimelineEntry[];
  contact: { id: number; name: string };
}) {
  const [why, setWhy] = useState<ExplainOf | null>(null);
  const { t } = useTranslation('contacts');
  const format = useFormat();
  const say = useSay();
  const [kind, setKind] = useState<TimelineKind>('all');
  const [search, setSearch] = useState('');
  if (entries.length === 0) return <p className={classes.empty}>{t('timeline.empty')}</p>;
  const wanted = search.trim().toLocaleLowerCase();
  const shown = entries.filter((entry) => {
    if (!isOfKind(entry, kind)) return false;
    if (wanted === '') return true;
    const { title, detail, reason } = timelineWords(entry, say);
    return [title, detail, reason].some((text) => text?.toLocaleLowerCase().includes(wanted));
  });
  const days = new Map<string, { key: string; entry: TimelineEntry }[]>();
  for (const item of keyed([...shown].sort((a, b) => b.at.localeCompare(a.at)))) {
    const day = format.date(item.entry.at);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return (
    <div>
      {entries.length < fewest ? null : (
        <div className={classes.filter}>
          <TextInput
            size="xs"
            type="search"
            leftSection={<IconSearch size={14} aria-hidden />}
            placeholder={t('timeline.search')}
            aria-label={t('timeline.search')}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
          />
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label={t('timeline.show')}
            data={timelineKinds.map((value) => ({ value, label: t(`timeline.kind.${value}`) }))}
            value={kind}
            onChange={(value) => setKind(value as TimelineKind)}
          />
        </div>
      )}
      {shown.length === 0 ? <p className={classes.empty}>{t('timeline.nothing')}</p> : null}
      {[...days].map(([day, items]) => (
        <section key={day}>
          <h3 className={classes.day}>{day}</h3>
          <ol className={classes.list}>
            {items.map(({ key, entry }) => {
              const { title, detail, reason, tone } = timelineWords(entry, say);
              const Glyph = iconOf(entry);
              return (
                <li key={key} className={classes.entry} data-tone={tone}>
                  <span className={classes.icon}>
                    <Glyph size={14} stroke={1.8} aria-hidden />
                  </span>
                  <div className={classes.words}>
                    <div className={classes.title}>
                      <span>{title}</span>
                      {entry.flow === null || entry.kind === 'reply' ? null : (
                        <button
                          type="button"
                          className={classes.why}
                          aria-label={t('explain:openFor', { name: title })}
                          onClick={() => setWhy({ flow: entry.flow ?? '', contact: contact.id, name: contact.name })}
                        >
                          {t('explain:open')}
                        </button>
                      )}
                      <time dateTime={entry.at}>{format.time(entry.at)}</time>
                    </div>
                    {reason === null ? null : <p className={classes.reason}>{reason}</p>}
                    {detail === null ? null : <p className={classes.detail}>{detail}</p>}
                  </div>
                </li>
              );
            })}
          </ol>
        </section>
      ))}
      <ExplainDrawer of={why} onClose={() => setWhy(null)} />
    </div>
  );
}
