/** What the in-memory evaluator asks about a contact, read from the workspace only when asked. */
import type { ContactView } from '../sdk/contact.ts';
import type { Moment } from '../sdk/time.ts';
import type { FactEvent, FactMessage, Facts } from '../segments/facts.ts';
import type { ContactStore } from './contacts.ts';
import { factsAsOf } from './facts-as-of.ts';
import { inOrder } from './in-order.ts';
import type { Db } from './open.ts';
import { pauseStore } from './pauses.ts';

interface MessageRow {
  id: number;
  flow_id: string;
  node: string;
  state: string;
  state_at: number;
  queued_at: number;
  handed_at: number | null;
  sent_at: number | null;
  delivered_at: number | null;
  read_at: number | null;
  clicked_at: number | null;
  replied_at: number | null;
  failed_at: number | null;
}

/** Null columns are states never reached. The states without a column are known only while the message is in them. */
function reached(row: MessageRow): Partial<Record<string, number>> {
  const times: Partial<Record<string, number>> = {};
  if (row.state === 'suppressed' || row.state === 'unknown' || row.state === 'canceled')
    times[row.state] = row.state_at;
  const kept: readonly [string, number | null][] = [
    ['queued', row.queued_at],
    ['sending', row.handed_at],
    ['sent', row.sent_at],
    ['delivered', row.delivered_at],
    ['read', row.read_at],
    ['clicked', row.clicked_at],
    ['replied', row.replied_at],
    ['failed', row.failed_at],
  ];
  for (const [state, at] of kept) if (at !== null) times[state] = at;
  return times;
}

const byTime = (a: { at: number; id: number }, b: { at: number; id: number }): number => a.at - b.at || a.id - b.id;
const byQueue = (a: MessageRow, b: MessageRow): number => a.queued_at - b.queued_at || a.id - b.id;

export type FactStore = ReturnType<typeof factStore>;

export function factStore(db: Db, contacts: ContactStore) {
  const consents = db.prepare<[number], { channel: string; topic: string; granted: number }>(
    'SELECT channel, topic, granted FROM consents WHERE contact_id = ?',
  );
  const events = db.prepare<[number, string, number], { id: number; at: number; props: string }>(
    `SELECT id, at, json(props) AS props FROM events WHERE contact_id = ? AND type = ? AND at <= ?`,
  );
  const messages = db.prepare<[number, string], MessageRow>(
    `SELECT id, flow_id, node, state, state_at, queued_at, handed_at, sent_at, delivered_at, read_at, clicked_at,
       replied_at, failed_at
     FROM messages WHERE contact_id = ? AND channel = ?`,
  );
  const pauses = pauseStore(db);
  const inFlow = db
    .prepare<[number, string], number>(
      'SELECT 1 FROM journeys WHERE contact_id = ? AND flow_id = ? AND exited_at IS NULL LIMIT 1',
    )
    .pluck();

  const inList = db
    .prepare<[string, number], number>('SELECT 1 FROM list_members WHERE list = ? AND contact_id = ?')
    .pluck();

  return {
    /**
     * Null when there is no such contact, or it was deleted or merged away. Each part is read once, when first asked for: a
     * Facts object is good for one transaction. A zone that the contact itself does not answer is that of `now`.
     */
    load(contactId: number, context: { now: Moment; lastEvent?: number | undefined }): Facts | null {
      const contact = contacts.live(contactId, { workspace: context.now.zone });
      return contact === null ? null : make(contact, context);
    },
    /**
     * What a step of the journal saw, also of a contact deleted since. Null when there never was such a contact. What happened
     * (events, messages, journeys) carries its time; what the contact was is led back by the history of changes.
     */
    asOf: factsAsOf(db, contacts, make),
  };

  function make(contact: ContactView, context: { now: Moment; lastEvent?: number | undefined }): Facts {
    const { id } = contact;
    const { now, lastEvent } = context;
    const loaded = new Map<string, unknown>();
    const once = <T>(key: string, read: () => T): T => {
      if (!loaded.has(key)) loaded.set(key, read());
      return loaded.get(key) as T;
    };
    return {
      contact,
      addresses: () => once('addresses', () => contacts.addresses(id)),
      consents: () => once('consents', () => consents.all(id).map((row) => ({ ...row, granted: row.granted === 1 }))),
      events: (type) =>
        once(`events ${type}`, () => {
          const list: FactEvent[] = [];
          for (const row of inOrder(events.all(id, type, now.ms), byTime)) {
            if (row.at === now.ms && lastEvent !== undefined && row.id > lastEvent) continue;
            list.push({ id: row.id, at: row.at, props: JSON.parse(row.props) as Record<string, unknown> });
          }
          return list;
        }),
      messages: (channel) =>
        once(`messages ${channel}`, () =>
          inOrder(messages.all(id, channel), byQueue).map(
            (row): FactMessage => ({ id: row.id, channel, reached: reached(row), flow: row.flow_id, node: row.node }),
          ),
        ),
      pausedUntil: () => once('pause', () => pauses.until(id)),
      inList: (list) => once(`list ${list}`, () => inList.get(list, id) !== undefined),
      inFlow: (flow) => once(`flow ${flow}`, () => inFlow.get(id, flow) !== undefined),
    };
  }
}
