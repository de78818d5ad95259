/** From chosen blocks along the lines: all that leads to them, all that follows, and the lines of one block in turn. Pure. */
import type { FlowEdge } from '../../flows/document/schema.ts';
import { edgesInto, edgesOut, type Graph } from './graph.ts';

export type Way = 'upstream' | 'downstream';

/** The blocks themselves and everything that way, in reading order; circles are gone round once. */
export function reached(graph: Graph, ids: Iterable<string>, way: Way): string[] {
  const found = new Set(ids);
  // A set that grows while it is walked hands out what was added too.
  for (const id of found) {
    if (way === 'upstream') for (const edge of edgesInto(graph, id)) found.add(edge.from);
    else for (const edge of edgesOut(graph, id)) found.add(edge.to);
  }
  return graph.order.filter((id) => found.has(id));
}

/** The lines out of a block in the order of its outlets, then those that lead to it. */
export function linesOf(graph: Graph, id: string, outlets: readonly string[]): FlowEdge[] {
  const placeOf = (edge: FlowEdge): number => outlets.indexOf(edge.outlet);
  return [...[...edgesOut(graph, id)].sort((a, b) => placeOf(a) - placeOf(b)), ...edgesInto(graph, id)];
}
