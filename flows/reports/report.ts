/** Reads a flow's report from the workspace. */
import type { Report } from '../api/shapes.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Store } from '../store/store.ts';
import { funnel } from './funnel.ts';

/**
 * The report of a version, by default the current one. Throws `flow-missing` or `version-missing`. With `rebuild` the
 * counts are made anew from the log instead of read.
 */
export function readReport(
  store: Store,
  registry: EngineRegistry,
  flow: string,
  options: { version?: number | undefined; rebuild?: boolean } = {},
): Report {
  const row = store.flows.need(flow);
  const number = options.version ?? row.version;
  if (number === null) return funnel(flow, null, []);
  const version = store.flows.version(flow, number);
  if (version === null) {
    throw new KaskadError('version-missing', `Flow "${flow}" has no version ${number}.`, { flow, version: number });
  }
  const splits = new Set(
    Object.values(version.plan.nodes)
      .filter((node) => registry.nodes.get(node.type)?.cohort?.(node.config)?.kind === 'split')
      .map((node) => node.id),
  );
  const listed = (slot: string, channel: string): number | null =>
    store.accounts.get(version.plan.accounts[slot] ?? '')?.prices[channel]?.amount ?? null;
  const dearest = new Map(
    Object.values(version.plan.nodes).flatMap((node) => {
      const most = registry.nodes.get(node.type)?.spec.dearest?.(node.config as never, listed) ?? null;
      return most === null ? [] : [[node.id, most] as const];
    }),
  );
  const rows =
    options.rebuild === true ? store.counters.rebuild(version.id, [...splits]) : store.counters.of(version.id);
  return funnel(flow, { number, plan: version.plan, splits, dearest }, rows);
}
