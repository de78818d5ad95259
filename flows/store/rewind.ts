/** Sets a throw-away copy back to a moment of the past, as far as one flow is concerned, so that it can be run from there. */
import type { Millis } from '../sdk/time.ts';
import type { Store } from './store.ts';

/**
 * Makes the events of [from, to] come again, and sets aside what the flow itself did since `from`: its journeys that
 * entered then and its messages. Answers to messages are not given again: they were about messages that now do not exist.
 */
export function rewind(store: Store, flow: string, from: Millis, to: Millis): void {
  const { db } = store;
  db.transaction(() => {
    db.prepare(
      "UPDATE events SET pending = 1 WHERE at >= ? AND at <= ? AND pending = 0 AND type NOT GLOB 'message.*'",
    ).run(from, to);
    db.prepare(
      'DELETE FROM signals WHERE journey_id IN (SELECT id FROM journeys WHERE flow_id = ? AND exited_at IS NULL)',
    ).run(flow);
    db.prepare('DELETE FROM messages WHERE flow_id = ? AND queued_at >= ?').run(flow, from);
    db.prepare(
      `UPDATE journeys SET flow_id = 'before ' || flow_id, node = NULL, due_at = NULL, held_due_at = NULL,
         exited_at = coalesce(exited_at, ?), exit_reason = coalesce(exit_reason, 'stopped')
       WHERE flow_id = ? AND entered_at >= ?`,
    ).run(from, flow, from);
  }).immediate();
}
