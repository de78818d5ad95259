/** Everything that happened with one contact, newest first: events, our messages, journeys. */

import { addressKindOf } from '../sdk/channels.ts';
import { linkFollowed } from '../sdk/link-settings.ts';
import { noFlow } from '../sdk/operator.ts';
import { shownAddress } from '../sdk/push.ts';
import type { Millis } from '../sdk/time.ts';
import type { LinkTarget } from './link-clicks.ts';
import type { Db } from './open.ts';

export interface TimelineRow {
  at: Millis;
  kind: 'event' | 'message' | 'reply' | 'journey' | 'operation';
  /** Of an event its type; of a message its topic; of a journey `entered` or `left`; of an operation its name. */
  type: string;
  flow: string | null;
  node: string | null;
  channel: string | null;
  state: string | null;
  reason: string | null;
  text: string | null;
  props: Record<string, unknown>;
}

const empty = { flow: null, node: null, channel: null, state: null, reason: null, text: null };

interface MessageRow {
  at: number;
  flow_id: string;
  node: string;
  channel: string;
  topic: string;
  state: string;
  reason: string | null;
  recipient: string | null;
  content: string | null;
}

/** The line by which a person knows a message: its subject, else its text. */
function lineOf(content: string | null): string | null {
  if (content === null) return null;
  const value: unknown = JSON.parse(content);
  if (typeof value !== 'object' || value === null) return null;
  const holder = value as Record<string, unknown>;
  const parts = (typeof holder.parts === 'object' && holder.parts !== null ? holder.parts : holder) as Record<
    string,
    unknown
  >;
  for (const name of ['subject', 'text', 'title']) {
    const part = parts[name];
    if (typeof part === 'string' && part.trim() !== '') return part.trim().slice(0, 500);
  }
  return null;
}

interface OperationRow {
  at: number;
  flow_id: string;
  node: string;
  operation: string;
  input: string;
  state: string;
  reason: string | null;
  result: string | null;
}

/** What was asked of a vendor: the line by which a person knows it, and what came of it. */
function fromOperation(row: OperationRow): TimelineRow {
  const input = JSON.parse(row.input) as Record<string, unknown>;
  const result = row.result === null ? null : (JSON.parse(row.result) as Record<string, unknown>);
  const textOf = (name: string): string | null => (typeof input[name] === 'string' ? input[name] : null);
  const [method, url, to] = [textOf('method'), textOf('url'), textOf('to')];
  return {
    at: row.at,
    kind: 'operation',
    type: row.operation,
    flow: row.flow_id,
    node: row.node,
    channel: textOf('channel'),
    state: row.state,
    reason: row.reason,
    text: url === null ? lineOf(row.input) : [method, url].join(' ').trim().slice(0, 500),
    props: { ...(to === null ? {} : { to }), ...result },
  };
}

interface ClickRow {
  at: number;
  machine: 0 | 1;
  sign: string | null;
  times: number;
  flow_id: string;
  node: string;
  channel: string;
  target: string | null;
}

/** A link of ours was opened, by a person or by a machine. */
function fromClick(row: ClickRow): TimelineRow {
  const { url = '', name = '' } = row.target === null ? {} : (JSON.parse(row.target) as Partial<LinkTarget>);
  return {
    ...empty,
    at: row.at,
    kind: 'event',
    type: linkFollowed,
    flow: row.flow_id,
    node: row.node,
    channel: row.channel,
    props: { url, link: name, times: row.times, ...(row.machine === 1 ? { machine: row.sign ?? '' } : {}) },
  };
}

export type TimelineStore = ReturnType<typeof timelineStore>;

export function timelineStore(db: Db) {
  const events = db.prepare<[number, number], { type: string; at: number; props: string }>(
    'SELECT type, at, json(props) AS props FROM events WHERE contact_id = ? ORDER BY at DESC, id DESC LIMIT ?',
  );
  const messages = db.prepare<[number, number], MessageRow>(
    `SELECT coalesce(sent_at, state_at) AS at, flow_id, node, channel, topic, state, reason, recipient, content
     FROM messages WHERE contact_id = ? ORDER BY id DESC LIMIT ?`,
  );
  const operations = db.prepare<[number, number], OperationRow>(
    `SELECT state_at AS at, flow_id, node, operation, input, state, reason, result
     FROM operations WHERE contact_id = ? ORDER BY id DESC LIMIT ?`,
  );
  const journeys = db.prepare<
    [number, number],
    { flow_id: string; trigger: string; entered_at: number; exited_at: number | null; exit_reason: string | null }
  >(
    `SELECT flow_id, trigger, entered_at, exited_at, exit_reason FROM journeys WHERE contact_id = ?
     ORDER BY id DESC LIMIT ?`,
  );
  const clicks = db.prepare<[number, number], ClickRow>(
    `SELECT c.first_at AS at, c.machine, c.sign, c.times, m.flow_id, m.node, m.channel,
       json_extract(m.content, '$.links[' || c.link || ']') AS target
     FROM messages m JOIN link_clicks c ON c.message_id = m.id
     WHERE m.contact_id = ? AND c.due_at IS NULL ORDER BY m.id DESC LIMIT ?`,
  );
  return {
    /** At most `limit` entries. */
    of(contactId: number, limit: number): TimelineRow[] {
      const rows: TimelineRow[] = [];
      for (const event of events.all(contactId, limit)) {
        const props = JSON.parse(event.props) as Record<string, unknown>;
        const reply = event.type === 'message.received';
        rows.push({
          ...empty,
          at: event.at,
          kind: reply ? 'reply' : 'event',
          type: event.type,
          channel: reply && typeof props.channel === 'string' ? props.channel : null,
          text: reply && typeof props.text === 'string' ? props.text : null,
          props,
        });
      }
      for (const message of messages.all(contactId, limit)) {
        rows.push({
          at: message.at,
          kind: 'message',
          type: message.topic,
          // What a person wrote is of no flow.
          flow: message.flow_id === noFlow ? null : message.flow_id,
          node: message.node,
          channel: message.channel,
          state: message.state,
          reason: message.reason,
          text: lineOf(message.content),
          props:
            message.recipient === null ? {} : { to: shownAddress(addressKindOf(message.channel), message.recipient) },
        });
      }
      rows.push(...clicks.all(contactId, limit).map(fromClick));
      rows.push(...operations.all(contactId, limit).map(fromOperation));
      for (const journey of journeys.all(contactId, limit)) {
        const base = { ...empty, kind: 'journey' as const, flow: journey.flow_id, props: {} };
        rows.push({ ...base, at: journey.entered_at, type: 'entered', node: journey.trigger });
        if (journey.exited_at !== null) {
          rows.push({ ...base, at: journey.exited_at, type: 'left', reason: journey.exit_reason });
        }
      }
      return rows.sort((a, b) => b.at - a.at).slice(0, limit);
    },
  };
}
