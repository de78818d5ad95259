/** What is kept of one contact's way through one flow, for the explanation. */
import type { MessageState } from '../sdk/channels.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface JourneyRecord {
  id: number;
  flow_id: string;
  version_id: number;
  contact_id: number;
  key: string;
  trigger: string;
  event_id: number | null;
  entered_at: Millis;
  /** Null when it has ended. */
  node: string | null;
  visit: number;
  arrived_at: Millis;
  due_at: Millis | null;
  /** The timer of a paused flow. */
  held_due_at: Millis | null;
  goal_at: Millis | null;
  goal_value: number | null;
  exited_at: Millis | null;
  exit_reason: string | null;
}

export interface JournalRow {
  id: number;
  version_id: number;
  node: string;
  visit: number;
  arrived_at: Millis;
  left_at: Millis;
  outlet: string | null;
  exit_reason: string | null;
  why: string | null;
}

export interface JourneyMessage {
  id: number;
  node: string;
  channel: string;
  topic: string;
  recipient: string | null;
  state: MessageState;
  reason: string | null;
  state_at: Millis;
  due_at: Millis | null;
  queued_at: Millis;
  sent_at: Millis | null;
  delivered_at: Millis | null;
  read_at: Millis | null;
  clicked_at: Millis | null;
  replied_at: Millis | null;
  failed_at: Millis | null;
}

export interface ContactEvent {
  id: number;
  type: string;
  at: Millis;
  props: Record<string, unknown>;
  /** Not yet given to journeys and triggers. */
  pending: boolean;
}

export type ExplainStore = ReturnType<typeof explainStore>;

export function explainStore(db: Db) {
  const columns =
    'id, flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, visit, arrived_at, due_at, held_due_at, goal_at, goal_value, exited_at, exit_reason';
  const journey = db.prepare<[number], JourneyRecord>(`SELECT ${columns} FROM journeys WHERE id = ?`);
  const journeys = db.prepare<[number, string, number], JourneyRecord>(
    `SELECT ${columns} FROM journeys WHERE contact_id = ? AND flow_id = ? ORDER BY id DESC LIMIT ?`,
  );
  const steps = db.prepare<[number], JournalRow>(
    'SELECT id, version_id, node, visit, arrived_at, left_at, outlet, exit_reason, why FROM steps WHERE journey_id = ? ORDER BY id',
  );
  const messages = db.prepare<[number, number], JourneyMessage>(
    `SELECT id, node, channel, topic, recipient, state, reason, state_at, due_at, queued_at, sent_at, delivered_at, read_at,
       clicked_at, replied_at, failed_at
     FROM messages WHERE contact_id = ? AND journey_id = ? ORDER BY id`,
  );
  const events = db.prepare<
    [number, string, number, number, number],
    { id: number; type: string; at: number; props: string; pending: number }
  >(
    `SELECT id, type, at, json(props) AS props, pending FROM events
     WHERE contact_id = ? AND type = ? AND at >= ? AND at <= ? ORDER BY at DESC, id DESC LIMIT ?`,
  );
  const everyJourney = db
    .prepare<[number, number], number>(
      // What was asked of somebody who was erased cannot be asked again.
      `SELECT j.id FROM journeys j JOIN contacts c ON c.id = j.contact_id
       WHERE j.id > ? AND c.erased_at IS NULL ORDER BY j.id LIMIT ?`,
    )
    .pluck();
  const timer = db.prepare<[number, string], { due_at: number | null }>(
    'SELECT due_at FROM trigger_timers WHERE version_id = ? AND node = ?',
  );
  const firstLeft = db.prepare<[number, string], { at: number | null }>(
    'SELECT min(left_at) AS at FROM steps WHERE version_id = ? AND node = ?',
  );
  const lastLeft = db.prepare<[number, string], { at: number | null }>(
    'SELECT max(left_at) AS at FROM steps WHERE version_id = ? AND node = ?',
  );
  const lastHere = db.prepare<[number, string], { at: number | null }>(
    'SELECT max(arrived_at) AS at FROM journeys WHERE version_id = ? AND node = ? AND exited_at IS NULL',
  );
  const spans = db.prepare<[object], { arrived: number; gone: number | null; n: number }>(
    `SELECT max(0, (arrived_at - CAST(@from AS INTEGER) + CAST(@width AS INTEGER) - 1) / CAST(@width AS INTEGER)) AS arrived, max(0, (left_at - CAST(@from AS INTEGER) + CAST(@width AS INTEGER) - 1) / CAST(@width AS INTEGER)) AS gone, count(*) AS n
     FROM steps WHERE version_id = @version AND node = @node GROUP BY 1, 2
     UNION ALL
     SELECT max(0, (arrived_at - CAST(@from AS INTEGER) + CAST(@width AS INTEGER) - 1) / CAST(@width AS INTEGER)), NULL, count(*)
     FROM journeys WHERE version_id = @version AND node = @node AND exited_at IS NULL GROUP BY 1`,
  );
  return {
    /** When the first left a node, and when somebody last came to it or left it. */
    times: (version: number, node: string): { first: Millis | null; last: Millis | null } => {
      const last = Math.max(lastLeft.get(version, node)?.at ?? 0, lastHere.get(version, node)?.at ?? 0);
      return { first: firstLeft.get(version, node)?.at ?? null, last: last === 0 ? null : last };
    },
    /**
     * Visits of a node by the tick at which they began and were over (null: not yet). A tick is a multiple of `width` after
     * `from`; what happens between two ticks shows at the later one.
     */
    spans: (of: { version: number; node: string; from: Millis; width: Millis }) => spans.all(of),
    journey: (id: number): JourneyRecord | null => journey.get(id) ?? null,
    /** Newest first. */
    journeys: (contact: number, flow: string, limit: number): JourneyRecord[] => journeys.all(contact, flow, limit),
    /** Numbers of all journeys, in order, read in pages. */
    *allJourneys(): Generator<number> {
      for (let page = everyJourney.all(0, 1000); page.length > 0; page = everyJourney.all(page.at(-1) ?? 0, 1000))
        yield* page;
    },
    /** The visits that are over, in order. */
    steps: (of: number): JournalRow[] => steps.all(of),
    messages: (contact: number, of: number): JourneyMessage[] => messages.all(contact, of),
    /** Newest first, dated within [from, to]. */
    events: (contact: number, type: string, span: { from: Millis; to: Millis; limit: number }): ContactEvent[] =>
      events.all(contact, type, span.from, span.to, span.limit).map((row) => ({
        ...row,
        props: JSON.parse(row.props) as Record<string, unknown>,
        pending: row.pending === 1,
      })),
    /** When an audience or schedule trigger is next due; undefined where it never had a timer. */
    timer: (version: number, node: string): Millis | null | undefined => timer.get(version, node)?.due_at,
  };
}
