/** When those who wait go on, counted from the timers in pages between which the engine goes on. */
import { setImmediate } from 'node:timers/promises';
import type { Waiting } from '../api/live.ts';
import { atTimeOfDay, formatInstant, type Millis } from '../sdk/time.ts';
import { start } from '../store/pages.ts';
import type { Store } from '../store/store.ts';
import { bucketOf } from './layer.ts';
import { versionsAsked } from './read-layer.ts';

const days = 7;
const minute: Millis = 60_000;

/** Throws `flow-missing` or `version-missing`. */
export async function readWaiting(
  store: Store,
  query: { flow: string; version?: number | 'all' | undefined; now: Millis },
): Promise<Waiting> {
  const zone = store.meta.get().timezone;
  const ends = Array.from({ length: days }, (_, n) => atTimeOfDay({ ms: query.now, zone }, '00:00', n + 1).ms);
  const nodes = new Map<string, { waiting: number; next: { at: Millis; people: number } | null; perDay: number[] }>();
  const nodeOf = (id: string) => {
    let node = nodes.get(id);
    if (node === undefined) {
      node = { waiting: 0, next: null, perDay: new Array<number>(days).fill(0) };
      nodes.set(id, node);
    }
    return node;
  };
  for (const { id } of versionsAsked(store, query.flow, query.version)) {
    for (const [node, n] of store.counters.waiting(id)) if (n > 0) nodeOf(node).waiting += n;
    for (let after = start; ; ) {
      const rows = store.waiting.due(id, ends.at(-1) as Millis, after);
      const last = rows.at(-1);
      if (last === undefined) break;
      for (const row of rows) {
        const node = nodeOf(row.node);
        // Whoever is late goes on as soon as the engine comes to it: today.
        const day = bucketOf({ from: null, ends }, row.at);
        node.perDay[day] = (node.perDay[day] as number) + 1;
        const next = Math.floor(Math.max(row.at, query.now) / minute) * minute;
        if (node.next === null || next < node.next.at) node.next = { at: next, people: 1 };
        else if (next === node.next.at) node.next.people++;
      }
      after = last;
      await setImmediate();
    }
  }
  return {
    paused: store.flows.need(query.flow).status === 'paused',
    days: ends.map((end) => formatInstant(end, zone)),
    nodes: [...nodes].map(([node, { next, ...rest }]) => ({
      node,
      ...rest,
      next: next === null ? null : { at: formatInstant(next.at, zone), people: next.people },
    })),
  };
}
