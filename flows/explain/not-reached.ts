/** Why not there: where a journey turned off the way to a node. */
import type { ExplainedJourney, ExplainedStep } from '../api/explain.ts';
import type { Plan } from '../plan/types.ts';
import { pulledOutlet } from '../sdk/outcome.ts';
import type { World } from './world.ts';

/** For every node the journey did not come to, in the plan's order; triggers by which it did not enter are left out. */
export function notReached(world: World, plan: Plan, steps: readonly ExplainedStep[]): ExplainedJourney['notReached'] {
  const nodes = Object.values(plan.nodes);
  const into = new Map<string, { from: string; outlet: string }[]>();
  const link = (from: string, outlet: string, to: string): void => {
    const list = into.get(to);
    if (list === undefined) into.set(to, [{ from, outlet }]);
    else list.push({ from, outlet });
  };
  for (const node of nodes) {
    for (const [outlet, to] of Object.entries(node.outlets)) if (to !== null) link(node.id, outlet, to);
    const jumps = world.registry.nodes.get(node.type)?.spec.references?.(node.config as never).jumps ?? [];
    for (const to of jumps) link(node.id, 'jump', to);
  }
  const last = steps.at(-1);
  // From where it still stands, a goal may pull it.
  if (last?.leftAt === null) {
    for (const { id, type, config, disabled } of nodes) {
      const by = disabled ? null : world.registry.nodes.get(type)?.spec.pulls?.(config as never);
      if (by != null && id !== last.node) link(last.node, pulledOutlet, id);
    }
  }
  const visited = new Set(steps.map((step) => step.node));
  return nodes
    .filter((node) => !visited.has(node.id) && node.category !== 'trigger')
    .map(({ id, type, name, within }) => {
      const ways = waysTo(id, into);
      const base = { node: id, type, name, ...(within === undefined ? {} : { within }) };
      if (last?.leftAt === null && ways.has(last.node))
        return { ...base, how: 'ahead' as const, step: steps.length - 1, outlets: [...(ways.get(last.node) ?? [])] };
      const at = steps.findLastIndex((step) => ways.has(step.node));
      const turned = steps[at];
      return turned === undefined
        ? { ...base, how: 'apart' as const, step: null, outlets: [] }
        : { ...base, how: 'turned' as const, step: at, outlets: [...(ways.get(turned.node) ?? [])] };
    });
}

/** The nodes from which a node can be reached, each with the outlets that lead there. */
function waysTo(
  target: string,
  into: ReadonlyMap<string, readonly { from: string; outlet: string }[]>,
): Map<string, Set<string>> {
  const ways = new Map<string, Set<string>>();
  const open = [target];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const { from, outlet } of into.get(id) ?? []) {
      const known = ways.get(from);
      if (known === undefined) {
        ways.set(from, new Set([outlet]));
        open.push(from);
      } else known.add(outlet);
    }
  }
  return ways;
}
