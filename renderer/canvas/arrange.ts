/** Tidy positions on command, and for a document that has none. The layout library is large: it loads when first used. */
import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js';
import { drawnAt, framesIn, tileSize } from '../../flows/document/frames.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { frameKey } from './annotations/marks.ts';
import { graphOf } from './graph.ts';

export type Point = readonly [number, number];
export interface Size {
  width: number;
  height: number;
}

/** A card's width on the canvas, and the height assumed before it was measured. */
export const cardSize: Size = { width: 236, height: 96 };

/** Distances that leave room for a pill on every edge. */
const between = { layers: 84, nodes: 72 } as const;
const grid = 4;

let engine: Promise<ELK> | null = null;
const loadEngine = (): Promise<ELK> => {
  engine ??= import('elkjs/lib/elk.bundled.js').then(({ default: Engine }) => new Engine());
  return engine;
};

/** True where a node has no place yet. */
export const needsLayout = (document: FlowDocument): boolean => {
  const placed = document.layout?.nodes ?? {};
  return document.nodes.some((node) => placed[node.id] === undefined);
};

/** Room that a frame needs round its blocks. */
const inFrame = '[top=64,left=32,bottom=60,right=32]';

/** Blocks of a frame are laid out together; null: in no frame. A block that is out of sight is where its tile is. */
function nests(document: FlowDocument): Map<string, string | null> {
  const { frames, members, folds } = framesIn(document);
  const nest = new Map<string, string | null>();
  const open = frames.filter(({ id, collapsed }) => collapsed === undefined && !folds.frames.has(id));
  // The largest come first: the smallest frame round a thing has the last word.
  for (const { id } of open) {
    for (const node of members.get(id)?.nodes ?? []) nest.set(node, id);
    for (const frame of members.get(id)?.frames ?? []) nest.set(frameKey(frame), id);
  }
  return nest;
}

/**
 * Positions for `only` (all nodes when it is left out), top to bottom, outlets from left to right in their order. A part
 * that is laid out alone keeps its upper left corner. Tiles of folded frames are laid out as the blocks are, and are among the
 * positions by their keys; what they hold is not.
 */
