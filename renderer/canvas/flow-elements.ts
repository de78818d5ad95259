/** From the document to what the drawing library shows. Objects keep their identity while nothing about them changes. */
import type { Edge, Node } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { isWayIn } from '../../flows/document/blocks.ts';
import { drawnAt, framesIn, tileSize } from '../../flows/document/frames.ts';
import type { FlowDocument, FlowEdge, FlowNode } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey, type Selection } from '../state/flow-editor.ts';
import type { BundleElement } from './annotations/bundle-edge.tsx';
import { bundleKey, frameKey } from './annotations/marks.ts';
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
  /** The name of the frame in which it lies; not set: in none. */
  frame: string | undefined;
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
export type DrawnEdge = FlowEdgeElement | BundleElement;

/** Cards with many outlets are wider, so that each outlet keeps a target of its own. */
export const cardWidth = (outlets: number): number => Math.max(cardSize.width, outlets * 72);

/** Above this many blocks only what is in sight is drawn. */
export const cullFrom = 200;

/** In larger flows lines go straight: looking for what stands in the way of each would cost too much. */
export const detourUpTo = 200;

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
  const bundles = new Map<string, { key: string; made: BundleElement }>();
  let lastEdges: DrawnEdge[] = [];

  const nodesOf = (input: ElementsInput): CardNode[] => {
    const { document, measured, dragged, active } = input;
    const graph = graphOf(document);
    const selected = new Set(input.selection.nodes);
    const { folds, around } = framesIn(document);
    const entry = active !== null && !folds.nodes.has(active) ? active : graph.order.find((id) => !folds.nodes.has(id));
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
      const hidden = folds.nodes.has(node.id);
      const frame = around.get(node.id)?.name;
      const key = `${x},${y},${isSelected},${hidden},${entry === node.id},${step}/${graph.order.length},${size?.width}x${size?.height},${graph.into.has(node.id)},${dragged !== null && at !== undefined},${culls}#${frame}#${outlets.join()}#${out.map((edge) => `${edge.outlet}>${edge.to}`).join()}`;
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
        hidden,
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
          entry: entry === node.id,
          frame,
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

  const edgesOf = ({ document, selection, measured, dragged }: ElementsInput): DrawnEdge[] => {
    const graph = graphOf(document);
    const { folds, frames } = framesIn(document);
    const selected = new Set(selection.edges);
    const outletsFor = (node: FlowNode) => outletsOf(node, specs, graph);
    /** Where a line to or from the block is drawn: at the block, or at the tile that stands for it. */
    const shown = (id: string): string => {
      const tile = folds.nodes.get(id);
      return tile === undefined ? id : frameKey(tile);
    };
    const rectAt = (id: string, [left, top]: readonly [number, number], unmeasured: Size): Rect => {
      const at = dragged?.get(id) ?? { x: left, y: top };
      const size = measured.get(id) ?? unmeasured;
      return { id, left: at.x, top: at.y, right: at.x + size.width, bottom: at.y + size.height };
    };
    const tile: Size = { width: tileSize[0], height: tileSize[1] };
    const rects: Rect[] =
      document.nodes.length > detourUpTo
        ? []
        : [
            ...document.nodes
              .filter((node) => !folds.nodes.has(node.id))
              .map((node) => rectAt(node.id, document.layout?.nodes?.[node.id] ?? [0, 0], cardSize)),
            ...frames
              .filter(({ id, collapsed }) => collapsed !== undefined && !folds.frames.has(id))
              .map((frame) => rectAt(frameKey(frame.id), drawnAt(frame), tile)),
          ];
    const rectOf = new Map(rects.map((rect) => [rect.id, rect]));
    /** `share`: where the line leaves its source, from left to right. */
    const detourFor = (from: string, to: string, share: number): number | null => {
      const [source, target] = [rectOf.get(from), rectOf.get(to)];
      if (!source || !target) return null;
      const sourceX = source.left + (source.right - source.left) * share;
      const ends = { sourceX, sourceY: source.bottom, targetX: (target.left + target.right) / 2, targetY: target.top };
      return detourOf({ from, to, ...ends }, rects);
    };
    const bundled = new Map<string, { from: string; to: string; edges: FlowEdge[] }>();
    const single = document.edges.flatMap((edge): FlowEdgeElement[] => {
      const source = graph.nodes.get(edge.from);
      if (!source || !graph.nodes.has(edge.to)) return [];
      const [from, to] = [shown(edge.from), shown(edge.to)];
      if (from !== edge.from) {
        if (from === to) return [];
        const lines = bundled.get(`${from}>${to}`);
        if (lines) lines.edges.push(edge);
        else bundled.set(`${from}>${to}`, { from, to, edges: [edge] });
        return [];
      }
      const id = edgeKey(edge);
      const isSelected = selected.has(id);
      const outlets = outletsFor(source);
      const named = outlets.length > 1;
      const place = Math.max(0, outlets.indexOf(edge.outlet));
      const detour = detourFor(from, to, (place + 0.5) / Math.max(1, outlets.length));
      const known = edges.get(id);
      if (
        known &&
        known.source === source &&
        known.selected === isSelected &&
        known.named === named &&
        known.made.target === to &&
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
        target: to,
        ...(to === edge.to ? {} : { reconnectable: false }),
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
    const merged = [...bundled].map(([place, { from, to, edges: lines }]): BundleElement => {
      const detour = detourFor(from, to, 0.5);
      const key = `${detour}#${lines.map(edgeKey).join()}`;
      const known = bundles.get(place);
      if (known?.key === key) return known.made;
      const made: BundleElement = {
        id: bundleKey(from, to),
        type: 'bundle',
        source: from,
        sourceHandle: 'out',
        target: to,
        selectable: false,
        reconnectable: false,
        data: { edges: lines, detour },
      };
      bundles.set(place, { key, made });
      return made;
    });
    const result: DrawnEdge[] = [...single, ...merged];
    if (result.length === lastEdges.length && result.every((edge, index) => edge === lastEdges[index]))
      return lastEdges;
    lastEdges = result;
    return result;
  };

  return { nodesOf, edgesOf };
}
