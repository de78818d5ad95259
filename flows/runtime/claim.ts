/** Whose turn it is: by priority first, then round robin over the flows that wait, each in order of time. */
import type { Millis } from '../sdk/time.ts';
import type { MessageRecord, MessageStore, Queue } from '../store/messages.ts';
import type { Lane } from './lane.ts';

/** Queues of one account and one priority in which something is due. */
export function dueQueues(queues: readonly Queue[], account: string, priority: number, now: Millis): Queue[] {
  return queues.filter((one) => one.account_id === account && one.priority === priority && one.due_at <= now);
}

/** Up to `limit` messages, as evenly from the queues as they have some. Begins behind the flow that was served last. */
export function takeFairly(
  messages: MessageStore,
  lane: Lane,
  queues: readonly Queue[],
  now: Millis,
  limit: number,
): MessageRecord[] {
  if (queues.length === 0 || limit <= 0) return [];
  const after = queues.findIndex((queue) => queue.flow_id > lane.lastFlow);
  const turn = after <= 0 ? queues : [...queues.slice(after), ...queues.slice(0, after)];
  const share = Math.ceil(limit / turn.length);
  let lists = turn.map((queue) => messages.due(queue, now, share));
  const found = lists.reduce((sum, list) => sum + list.length, 0);
  // Some have less than their share: the others may have it.
  if (found < limit && turn.length > 1) {
    lists = lists.map((list, n) => (list.length < share ? list : messages.due(turn[n] as Queue, now, limit)));
  }
  const taken: MessageRecord[] = [];
  for (let row = 0; taken.length < limit; row++) {
    const before = taken.length;
    for (const list of lists) {
      const message = list[row];
      if (message !== undefined && taken.length < limit) taken.push(message);
    }
    if (taken.length === before) break;
  }
  lane.lastFlow = taken.at(-1)?.flow_id ?? lane.lastFlow;
  return taken;
}
