/** A version over time, counted from the journal. Node by node, so that other calls are answered in between. */
import { setImmediate } from 'node:timers/promises';
import type { Replay } from '../api/explain.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { ExplainSource } from './world.ts';
import { worldOf } from './world.ts';

const ticks = 120;

/** Throws `flow-missing` and `version-missing`. */
export async function replayCounts(
  source: ExplainSource,
  asked: { flow: string; version?: number | undefined },
): Promise<Replay> {
  const { store } = source;
  const flow = store.flows.need(asked.flow);
  const number = asked.version ?? flow.version;
  if (number === null) return { version: null, at: [], here: {}, came: {} };
  const version = store.flows.version(flow.id, number);
  if (version === null) {
    throw new KaskadError('version-missing', `Flow "${flow.id}" has no version ${number}.`, {
      flow: flow.id,
      version: number,
    });
  }
  const nodes = Object.keys(version.plan.nodes);
  const times = nodes.map((node) => store.explain.times(version.id, node));
  const firsts = times.flatMap(({ first }) => first ?? []);
  const lasts = times.flatMap(({ last }) => last ?? []);
  if (firsts.length === 0 || lasts.length === 0) return { version: number, at: [], here: {}, came: {} };
  const from = Math.min(...firsts);
  const width = Math.max(1, Math.ceil((Math.max(...lasts) - from) / (ticks - 1)));
  const count = Math.ceil((Math.max(...lasts) - from) / width) + 1;
  const here: Replay['here'] = {};
  const came: Replay['came'] = {};
  for (const node of nodes) {
    const change = new Array<number>(count).fill(0);
    const arrived = new Array<number>(count).fill(0);
    for (const span of store.explain.spans({ version: version.id, node, from, width })) {
      arrived[span.arrived] = (arrived[span.arrived] ?? 0) + span.n;
      change[span.arrived] = (change[span.arrived] ?? 0) + span.n;
      if (span.gone !== null) change[span.gone] = (change[span.gone] ?? 0) - span.n;
    }
    here[node] = runningSum(change);
    came[node] = runningSum(arrived);
    await setImmediate();
  }
  const { iso } = worldOf(source);
  return { version: number, at: Array.from({ length: count }, (_, tick) => iso(from + tick * width)), here, came };
}

function runningSum(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
