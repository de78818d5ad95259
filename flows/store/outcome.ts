/** What a version came to, person by person: who got something, who got nothing and why, what it cost. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export type OutcomeStore = ReturnType<typeof outcomeStore>;

export function outcomeStore(db: Db) {
  const sentBySlot = db.prepare<[number, number], { channel: string; slot: number; sent: number }>(
    `SELECT channel, sent_at / ? AS slot, count(*) AS sent FROM messages
     WHERE version_id = ? AND sent_at IS NOT NULL GROUP BY 1, 2 ORDER BY 2, 1`,
  );
  const reach = db.prepare<[number], { channel: string; contacts: number }>(
    `SELECT channel, count(DISTINCT contact_id) AS contacts FROM messages
     WHERE version_id = ? AND sent_at IS NOT NULL GROUP BY channel ORDER BY channel`,
  );
  const heard = `heard AS (SELECT contact_id, max(sent_at IS NOT NULL) AS got, min(id) AS first
    FROM messages WHERE version_id = @version GROUP BY contact_id)`;
  const reached = db.prepare<[{ version: number }], { contacts: number }>(
    `WITH ${heard} SELECT count(*) AS contacts FROM heard WHERE got = 1`,
  );
  const nobody = db.prepare<[{ flow: string; version: number }], { reason: string; contacts: number }>(
    `WITH ${heard}, entered AS (
       SELECT contact_id, max(exited_at IS NULL) AS inside, max(exit_reason) AS reason
       FROM journeys WHERE flow_id = @flow AND version_id = @version GROUP BY contact_id)
     SELECT reason, count(*) AS contacts FROM (
       SELECT CASE
         WHEN h.first IS NOT NULL THEN (SELECT CASE m.state WHEN 'suppressed' THEN m.reason
           WHEN 'queued' THEN coalesce('waiting:' || m.reason, 'waiting') ELSE m.state END FROM messages m WHERE m.id = h.first)
         WHEN e.inside = 1 THEN 'still-inside'
         ELSE 'exit:' || e.reason END AS reason
       FROM entered e LEFT JOIN heard h ON h.contact_id = e.contact_id WHERE coalesce(h.got, 0) = 0)
     GROUP BY reason ORDER BY contacts DESC, reason`,
  );
  const outside = db.prepare<[{ flow: string; version: number }], { contacts: number; living: number }>(
    `SELECT count(*) AS living, coalesce(sum(NOT EXISTS (SELECT 1 FROM journeys j
       WHERE j.flow_id = @flow AND j.contact_id = c.id AND j.version_id = @version)), 0) AS contacts
     FROM contacts c WHERE c.deleted_at IS NULL AND c.merged_into IS NULL`,
  );
  const cost = db.prepare<[{ version: number }], { total: number; squares: number; people: number; unpriced: number }>(
    `SELECT coalesce(sum(cost), 0) AS total, coalesce(sum(cost * cost), 0) AS squares, count(*) AS people,
       coalesce(sum(unpriced), 0) AS unpriced
     FROM (SELECT contact_id, coalesce(sum(cost), 0) AS cost, sum(sent_at IS NOT NULL AND cost IS NULL) AS unpriced
       FROM messages WHERE version_id = @version GROUP BY contact_id)`,
  );
  const isThere = db.prepare<[string, number, number], 1>(
    'SELECT 1 FROM events WHERE type = ? AND at >= ? AND at <= ? LIMIT 1',
  );
  const journeysOf = db.prepare<[string, number], { node: string | null; reason: string | null }>(
    'SELECT node, exit_reason AS reason FROM journeys WHERE flow_id = ? AND contact_id = ? ORDER BY id',
  );
  const sentTo = db
    .prepare<[number], string>(
      'SELECT node FROM messages WHERE contact_id = ? AND sent_at IS NOT NULL ORDER BY sent_at, id',
    )
    .pluck();
  const unsentTo = db.prepare<[number], { node: string; reason: string }>(
    'SELECT node, coalesce(reason, state) AS reason FROM messages WHERE contact_id = ? AND sent_at IS NULL ORDER BY id',
  );
  return {
    /** A contact's journeys through a flow, in entry order: where each stands, or why it ended. */
    journeysOf: (flow: string, contact: number) => journeysOf.all(flow, contact),
    /** Blocks whose messages a contact got, in order. */
    sentTo: (contact: number): string[] => sentTo.all(contact),
    /** Messages that did not leave, and why. */
    unsentTo: (contact: number) => unsentTo.all(contact),
    /** Messages handed over, by channel and slot of so many milliseconds since the epoch. */
    sentBySlot: (version: number, slot: Millis) => sentBySlot.all(slot, version),
    /** Different contacts whom each channel reached. */
    reach: (version: number) => reach.all(version),
    reached: (version: number): number => reached.get({ version })?.contacts ?? 0,
    /** Those who entered and got nothing, each counted once, by what became of their first message, or of their journey. */
    nobody: (flow: string, version: number) => nobody.all({ flow, version }),
    /** Living contacts, and those of them who never entered. */
    outside: (flow: string, version: number) => outside.get({ flow, version }) ?? { contacts: 0, living: 0 },
    /** Sum, and sum of squares, of what each person cost; `people` had at least one message. */
    cost: (version: number) => cost.get({ version }) ?? { total: 0, squares: 0, people: 0, unpriced: 0 },
    /** Is there an event of the type within the span? */
    hasEvents: (type: string, from: Millis, to: Millis): boolean => isThere.get(type, from, to) !== undefined,
  };
}
