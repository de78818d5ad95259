/** Tidy positions on command, and for a document that has none. The layout library is large: it loads when first used. */
import type { ELK, ElkNode } from 'elkjs/lib/elk-api.js';
import type { FlowDocument } from '../../flows/document/schema.ts';
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

/**
 * Positions for `only` (all nodes when it is left out), top to bottom, outlets from left to right in their order. A part
 * that is laid out alone keeps its upper left corner.
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
  const ids = graph.order.filter((id) => options.only === undefined || options.only.has(id));
  const chosen = new Set(ids);
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
    children: ids.map((id) => {
      const size = options.sizeOf(id) ?? cardSize;
      const outlets = options.outletsOf(id);
      return {
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
      };
    }),
    edges: document.edges
      .filter(
        (edge) => chosen.has(edge.from) && chosen.has(edge.to) && options.outletsOf(edge.from).includes(edge.outlet),
      )
      .map((edge) => ({
        id: `${edge.from}|${edge.outlet}|${edge.to}`,
        sources: [`${edge.from}|out|${edge.outlet}`],
        targets: [`${edge.to}|in`],
      })),
  };
  const done = await elk.layout(root);
  const placed = (done.children ?? []).map((child) => ({ id: child.id, x: child.x ?? 0, y: child.y ?? 0 }));
  const current = document.layout?.nodes ?? {};
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
