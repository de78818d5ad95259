/** Reads a flow's report from the workspace. */
import type { Report } from '../api/shapes.ts';
import type { Plan } from '../plan/types.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Store } from '../store/store.ts';
import { type Count, funnel } from './funnel.ts';

/**
 * The report of a version, by default the current one, or of all together. Throws `flow-missing` or `version-missing`.
 * With `rebuild` the counts are made anew from the log instead of read.
 */
export function readReport(
  store: Store,
  registry: EngineRegistry,
  flow: string,
  options: { version?: number | 'all' | undefined; rebuild?: boolean } = {},
): Report {
  const row = store.flows.need(flow);
  if (row.version === null) return funnel(flow, null, []);
  const number = options.version === 'all' ? row.version : (options.version ?? row.version);
  const version = store.flows.version(flow, number);
  if (version === null) {
    throw new KaskadError('version-missing', `Flow "${flow}" has no version ${number}.`, { flow, version: number });
  }
  if (options.version === 'all') return wholeReport(store, registry, flow, number);
  const { splits, dearest } = knownOf(store, registry, version.plan);
  const rows =
    options.rebuild === true ? store.counters.rebuild(version.id, [...splits]) : store.counters.of(version.id);
  return funnel(flow, { number, plan: version.plan, splits, dearest }, rows);
}

/** All versions as one: blocks of the newest that has them, and what was counted in any. */
function wholeReport(store: Store, registry: EngineRegistry, flow: string, number: number): Report {
  const versions = store.flows.versions(flow).flatMap(({ number: one }) => store.flows.version(flow, one) ?? []);
  const [newest] = versions;
  if (newest === undefined) return funnel(flow, null, []);
  const nodes = Object.assign({}, ...versions.map(({ plan }) => plan.nodes).reverse()) as Plan['nodes'];
  const plan: Plan = { ...newest.plan, nodes };
  const sums = new Map<string, Count>();
  for (const { id } of versions) {
    for (const { node, what, n } of store.counters.of(id)) {
      const key = `${node} ${what}`;
      const sum = sums.get(key);
      if (sum === undefined) sums.set(key, { node, what, n });
      else sum.n += n;
    }
  }
  return funnel(flow, { number, plan, ...knownOf(store, registry, plan) }, [...sums.values()]);
}

/** Of a plan: which nodes have arms, and what the dearest message of those that choose between channels costs. */
function knownOf(store: Store, registry: EngineRegistry, plan: Plan) {
  const splits = new Set(
    Object.values(plan.nodes)
      .filter((node) => registry.nodes.get(node.type)?.cohort?.(node.config)?.kind === 'split')
      .map((node) => node.id),
  );
  const listed = (slot: string, channel: string): number | null =>
    store.accounts.get(plan.accounts[slot] ?? '')?.prices[channel]?.amount ?? null;
  const dearest = new Map(
    Object.values(plan.nodes).flatMap((node) => {
      const most = registry.nodes.get(node.type)?.spec.dearest?.(node.config as never, listed) ?? null;
      return most === null ? [] : [[node.id, most] as const];
    }),
  );
  return { splits, dearest };
}
