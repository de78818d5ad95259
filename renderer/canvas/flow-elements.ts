/** From the document to what the drawing library shows. Objects keep their identity while nothing about them changes. */
import type { Edge, Node } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { isWayIn } from '../../flows/document/blocks.ts';
import type { FlowDocument, FlowNode } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey, type Selection } from '../state/flow-editor.ts';
import { cardSize, type Size } from './arrange.ts';
import { detourOf, type Rect } from './detour.ts';
import { edgesOut, graphOf, outletsOf } from './graph.ts';

export interface CardData extends Record<string, unknown> {
  node: FlowNode;
  outlets: readonly string[];
  /** Outlets that lead nowhere. */
  free: readonly string[];
  /** Where the others lead, in the order of the outlets. */
  leads: readonly { outlet: string; to: string }[];
  /** Something leads here, or it is a start. */
  reached: boolean;
  isTrigger: boolean;
  /** Its place in reading order, from 1. */
  step: number;
  steps: number;
  /** Tab enters the canvas at this card. */
  entry: boolean;
}
export type CardNode = Node<CardData, 'card'>;

export interface EdgeData extends Record<string, unknown> {
  from: string;
  outlet: string;
  to: string;
  source: FlowNode;
  /** The source has more than this one outlet, so it must be named. */
  named: boolean;
  /** Which of the source's outlets, from 0: pills of neighbours stand at different heights. */
  place: number;
  /** How many outlets the source has. */
  places: number;
  /** The column in which the line goes round what stands in its way. */
  detour: number | null;
}
export type FlowEdgeElement = Edge<EdgeData, 'flow'>;

/** Cards with many outlets are wider, so that each outlet keeps a target of its own. */
export const cardWidth = (outlets: number): number => Math.max(cardSize.width, outlets * 72);

/** Above this many blocks only what is in sight is drawn. */
export const cullFrom = 200;

/** In larger flows lines go straight: looking for what stands in the way of each would cost too much. */
const detourUpTo = 200;

export interface ElementsInput {
  document: FlowDocument;
  selection: Selection;
  active: string | null;
  measured: ReadonlyMap<string, Size>;
  /** Positions while a drag goes on. */
  dragged: ReadonlyMap<string, { x: number; y: number }> | null;
}

