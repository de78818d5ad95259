/** The funnel report of a version, from its counters. Pure: the counters are kept by the store, or rebuilt from the log. */
import type { Report } from '../api/shapes.ts';
import type { Plan } from '../plan/types.ts';

export interface Count {
  node: string;
  what: string;
  n: number;
}

/** Money sums of floating parts are shown to the cent. */
export const cents = (value: number): number => Math.round(value * 100) / 100;

/** What became of messages, by the counts of their states. */
export const messageStates = (of: (state: string) => number) => ({
  queued: of('queued'),
  sent: of('sent'),
  delivered: of('delivered'),
  read: of('read'),
  clicked: of('clicked'),
  replied: of('replied'),
  failed: of('failed'),
  unknown: of('unknown'),
});

/** `dearest`: of nodes that choose between channels, what their dearest message to one person costs. `splits`: nodes whose outlets are arms. A plan of null (a draft never started) gives an empty report. */
export function funnel(
  flow: string,
  version: {
    number: number;
    plan: Plan;
    splits: ReadonlySet<string>;
    dearest: ReadonlyMap<string, number>;
  } | null,
  rows: readonly Count[],
): Report {
  const byNode = new Map<string, Map<string, number>>();
  for (const row of rows) {
    let node = byNode.get(row.node);
    if (node === undefined) {
      node = new Map();
      byNode.set(row.node, node);
    }
    node.set(row.what, row.n);
  }
  const whole = byNode.get('') ?? new Map<string, number>();
  const entered = whole.get('entered') ?? 0;
  const reached = whole.get('goal') ?? 0;
  const exited: Record<string, number> = {};
  const nodes = Object.values(version?.plan.nodes ?? {}).map((node) => {
    const counts = byNode.get(node.id) ?? new Map<string, number>();
    const left = group(counts, 'left:');
    const ended = group(counts, 'exit:');
    for (const [reason, n] of Object.entries(ended)) exited[reason] = (exited[reason] ?? 0) + n;
    const arrived = counts.get('entered') ?? 0;
    return {
      id: node.id,
      type: node.type,
      name: node.name,
      ...(node.within === undefined ? {} : { within: node.within }),
      entered: arrived,
      waiting: arrived - sum(left) - sum(ended),
      left,
      exited: ended,
    };
  });
  const messages = Object.values(version?.plan.nodes ?? {})
    .filter((node) => node.channel !== null)
    .map((node) => {
      const counts = byNode.get(node.id) ?? new Map<string, number>();
      const of = (state: string): number => counts.get(`message:${state}`) ?? 0;
      return {
        node: node.id,
        channel: node.channel as string,
        ...messageStates(of),
        machine: of('machine'),
        suppressed: group(counts, 'suppressed:'),
        cost: cents(counts.get('cost') ?? 0),
      };
    });
  const savings = [...(version?.dearest ?? [])].flatMap(([node, dearest]) => {
    const counts = byNode.get(node) ?? new Map<string, number>();
    const people = leftFirst(version?.plan.nodes[node]?.outlets ?? {}, counts);
    const cost = counts.get('cost') ?? 0;
    return people === null ? [] : [{ node, people, dearest, cost: cents(cost), saved: cents(people * dearest - cost) }];
  });
  const split = [...(version?.splits ?? [])].map((node) => {
    const counts = byNode.get(node) ?? new Map<string, number>();
    return {
      node,
      arms: Object.keys(version?.plan.nodes[node]?.outlets ?? {}).map((id) => {
        const inArm = (counts.get(`left:${id}`) ?? 0) + (counts.get(`ended:${id}`) ?? 0);
        const goal = counts.get(`goal:${id}`) ?? 0;
        return { id, entered: inArm, goal, rate: inArm === 0 ? 0 : goal / inArm };
      }),
    };
  });
  return {
    flow,
    version: version?.number ?? null,
    entered,
    active: entered - sum(exited),
    exited,
    nodes,
    messages,
    goal: { reached, value: cents(whole.get('goal-value') ?? 0), rate: entered === 0 ? 0 : reached / entered },
    savings,
    split,
  };
}

/**
 * How many left by the first outlet. One that leads nowhere ends the journey there, which is counted together for all such
 * outlets: null when there are several of them.
 */
function leftFirst(
  outlets: Readonly<Record<string, string | null>>,
  counts: ReadonlyMap<string, number>,
): number | null {
  const [first, ...others] = Object.keys(outlets);
  if (first === undefined) return null;
  if (outlets[first] !== null) return counts.get(`left:${first}`) ?? 0;
  return others.some((outlet) => outlets[outlet] === null) ? null : (counts.get('exit:end') ?? 0);
}

/** `left:next` and `left:else` as `{ next, else }`, without zeros. */
function group(counts: ReadonlyMap<string, number>, prefix: string): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [what, n] of counts) if (what.startsWith(prefix) && n !== 0) found[what.slice(prefix.length)] = n;
  return found;
}

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
