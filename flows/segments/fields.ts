/** The fields a rule may name. See docs/rules.md. */
import { messageStates } from '../sdk/channels.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type RfmPart, rfmParts } from './rfm.ts';

export const textColumns = ['email', 'phone', 'first_name', 'last_name', 'country', 'language', 'timezone'] as const;
export type TextColumn = (typeof textColumns)[number];

/** Fields of a contact. */
export type ContactField =
  | { kind: 'column'; name: TextColumn }
  | { kind: 'created' }
  | { kind: 'tags' }
  | { kind: 'attribute'; name: string }
  | { kind: 'consent'; channel: string; topic: string }
  | { kind: 'reachable'; channel: string }
  | { kind: 'segment' }
  /** A segment by hand asks it of its own members; people choose the segment. */
  | { kind: 'list' }
  | { kind: 'inFlow' }
  | { kind: 'rfm'; part: RfmPart }
  | { kind: 'engagement'; channel: string }
  | { kind: 'survey'; name: string }
  | { kind: 'events'; type: string }
  | { kind: 'messages'; channel: string; state: string }
  | { kind: 'edge'; edge: 'first' | 'last'; type: string }
  | { kind: 'sum'; type: string; prop: string };

/** Fields of one event. */
export type EventField = { kind: 'at' } | { kind: 'prop'; name: string };
/** Fields of one message. */
export type MessageField = { kind: 'at' } | { kind: 'flow' } | { kind: 'node' };

const unknown = (field: string, over: string): KaskadError =>
  new KaskadError('unknown-field', `A rule names the field "${field}", which ${over} do not have.`, { field });

const isTextColumn = (name: string): name is TextColumn => (textColumns as readonly string[]).includes(name);

/** Reads a field's name; throws `unknown-field`. */
export function contactField(field: string): ContactField {
  if (isTextColumn(field)) return { kind: 'column', name: field };
  if (field === 'createdAt') return { kind: 'created' };
  if (field === 'tags' || field === 'segment' || field === 'list' || field === 'inFlow') return { kind: field };
  const dot = field.indexOf('.');
  const rest = field.slice(dot + 1);
  if (dot > 0 && rest !== '') {
    const named = dotted(field.slice(0, dot), rest);
    if (named !== null) return named;
  }
  throw unknown(field, 'contacts');
}

function dotted(head: string, rest: string): ContactField | null {
  const first = rest.indexOf('.');
  switch (head) {
    case 'attributes':
      return { kind: 'attribute', name: rest };
    case 'consent':
      return first < 0
        ? { kind: 'consent', channel: rest, topic: '' }
        : { kind: 'consent', channel: rest.slice(0, first), topic: rest.slice(first + 1) };
    case 'reachable':
      return { kind: 'reachable', channel: rest };
    case 'rfm': {
      const part = rfmParts.find((one) => one === rest);
      return part === undefined ? null : { kind: 'rfm', part };
    }
    case 'engagement':
      return { kind: 'engagement', channel: rest };
    case 'survey':
      return { kind: 'survey', name: rest };
    case 'events':
      return { kind: 'events', type: rest };
    case 'firstEventAt':
      return { kind: 'edge', edge: 'first', type: rest };
    case 'lastEventAt':
      return { kind: 'edge', edge: 'last', type: rest };
    case 'messages': {
      const state = rest.slice(first + 1);
      const known = first > 0 && (messageStates as readonly string[]).includes(state);
      return known ? { kind: 'messages', channel: rest.slice(0, first), state } : null;
    }
    case 'sum': {
      // Event types have dots (order.created), properties do not: the last dot parts them.
      const last = rest.lastIndexOf('.');
      return last > 0 && last < rest.length - 1
        ? { kind: 'sum', type: rest.slice(0, last), prop: rest.slice(last + 1) }
        : null;
    }
    default:
      return null;
  }
}

/** Reads a field of a rule over an event; throws `unknown-field`. */
export function eventField(field: string): EventField {
  if (field === 'at') return { kind: 'at' };
  if (field.startsWith('props.') && field.length > 6) return { kind: 'prop', name: field.slice(6) };
  throw unknown(field, 'events');
}

/** Reads a field of a rule over a message; throws `unknown-field`. */
export function messageField(field: string): MessageField {
  if (field === 'at' || field === 'flow' || field === 'node') return { kind: field };
  throw unknown(field, 'messages');
}
