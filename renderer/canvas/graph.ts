/** The document as a graph: who follows whom, and in which order a person reads it. Pure, cached by document. */
import { isWayIn } from '../../flows/document/blocks.ts';
import { parsedConfig } from '../../flows/document/config-of.ts';
import type { FlowDocument, FlowEdge, FlowNode } from '../../flows/document/schema.ts';
import type { Category, NodeSpec } from '../../flows/sdk/node.ts';
import type { SpecRegistry } from '../../flows/sdk/registry.ts';
import { specs } from '../../registry/editors.ts';

export interface Graph {
  readonly nodes: ReadonlyMap<string, FlowNode>;
  readonly out: ReadonlyMap<string, readonly FlowEdge[]>;
  readonly into: ReadonlyMap<string, readonly FlowEdge[]>;
  /** Ids from the starts downwards; what nothing leads to comes last. */
  readonly order: readonly string[];
}

const none: readonly FlowEdge[] = [];
const graphs = new WeakMap<FlowDocument, Graph>();

/** Do people come in here? Of a reusable block: by its way in. */
export const comesIn = (node: FlowNode): boolean => specs.get(node.type)?.category === 'trigger' || isWayIn(node);

export function graphOf(document: FlowDocument): Graph {
  const known = graphs.get(document);
  if (known) return known;
  const nodes = new Map(document.nodes.map((node) => [node.id, node]));
  const out = new Map<string, FlowEdge[]>();
  const into = new Map<string, FlowEdge[]>();
  for (const edge of document.edges) {
    if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
    const from = out.get(edge.from);
    if (from) from.push(edge);
    else out.set(edge.from, [edge]);
    const to = into.get(edge.to);
    if (to) to.push(edge);
    else into.set(edge.to, [edge]);
  }
  const order: string[] = [];
  const seen = new Set<string>();
  const walk = (start: string) => {
    const queue = [start];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (seen.has(id)) continue;
      seen.add(id);
      order.push(id);
      for (const edge of out.get(id) ?? none) queue.push(edge.to);
    }
  };
  // From how people come in; a goal that pulls them to itself has no line to it either, but is no beginning.
  for (const node of document.nodes) if (!into.has(node.id) && comesIn(node)) walk(node.id);
  for (const node of document.nodes) if (!into.has(node.id)) walk(node.id);
  for (const node of document.nodes) walk(node.id);
  const graph = { nodes, out, into, order };
  graphs.set(document, graph);
  return graph;
}

export const edgesOut = (graph: Graph, id: string): readonly FlowEdge[] => graph.out.get(id) ?? none;
export const edgesInto = (graph: Graph, id: string): readonly FlowEdge[] => graph.into.get(id) ?? none;

const outletCache = new WeakMap<FlowNode, readonly string[]>();

/**
 * A node's outlets now. While its config does not parse (a form half filled in) the outlets of its defaults and those
 * that edges already use stay, so that nothing jumps away under the author's hands.
 */
export function outletsOf(node: FlowNode, specs: SpecRegistry, graph: Graph): readonly string[] {
  const used = edgesOut(graph, node.id).map((edge) => edge.outlet);
  const spec = specs.get(node.type);
  if (!spec) return [...new Set(used)];
  const known = outletCache.get(node);
  const declared = known ?? declaredOutlets(node, spec);
  if (!known) outletCache.set(node, declared);
  const stray = used.filter((outlet) => !declared.includes(outlet));
  return stray.length === 0 ? declared : [...declared, ...new Set(stray)];
}

function declaredOutlets(node: FlowNode, spec: NodeSpec): readonly string[] {
  for (const candidate of [node.config, { ...(spec.defaults as object), ...node.config }, spec.defaults]) {
    const parsed = parsedConfig(spec, candidate as Record<string, unknown>);
    if (parsed.success) return spec.outlets(parsed.data);
  }
  return [];
}

export const categoryOf = (type: string, specs: SpecRegistry): Category => specs.get(type)?.category ?? 'end';

export type Step = 'up' | 'down' | 'left' | 'right';

/** Where an arrow key leads: down to what follows, up to what leads here, sideways along the siblings. */
export function neighbour(
  graph: Graph,
  id: string,
  step: Step,
  xOf: (id: string) => number,
  outletsOfNode: (id: string) => readonly string[],
): string | null {
  if (step === 'down') {
    const outlets = outletsOfNode(id);
    const sorted = [...edgesOut(graph, id)].sort((a, b) => outlets.indexOf(a.outlet) - outlets.indexOf(b.outlet));
    return sorted[0]?.to ?? null;
  }
  if (step === 'up') return edgesInto(graph, id)[0]?.from ?? null;
  const parents = edgesInto(graph, id).map((edge) => edge.from);
  const siblings =
    parents.length > 0
      ? parents.flatMap((parent) => edgesOut(graph, parent).map((edge) => edge.to))
      : [...graph.nodes.keys()].filter((node) => edgesInto(graph, node).length === 0);
  const row = [...new Set([...siblings, id])].sort((a, b) => xOf(a) - xOf(b) || (a < b ? -1 : 1));
  const at = row.indexOf(id);
  const found = step === 'left' ? row[at - 1] : row[at + 1];
  if (found !== undefined) return found;
  // At the end of a row the arrow goes on in reading order, so that arrows alone reach every block.
  const place = graph.order.indexOf(id);
  return (step === 'left' ? graph.order[place - 1] : graph.order[place + 1]) ?? null;
}

/** The outlet a click in the palette appends to: the first free one of the node, else the last free one of the flow. */
export function freeOutlet(
  document: FlowDocument,
  specs: SpecRegistry,
  preferred: string | null,
): { node: string; outlet: string } | null {
  const graph = graphOf(document);
  const freeOf = (id: string): string | null => {
    const node = graph.nodes.get(id);
    if (!node) return null;
    const used = new Set(edgesOut(graph, id).map((edge) => edge.outlet));
    return outletsOf(node, specs, graph).find((outlet) => !used.has(outlet)) ?? null;
  };
  if (preferred !== null) {
    const outlet = freeOf(preferred);
    if (outlet !== null) return { node: preferred, outlet };
  }
  for (const id of [...graph.order].reverse()) {
    const outlet = freeOf(id);
    if (outlet !== null) return { node: id, outlet };
  }
  return null;
}
