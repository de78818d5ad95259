/** Where what is gone stood, how it was joined, and how far what moved has moved. Pure. */
import { compareFlows } from '../../../flows/document/compare.ts';
import type { FlowDocument, FlowEdge, FlowNode } from '../../../flows/document/schema.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { cardSize, type Size } from '../arrange.ts';
import { cardWidth } from '../card-elements.ts';
import { graphOf, outletsOf } from '../graph.ts';

export interface Spot {
  x: number;
  y: number;
}
export interface GhostCard {
  node: FlowNode;
  at: Spot;
  width: number;
}
export interface GhostLine {
  edge: FlowEdge;
  from: Spot;
  to: Spot;
}
export interface GhostMove {
  id: string;
  /** Middles of the card, before and now. */
  from: Spot;
  to: Spot;
}
export interface Ghosts {
  cards: GhostCard[];
  lines: GhostLine[];
  moves: GhostMove[];
}

/** Shorter ways are not worth an arrow, pixels. */
const leastMove = 24;
export const ghostHeight = 64;

export function ghostsOf(
  before: FlowDocument,
  after: FlowDocument,
  specs: SpecRegistry,
  sizeOf: (id: string) => Size | undefined,
): Ghosts {
  const found = compareFlows(before, after);
  const gone = new Set(found.removed);
  const [old, now] = [graphOf(before), graphOf(after)];
  const oldAt = (id: string): Spot | null => spot(before.layout?.nodes?.[id]);
  const nowAt = (id: string): Spot | null => spot(after.layout?.nodes?.[id]);
  const widthIn = (graph: typeof old, id: string): number => {
    const node = graph.nodes.get(id);
    return node === undefined ? cardSize.width : cardWidth(outletsOf(node, specs, graph).length);
  };
  // A line ends where its blocks are now, if they are still there.
  const boxOf = (id: string): { at: Spot; width: number; height: number } | null => {
    const at = gone.has(id) ? oldAt(id) : nowAt(id);
    if (at === null) return null;
    const size = gone.has(id) ? undefined : sizeOf(id);
    return {
      at,
      width: size?.width ?? widthIn(gone.has(id) ? old : now, id),
      height: size?.height ?? (gone.has(id) ? ghostHeight : cardSize.height),
    };
  };
  const cards = found.removed.flatMap((id) => {
    const [node, at] = [old.nodes.get(id), oldAt(id)];
    return node === undefined || at === null ? [] : [{ node, at, width: widthIn(old, id) }];
  });
  const lines = found.edges.removed.flatMap((edge) => {
    const [from, to, source] = [boxOf(edge.from), boxOf(edge.to), old.nodes.get(edge.from)];
    if (from === null || to === null || source === undefined) return [];
    const outlets = outletsOf(source, specs, old);
    const share = (Math.max(0, outlets.indexOf(edge.outlet)) + 0.5) / Math.max(1, outlets.length);
    return [
      {
        edge,
        from: { x: from.at.x + from.width * share, y: from.at.y + from.height },
        to: { x: to.at.x + to.width / 2, y: to.at.y },
      },
    ];
  });
  const moves = found.moved.flatMap((id) => {
    const [from, to] = [oldAt(id), nowAt(id)];
    if (from === null || to === null || Math.hypot(to.x - from.x, to.y - from.y) < leastMove) return [];
    const middle = { x: widthIn(now, id) / 2, y: cardSize.height / 2 };
    return [
      { id, from: { x: from.x + middle.x, y: from.y + middle.y }, to: { x: to.x + middle.x, y: to.y + middle.y } },
    ];
  });
  return { cards, lines, moves };
}

const spot = (place: readonly [number, number] | undefined): Spot | null =>
  place === undefined ? null : { x: place[0], y: place[1] };

/** A line as the drawing bends them: out downwards, in from above. */
export const bend = ({ x: x1, y: y1 }: Spot, { x: x2, y: y2 }: Spot): string => {
  const by = Math.max(30, Math.abs(y2 - y1) * 0.4);
  return `M${x1},${y1} C${x1},${y1 + by} ${x2},${y2 - by} ${x2},${y2}`;
};