export async function arrange(
  document: FlowDocument,
  options: {
    sizeOf: (id: string) => Size | undefined;
    outletsOf: (id: string) => readonly string[];
    only?: ReadonlySet<string>;
  },
): Promise<Record<string, Point>> {
  const elk = await loadEngine();
  const graph = graphOf(document);
  const { folds, frames } = framesIn(document);
  const nest = options.only === undefined ? nests(document) : new Map<string, string | null>();
  const shown = (id: string): string => {
    const tile = folds.nodes.get(id);
    return tile === undefined ? id : frameKey(tile);
  };
  const seen = options.only === undefined ? [...new Set(graph.order.map(shown))] : graph.order;
  const ids = seen.filter((id) => options.only?.has(id) ?? true);
  const chosen = new Set(ids);
  const isTile = (id: string): boolean => !graph.nodes.has(id);
  const root: ElkNode = {
    id: 'flow',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'DOWN',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(between.layers),
      'elk.spacing.nodeNode': String(between.nodes),
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.nodePlacement.networkSimplex.nodeFlexibility.default': 'NONE',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
      'elk.layered.crossingMinimization.semiInteractive': 'true',
      'elk.separateConnectedComponents': 'true',
      'elk.spacing.componentComponent': '96',
    },
    children: [],
    edges: [],
  };
  // With boxes in boxes the library falls over its own order of the model; the fixed ends of lines keep outlets in theirs.
  const { 'elk.layered.considerModelOrder.strategy': _, ...inBoxes } = root.layoutOptions ?? {};
  const boxes = new Map<string, ElkNode>();
  const boxOf = (frame: string): ElkNode => {
    const known = boxes.get(frame);
    if (known) return known;
    const box: ElkNode = {
      id: `box|${frame}`,
      layoutOptions: { ...inBoxes, 'elk.padding': inFrame },
      children: [],
    };
    boxes.set(frame, box);
    const outer = nest.get(frameKey(frame)) ?? null;
    (outer === null ? root : boxOf(outer)).children?.push(box);
    return box;
  };
  for (const id of ids) {
    const size = isTile(id) ? { width: tileSize[0], height: tileSize[1] } : (options.sizeOf(id) ?? cardSize);
    const outlets = isTile(id) ? ['out'] : options.outletsOf(id);
    const frame = nest.get(id) ?? null;
    (frame === null ? root : boxOf(frame)).children?.push({
      id,
      width: size.width,
      height: size.height,
      layoutOptions: { 'elk.portConstraints': 'FIXED_POS' },
      ports: [
        { id: `${id}|in`, x: size.width / 2, y: 0, layoutOptions: { 'elk.port.side': 'NORTH' } },
        ...outlets.map((outlet, index) => ({
          id: `${id}|out|${outlet}`,
          x: (size.width * (index + 0.5)) / outlets.length,
          y: size.height,
          layoutOptions: { 'elk.port.side': 'SOUTH' },
        })),
      ],
    });
  }
  if (boxes.size > 0) root.layoutOptions = { ...inBoxes, 'elk.hierarchyHandling': 'INCLUDE_CHILDREN' };
  const lines = new Map<string, { id: string; sources: string[]; targets: string[] }>();
  for (const edge of document.edges) {
    const [from, to] = [shown(edge.from), shown(edge.to)];
    if (!chosen.has(from) || !chosen.has(to) || (from === to && isTile(from))) continue;
    if (!isTile(from) && !options.outletsOf(from).includes(edge.outlet)) continue;
    const outlet = isTile(from) ? 'out' : edge.outlet;
    const id = `${from}|${outlet}|${to}`;
    lines.set(id, { id, sources: [`${from}|out|${outlet}`], targets: [`${to}|in`] });
  }
  root.edges = [...lines.values()];
  const done = await elk.layout(root);
  const placed: { id: string; x: number; y: number }[] = [];
  const collect = (node: ElkNode, x: number, y: number): void => {
    for (const child of node.children ?? []) {
      const at = { x: x + (child.x ?? 0), y: y + (child.y ?? 0) };
      if (child.children === undefined || child.children.length === 0) placed.push({ id: child.id, ...at });
      else collect(child, at.x, at.y);
    }
  };
  collect(done, 0, 0);
  const current: Readonly<Record<string, Point>> = {
    ...document.layout?.nodes,
    ...Object.fromEntries(
      frames.filter((frame) => frame.collapsed).map((frame) => [frameKey(frame.id), drawnAt(frame)]),
    ),
  };
  const before = ids.flatMap((id) => (current[id] ? [current[id]] : []));
  const keepsCorner = options.only !== undefined && before.length > 0;
  const others = document.nodes.flatMap((node) => {
    const place = chosen.has(node.id) ? undefined : current[node.id];
    return place ? [{ place, width: options.sizeOf(node.id)?.width ?? cardSize.width }] : [];
  });
  const beside = before.length === 0 && others.length > 0;
  const shiftX = beside
    ? Math.max(...others.map(({ place, width }) => place[0] + width)) +
      between.nodes -
      Math.min(...placed.map((point) => point.x))
    : keepsCorner
      ? Math.min(...before.map((point) => point[0])) - Math.min(...placed.map((point) => point.x))
      : 0;
  const shiftY = beside
    ? Math.min(...others.map(({ place }) => place[1])) - Math.min(...placed.map((point) => point.y))
    : keepsCorner
      ? Math.min(...before.map((point) => point[1])) - Math.min(...placed.map((point) => point.y))
      : 0;
  const snap = (value: number) => Math.round(value / grid) * grid;
  return Object.fromEntries(placed.map(({ id, x, y }) => [id, [snap(x + shiftX), snap(y + shiftY)] as Point]));
}
