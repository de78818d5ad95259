/** The funnel as it grows: cumulative counts at the end of each virtual day. */
import type { Timeline } from '../api/simulation.ts';
import type { Count } from '../reports/funnel.ts';
import { atTimeOfDay, formatInstant, type Millis } from '../sdk/time.ts';

/** More would not be seen apart. */
const mostFrames = 400;
const day: Millis = 86_400_000;

/** The last instant of each local day (or of every few, in long spans) strictly within the span. */
export function dayEnds(from: Millis, to: Millis, zone: string): Millis[] {
  const every = Math.max(1, Math.ceil((to - from) / day / mostFrames));
  const ends: Millis[] = [];
  for (let midnight = atTimeOfDay({ ms: from, zone }, '00:00', every).ms; midnight - 1 < to; ) {
    if (midnight - 1 > from) ends.push(midnight - 1);
    midnight = atTimeOfDay({ ms: midnight, zone }, '00:00', every).ms;
  }
  return ends;
}

interface NodeLines {
  entered: number[];
  exited: number[];
  left: Map<string, number[]>;
  messages: Record<'sent' | 'delivered' | 'read' | 'notSent', number[]>;
}

export interface Recorder {
  /** The counters as they stand at this moment. */
  frame(at: Millis, counts: readonly Count[]): void;
  timeline(): Timeline;
}

/** `nodes`: ids in the order of the report; `channels`: those of them that send. */
export function recorder(nodes: readonly string[], channels: ReadonlySet<string>, zone: string): Recorder {
  const at: string[] = [];
  const entered: number[] = [];
  const goal: number[] = [];
  const lines = new Map<string, NodeLines>(
    nodes.map((id) => [
      id,
      { entered: [], exited: [], left: new Map(), messages: { sent: [], delivered: [], read: [], notSent: [] } },
    ]),
  );
  return {
    frame(ms, counts) {
      const n = at.length;
      at.push(formatInstant(ms, zone));
      entered.push(0);
      goal.push(0);
      for (const line of lines.values()) {
        line.entered.push(0);
        line.exited.push(0);
        for (const list of Object.values(line.messages)) list.push(0);
        for (const list of line.left.values()) list.push(0);
      }
      for (const { node, what, n: count } of counts) {
        if (node === '') {
          if (what === 'entered') entered[n] = count;
          else if (what === 'goal') goal[n] = count;
          continue;
        }
        const line = lines.get(node);
        if (line === undefined) continue;
        if (what === 'entered') line.entered[n] = count;
        else if (what === 'message:sent') line.messages.sent[n] = count;
        else if (what === 'message:delivered') line.messages.delivered[n] = count;
        else if (what === 'message:read') line.messages.read[n] = count;
        else if (what === 'message:failed' || what.startsWith('suppressed:'))
          line.messages.notSent[n] = (line.messages.notSent[n] ?? 0) + count;
        else if (what.startsWith('exit:')) line.exited[n] = (line.exited[n] ?? 0) + count;
        else if (what.startsWith('left:')) {
          const outlet = what.slice('left:'.length);
          let list = line.left.get(outlet);
          if (list === undefined) {
            list = new Array<number>(n + 1).fill(0);
            line.left.set(outlet, list);
          }
          list[n] = count;
        }
      }
    },
    timeline: () => ({
      at,
      entered,
      goal,
      nodes: [...lines].map(([id, line]) => ({
        id,
        entered: line.entered,
        waiting: line.entered.map((count, n) => {
          let out = line.exited[n] ?? 0;
          for (const list of line.left.values()) out += list[n] ?? 0;
          return count - out;
        }),
        left: Object.fromEntries([...line.left].sort(([a], [b]) => (a < b ? -1 : 1))),
        ...(channels.has(id) ? { messages: line.messages } : {}),
      })),
    }),
  };
}