/** Made once a canvas: remembers the elements it gave last. */
export function elementMaker() {
  const nodes = new Map<string, { key: string; node: FlowNode; made: CardNode }>();
  const edges = new Map<string, { source: FlowNode; selected: boolean; named: boolean; made: FlowEdgeElement }>();
  let lastNodes: CardNode[] = [];
  let lastEdges: FlowEdgeElement[] = [];

  const nodesOf = (input: ElementsInput): CardNode[] => {
    const { document, measured, dragged, active } = input;
    const graph = graphOf(document);
    const selected = new Set(input.selection.nodes);
    const culls = document.nodes.length > cullFrom;
    const placeInOrder = new Map(graph.order.map((id, index) => [id, index + 1]));
    // In reading order, so that screen readers meet the blocks as the story goes.
    const ordered = graph.order.flatMap((id) => graph.nodes.get(id) ?? []);
    const result = ordered.map((node) => {
      const at = dragged?.get(node.id);
      const [x, y] = at ? [at.x, at.y] : (document.layout?.nodes?.[node.id] ?? [0, 0]);
      const outlets = outletsOf(node, specs, graph);
      const out = edgesOut(graph, node.id);
      const size = measured.get(node.id);
      const isSelected = selected.has(node.id);
      const step = placeInOrder.get(node.id) ?? 0;
      const key = `${x},${y},${isSelected},${active === node.id},${step}/${graph.order.length},${size?.width}x${size?.height},${graph.into.has(node.id)},${dragged !== null && at !== undefined},${culls}#${outlets.join()}#${out.map((edge) => `${edge.outlet}>${edge.to}`).join()}`;
      const known = nodes.get(node.id);
      if (known && known.node === node && known.key === key) return known.made;
      const width = cardWidth(outlets.length);
      const used = new Map(out.map((edge) => [edge.outlet, edge.to]));
      const isTrigger = specs.get(node.type)?.category === 'trigger' || isWayIn(node);
      const made: CardNode = {
        id: node.id,
        type: 'card',
        position: { x, y },
        selected: isSelected,
        width,
        initialWidth: width,
        initialHeight: cardSize.height,
        ...(size ? { measured: size } : {}),
        // Before a card was ever drawn its handles are where they will be, so that edges to it can be drawn.
        ...(size || !culls
          ? {}
          : {
              handles: [
                {
                  id: null,
                  type: 'target' as const,
                  position: Position.Top,
                  x: width / 2 - 12,
                  y: -12,
                  width: 24,
                  height: 24,
                },
                ...outlets.map((outlet, index) => ({
                  id: outlet,
                  type: 'source' as const,
                  position: Position.Bottom,
                  x: (width * (index + 0.5)) / outlets.length - 12,
                  y: cardSize.height - 12,
                  width: 24,
                  height: 24,
                })),
              ],
            }),
        data: {
          node,
          outlets,
          free: outlets.filter((outlet) => !used.has(outlet)),
          leads: outlets.flatMap((outlet) => {
            const to = used.get(outlet);
            return to === undefined ? [] : [{ outlet, to }];
          }),
          reached: isTrigger || graph.into.has(node.id),
          isTrigger,
          step,
          steps: graph.order.length,
          entry: active === node.id,
        },
      };
      nodes.set(node.id, { key, node, made });
      return made;
    });
    if (result.length === lastNodes.length && result.every((node, index) => node === lastNodes[index]))
      return lastNodes;
    lastNodes = result;
    return result;
  };

  const edgesOf = ({ document, selection, measured, dragged }: ElementsInput): FlowEdgeElement[] => {
    const graph = graphOf(document);
    const selected = new Set(selection.edges);
    const outletsFor = (node: FlowNode) => outletsOf(node, specs, graph);
    const placeOf = (id: string): { x: number; y: number } => {
      const [x, y] = document.layout?.nodes?.[id] ?? [0, 0];
      return dragged?.get(id) ?? { x, y };
    };
    const rects: Rect[] =
      document.nodes.length > detourUpTo
        ? []
        : document.nodes.map((node) => {
            const { x, y } = placeOf(node.id);
            const size = measured.get(node.id) ?? cardSize;
            return { id: node.id, left: x, top: y, right: x + size.width, bottom: y + size.height };
          });
    const rectOf = new Map(rects.map((rect) => [rect.id, rect]));
    const result = document.edges.flatMap((edge) => {
      const source = graph.nodes.get(edge.from);
      if (!source || !graph.nodes.has(edge.to)) return [];
      const id = edgeKey(edge);
      const isSelected = selected.has(id);
      const outlets = outletsFor(source);
      const named = outlets.length > 1;
      const place = Math.max(0, outlets.indexOf(edge.outlet));
      const from = rectOf.get(edge.from);
      const to = rectOf.get(edge.to);
      const detour =
        from && to
          ? detourOf(
              {
                from: edge.from,
                to: edge.to,
                sourceX:
                  from.left +
                  ((from.right - from.left) * (Math.max(0, outlets.indexOf(edge.outlet)) + 0.5)) /
                    Math.max(1, outlets.length),
                sourceY: from.bottom,
                targetX: (to.left + to.right) / 2,
                targetY: to.top,
              },
              rects,
            )
          : null;
      const known = edges.get(id);
      if (
        known &&
        known.source === source &&
        known.selected === isSelected &&
        known.named === named &&
        known.made.data?.place === place &&
        known.made.data.places === outlets.length &&
        known.made.data?.detour === detour
      )
        return [known.made];
      const made: FlowEdgeElement = {
        id,
        type: 'flow',
        source: edge.from,
        sourceHandle: edge.outlet,
        target: edge.to,
        selected: isSelected,
        data: {
          from: edge.from,
          outlet: edge.outlet,
          to: edge.to,
          source,
          named,
          place,
          places: outlets.length,
          detour,
        },
      };
      edges.set(id, { source, selected: isSelected, named, made });
      return [made];
    });
    if (result.length === lastEdges.length && result.every((edge, index) => edge === lastEdges[index]))
      return lastEdges;
    lastEdges = result;
    return result;
  };

  return { nodesOf, edgesOf };
}
