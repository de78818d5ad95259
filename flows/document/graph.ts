/** The shape of a flow as the engine will walk it: what leads where, what waits, what nobody reaches. */
import type { NodeSpec } from '../sdk/node.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { isUse } from './blocks.ts';
import { parsedConfig } from './config-of.ts';
import type { FlowDocument, FlowNode } from './schema.ts';
import { upgradeNode } from './upgrade.ts';

/** A node together with what is known of it. */
export interface KnownNode {
  node: FlowNode;
  /** Null for an unknown type. */
  spec: NodeSpec | null;
  /** Parsed; null when the type is unknown or the config does not fit. */
  config: Record<string, unknown> | null;
  /** Null when they cannot be known. */
  outlets: readonly string[] | null;
}

/** Outlets of a config that fits; null when it does not. */
export function outletsOf(node: FlowNode, spec: NodeSpec): readonly string[] | null {
  const parsed = parsedConfig(spec, node.config);
  return parsed.success ? spec.outlets(parsed.data) : null;
}

/** A disabled node is passed by `next`, or by its first outlet. */
export const passOutlet = (outlets: readonly string[]): string | null =>
  outlets.includes('next') ? 'next' : (outlets[0] ?? null);

/** Can time pass at this node? A loop without one would spin. An unknown type, or a block not looked into, gets the benefit of the doubt. */
export const waits = (node: FlowNode, specs: SpecRegistry): boolean => {
  const spec = specs.get(node.type);
  if (isUse(node) && node.disabled !== true) return true;
  return spec === undefined || (node.disabled !== true && (spec.category === 'wait' || spec.category === 'channel'));
};

/** Nodes are never changed in place, and a canvas asks at every move of the pointer. */
const jumpsKnown = new WeakMap<FlowNode, { spec: NodeSpec; jumps: readonly string[] }>();

/** Ids of the nodes at which a journey may go on from this one without an edge. */
export function jumpsOf(node: FlowNode, specs: SpecRegistry): readonly string[] {
  const spec = specs.get(node.type);
  if (spec?.references === undefined || node.disabled === true) return [];
  const known = jumpsKnown.get(node);
  if (known?.spec === spec) return known.jumps;
  const parsed = parsedConfig(spec, upgradeNode(node, spec).config);
  const jumps = parsed.success ? (spec.references(parsed.data).jumps ?? []) : [];
  jumpsKnown.set(node, { spec, jumps });
  return jumps;
}

/** Does the node bring journeys to itself from anywhere? Then no edge need lead to it. */
export function pulls({ node, spec, config }: KnownNode): boolean {
  return node.disabled !== true && config !== null && spec?.pulls != null && spec.pulls(config) !== null;
}

/** Where each node leads, by edges and by jumps. */
export function edgesByNode(document: FlowDocument, specs: SpecRegistry): ReadonlyMap<string, readonly string[]> {
  const map = new Map<string, string[]>();
  const add = (from: string, to: string): void => {
    const targets = map.get(from);
    if (targets === undefined) map.set(from, [to]);
    else targets.push(to);
  };
  for (const { from, to } of document.edges) add(from, to);
  for (const node of document.nodes) for (const to of jumpsOf(node, specs)) add(node.id, to);
  return map;
}

/** Ids of everything that can be reached from the starts, the starts included. */
export function reachableFrom(starts: readonly string[], edges: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set(starts);
  const open = [...starts];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const to of edges.get(id) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return seen;
}

/**
 * Loops in which no node waits, each as the ids along it. One loop is given for each tangle of nodes: breaking it and
 * asking again finds the next. Iterative: a flow may be two thousand nodes long.
 */
export function loopsWithoutWait(document: FlowDocument, specs: SpecRegistry): string[][] {
  const busy = new Set(document.nodes.filter((node) => !waits(node, specs)).map((node) => node.id));
  const edges = edgesByNode(document, specs);
  const state = new Map<string, 'open' | 'done'>();
  const loops: string[][] = [];
  for (const root of busy) {
    if (state.has(root)) continue;
    const path: string[] = [root];
    const cursors = [0];
    state.set(root, 'open');
    while (path.length > 0) {
      const at = path.at(-1) as string;
      const cursor = cursors.at(-1) as number;
      const to = (edges.get(at) ?? [])[cursor];
      if (to === undefined) {
        state.set(at, 'done');
        path.pop();
        cursors.pop();
        continue;
      }
      cursors[cursors.length - 1] = cursor + 1;
      if (!busy.has(to)) continue;
      const seen = state.get(to);
      if (seen === 'open') loops.push(path.slice(path.indexOf(to)));
      else if (seen === undefined) {
        state.set(to, 'open');
        path.push(to);
        cursors.push(0);
      }
    }
  }
  return loops;
}
