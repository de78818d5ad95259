/** What played recipients will still do, in order of time. Kept in memory, for virtual clocks only. */
import type { Incoming } from '../sdk/connector.ts';
import type { EventView } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';
import { dispatchEvent } from './dispatch.ts';
import { applyIncoming } from './receive.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

/** A receipt or a reply, or something else that the contact does, such as an order. */
export type Answer = Incoming | { kind: 'event'; type: string; at: Millis; props: Readonly<Record<string, unknown>> };

interface Pending {
  at: Millis;
  /** Answers of one instant keep the order in which they were added. */
  order: number;
  account: string;
  contact: number;
  answers: readonly Answer[];
  /** The first of `answers` that is still to come. */
  next: number;
}

export interface Answers {
  /** `answers` in order of time. */
  add(account: string, contact: number, answers: readonly Answer[]): void;
  /** When the next is due; infinity when there is none. */
  nextAt(): Millis;
  take(): { account: string; contact: number; answer: Answer } | null;
  clear(): void;
}

/** A heap of one entry a message: a million recipients may still have something to do. */
export function makeAnswers(): Answers {
  let heap: Pending[] = [];
  let order = 0;
  const before = (a: Pending, b: Pending): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

  function rise(entry: Pending, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as Pending;
      if (!before(entry, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  function sink(entry: Pending): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Pending, heap[child] as Pending)) child++;
      const below = heap[child] as Pending;
      if (!before(below, entry)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = entry;
  }

  return {
    add(account, contact, answers) {
      const first = answers[0];
      if (first === undefined) return;
      const entry = { at: first.at, order: order++, account, contact, answers, next: 0 };
      heap.push(entry);
      rise(entry, heap.length - 1);
    },
    nextAt: () => heap[0]?.at ?? Number.POSITIVE_INFINITY,
    take() {
      const top = heap[0];
      if (top === undefined) return null;
      const answer = top.answers[top.next] as Answer;
      const following = top.answers[++top.next];
      if (following === undefined) {
        const last = heap.pop() as Pending;
        if (heap.length > 0) sink(last);
      } else {
        top.at = following.at;
        sink(top);
      }
      return { account: top.account, contact: top.contact, answer };
    },
    clear() {
      heap = [];
      order = 0;
    },
  };
}

/** Applies the next answer within the caller's transaction. */
export function applyNextAnswer(rt: Runtime, stepper: Stepper): void {
  const taken = rt.answers.take();
  if (taken === null) return;
  const { account, contact, answer } = taken;
  if (answer.kind !== 'event') {
    applyIncoming(rt, stepper, account, answer);
    return;
  }
  const { type, at } = answer;
  const props = { ...answer.props };
  const { id } = rt.store.events.insert({ contactId: contact, type, at, props, source: account, pending: false });
  dispatchEvent(rt, stepper, contact, { id, type, at, props } satisfies EventView);
}
