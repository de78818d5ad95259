/**
 * What happened in a span of time, in buckets: gathered from rows of the journal, and summed up to any bucket as a report
 * of the same shape as the kept one. Pure.
 */
import type { Layer } from '../api/live.ts';
import type { Report } from '../api/shapes.ts';
import { cents, messageStates } from './funnel.ts';

/** Milliseconds since the epoch. `from` of null: everything before counts too. */
export interface Span {
  from: number | null;
  /** Until when each bucket lasts, ascending. */
  ends: readonly number[];
}

/** The bucket of a moment; -1 before the span, `ends.length` after it. */
export function bucketOf({ from, ends }: Span, at: number): number {
  if (from !== null && at < from) return -1;
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at < (ends[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export interface LayerNode {
  id: string;
  type: string;
  name: string | null;
  channel: string | null;
}

type Lines = Map<string, number[]>;

/** Takes what the journal holds, row by row. */
export function gatherLayer(span: Span) {
  const size = span.ends.length;
  const none = (): number[] => new Array<number>(size).fill(0);
  const add = (lines: Lines, key: string, bucket: number, n = 1): void => {
    if (bucket < 0 || bucket >= size) return;
    let line = lines.get(key);
    if (line === undefined) {
      line = none();
      lines.set(key, line);
    }
    line[bucket] = (line[bucket] as number) + n;
  };
  const nodes = new Map<string, { before: number; came: number[]; left: Lines; exited: Lines }>();
  const messages = new Map<string, { states: Lines; suppressed: Lines }>();
  const whole: Lines = new Map();
  let before = 0;
  const nodeOf = (id: string) => {
    let node = nodes.get(id);
    if (node === undefined) {
      node = { before: 0, came: none(), left: new Map(), exited: new Map() };
      nodes.set(id, node);
    }
    return node;
  };
  return {
    /** A visit; `leftAt` null: it goes on. */
    visit(id: string, arrivedAt: number, leftAt: number | null, outlet: string | null, reason: string | null): void {
      const arrived = bucketOf(span, arrivedAt);
      const left = leftAt === null ? size : bucketOf(span, leftAt);
      if (arrived >= size || left < 0) return;
      const node = nodeOf(id);
      if (arrived < 0) node.before++;
      else node.came[arrived] = (node.came[arrived] as number) + 1;
      if (reason !== null) add(node.exited, reason, left);
      else if (outlet !== null) add(node.left, outlet, left);
    },
    journey(enteredAt: number, exitedAt: number | null, goalAt: number | null, value: number | null): void {
      const entered = bucketOf(span, enteredAt);
      const ended = exitedAt === null ? size : bucketOf(span, exitedAt);
      if (entered >= 0) add(whole, 'entered', entered);
      else if (ended >= 0) before++;
      add(whole, 'ended', ended);
      if (goalAt === null) return;
      add(whole, 'goal', bucketOf(span, goalAt));
      if (value !== null) add(whole, 'value', bucketOf(span, goalAt), value);
    },
    /** `reason`: of a message that was not sent. */
    message(node: string, state: string, at: number | null, n = 1): void {
      if (at === null) return;
      let found = messages.get(node);
      if (found === undefined) {
        found = { states: new Map(), suppressed: new Map() };
        messages.set(node, found);
      }
      const bucket = bucketOf(span, at);
      if (state.startsWith('suppressed:')) add(found.suppressed, state.slice('suppressed:'.length), bucket, n);
      else add(found.states, state, bucket, n);
    },
    of(known: readonly LayerNode[]): Omit<Layer, 'flow' | 'version' | 'from' | 'to' | 'at'> {
      return {
        before,
        entered: whole.get('entered') ?? none(),
        ended: whole.get('ended') ?? none(),
        goal: whole.get('goal') ?? none(),
        value: whole.get('value') ?? none(),
        nodes: known.map(({ id, type, name }) => {
          const node = nodes.get(id);
          return {
            id,
            type,
            name,
            before: node?.before ?? 0,
            came: node?.came ?? none(),
            left: Object.fromEntries(node?.left ?? []),
            exited: Object.fromEntries(node?.exited ?? []),
          };
        }),
        messages: known.flatMap(({ id, channel }) => {
          if (channel === null) return [];
          const found = messages.get(id);
          return [
            {
              node: id,
              channel,
              states: Object.fromEntries(found?.states ?? []),
              suppressed: Object.fromEntries(found?.suppressed ?? []),
            },
          ];
        }),
      };
    },
  };
}

const upTo = (line: readonly number[] | undefined, tick: number): number => {
  let sum = 0;
  for (let at = 0; at <= tick; at++) sum += line?.[at] ?? 0;
  return sum;
};
const sums = (lines: Readonly<Record<string, readonly number[]>>, tick: number): Record<string, number> =>
  Object.fromEntries(
    Object.entries(lines).flatMap(([key, line]) => {
      const n = upTo(line, tick);
      return n === 0 ? [] : [[key, n]];
    }),
  );
const total = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
/** What happened from the beginning of the span to the end of bucket `tick`, and how things stood then. */
export function layerReport(layer: Layer, tick: number): Report {
  const nodes = layer.nodes.map((node) => {
    const left = sums(node.left, tick);
    const exited = sums(node.exited, tick);
    const entered = upTo(node.came, tick);
    const waiting = node.before + entered - total(left) - total(exited);
    return { id: node.id, type: node.type, name: node.name, entered, waiting, left, exited };
  });
  const exited: Record<string, number> = {};
  for (const node of nodes)
    for (const [reason, n] of Object.entries(node.exited)) exited[reason] = (exited[reason] ?? 0) + n;
  const entered = upTo(layer.entered, tick);
  const reached = upTo(layer.goal, tick);
  return {
    flow: layer.flow,
    // Figures of all versions stand for the flow: any number says that it ran.
    version: layer.version ?? 0,
    entered,
    active: layer.before + entered - upTo(layer.ended, tick),
    exited,
    nodes,
    messages: layer.messages.map(({ node, channel, states, suppressed }) => {
      const of = (state: string): number => upTo(states[state], tick);
      return {
        node,
        channel,
        ...messageStates(of),
        suppressed: sums(suppressed, tick),
        cost: cents(of('cost')),
      };
    }),
    goal: { reached, value: cents(upTo(layer.value, tick)), rate: entered === 0 ? 0 : reached / entered },
    savings: [],
    split: [],
  };
}
