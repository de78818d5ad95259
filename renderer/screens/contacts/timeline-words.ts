/** What happened to a person, said in a line. Pure: words come in through `Say`, so that it is tested without a page. */
import type * as z from 'zod';
import type { timelineEntry } from '../../../flows/api/shapes.ts';
import { linkFollowed } from '../../../flows/sdk/link-settings.ts';

export type TimelineEntry = z.output<typeof timelineEntry>;

export interface Say {
  /** Translates a key; null when there are no words for it. */
  t: (key: string, params?: Record<string, string | number>) => string | null;
  channel: (channel: string) => string;
  /** The flow's name, or null when it is gone. */
  flow: (id: string) => string | null;
  /** Why a message was not sent; why a journey ended. */
  reason: (code: string) => string;
  exit: (code: string) => string;
  number: (value: number) => string;
}

export interface TimelineWords {
  title: string;
  /** The text of a message, or an event's properties. */
  detail: string | null;
  /** Why a message was not sent, or why a journey ended. */
  reason: string | null;
  tone: 'plain' | 'ok' | 'warn' | 'bad';
}

/** "total: 250 · order_id: 17": flat properties only, the first few. */
export function propsInWords(props: Record<string, unknown>, say: Pick<Say, 'number' | 't'>, most = 6): string | null {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(props)) {
    if (parts.length === most) {
      parts.push('…');
      break;
    }
    if (typeof value === 'number') parts.push(`${name}: ${/(^|_)id$/i.test(name) ? value : say.number(value)}`);
    else if (typeof value === 'string' && value !== '')
      parts.push(`${name}: ${value.length > 60 ? `${value.slice(0, 60)}…` : value}`);
    else if (typeof value === 'boolean') parts.push(`${name}: ${say.t(value ? 'app:yes' : 'app:no') ?? value}`);
    else if (Array.isArray(value)) parts.push(`${name}: ${value.length}`);
  }
  return parts.length === 0 ? null : parts.join(' · ');
}

const good: ReadonlySet<string> = new Set(['delivered', 'read', 'clicked', 'replied']);
const poor: ReadonlySet<string> = new Set(['suppressed', 'unknown', 'canceled']);

function messageWords(entry: TimelineEntry, say: Say): TimelineWords {
  const state = entry.state ?? 'sent';
  const who = entry.flow === null ? say.t('timeline.byPerson') : null;
  const what = who === null ? say.channel(entry.channel ?? '') : `${say.channel(entry.channel ?? '')}, ${who}`;
  return {
    title: `${what}: ${say.t(`app:message.${state}`) ?? state}`,
    detail: entry.text,
    reason: entry.reason === null ? null : say.reason(entry.reason),
    tone: state === 'failed' ? 'bad' : poor.has(state) ? 'warn' : good.has(state) ? 'ok' : 'plain',
  };
}

/** A link of ours was opened: by the person, or by a machine on its way to them. */
function clickWords({ props, type }: TimelineEntry, say: Say): TimelineWords {
  const machine = typeof props.machine === 'string' ? props.machine : null;
  const link = typeof props.link === 'string' ? props.link : '';
  const times = typeof props.times === 'number' ? props.times : 1;
  const url = typeof props.url === 'string' && props.url !== link ? props.url : null;
  const often = times > 1 ? say.t('links:timeline.times', { count: times }) : null;
  return {
    title: say.t(machine === null ? 'links:timeline.person' : 'links:timeline.machine', { link }) ?? type,
    detail: [url, often].filter((part) => part !== null).join(' · ') || null,
    reason: machine === null ? null : say.t(`links:sign.${machine}`),
    tone: machine === null ? 'ok' : 'plain',
  };
}

function operationWords(entry: TimelineEntry, say: Say): TimelineWords {
  const state = entry.state ?? 'done';
  const name = say.t(`timeline.operation.${entry.type}`) ?? say.t(`operations:${entry.type}.name`) ?? entry.type;
  return {
    title: `${name}: ${say.t(`timeline.operationState.${state}`) ?? state}`,
    detail: [entry.text, propsInWords(entry.props, say)].filter((part) => part !== null).join(' · ') || null,
    reason: entry.reason === null ? null : say.reason(entry.reason),
    tone: state === 'failed' ? 'bad' : poor.has(state) ? 'warn' : state === 'done' ? 'ok' : 'plain',
  };
}

export function timelineWords(entry: TimelineEntry, say: Say): TimelineWords {
  switch (entry.kind) {
    case 'message':
      return messageWords(entry, say);
    case 'operation':
      return operationWords(entry, say);
    case 'reply':
      return {
        title:
          entry.channel === null
            ? (say.t('timeline.replied') ?? entry.type)
            : (say.t('timeline.repliedIn', { channel: say.channel(entry.channel) }) ?? entry.type),
        detail: entry.text ?? propsInWords(entry.props, say),
        reason: null,
        tone: 'ok',
      };
    case 'journey': {
      const flow = (entry.flow === null ? null : say.flow(entry.flow)) ?? say.t('timeline.goneFlow') ?? '';
      const type = entry.type.replace(/^journey\./, '');
      const title = say.t(`timeline.journey.${type}`, { flow }) ?? `${flow}: ${type}`;
      return {
        title,
        detail: null,
        reason: entry.reason === null ? null : say.exit(entry.reason),
        tone: type === 'goal' ? 'ok' : 'plain',
      };
    }
    case 'event':
      if (entry.type === linkFollowed) return clickWords(entry, say);
      if (typeof entry.props.name === 'string' && (entry.type === 'segment.entered' || entry.type === 'segment.left')) {
        const title = say.t(`sizes:timeline.${entry.type}`, { name: entry.props.name }) ?? entry.type;
        return { title, detail: null, reason: null, tone: 'plain' };
      }
      return {
        title: say.t(`timeline.event.${entry.type}`) ?? entry.type,
        detail: entry.text ?? propsInWords(entry.props, say),
        reason: null,
        tone: 'plain',
      };
  }
}
