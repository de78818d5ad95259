/** From the document to the lines that the drawing library shows: one a way out, one together between a folded frame and a block. */
import type { Edge } from '@xyflow/react';
import { drawnAt, framesIn, tileSize } from '../../flows/document/frames.ts';
import type { FlowEdge, FlowNode } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey } from '../state/flow-editor.ts';
import type { BundleElement } from './annotations/bundle-edge.tsx';
import { bundleKey, frameKey } from './annotations/marks.ts';
import { cardSize, type Size } from './arrange.ts';
import type { ElementsInput } from './card-elements.ts';
import { detourOf, type Rect } from './detour.ts';
import { graphOf, outletsOf } from './graph.ts';

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
  /** One of so many that it may come into sight without its words, which follow. */
  bare: boolean;
}
export type FlowEdgeElement = Edge<EdgeData, 'flow'>;
export type DrawnEdge = FlowEdgeElement | BundleElement;

/** In larger flows lines go straight: looking for what stands in the way of each would cost too much. */
export const detourUpTo = 200;

interface KnownLine {
  made: FlowEdgeElement;
  /** Both are named by the line. */
  source: FlowNode;
  target: FlowNode;
  selected: boolean;
  named: boolean;
}

/** Where the lines of a small flow go round what stands in their way. */
function detourFinder({ document, measured, dragged }: ElementsInput) {
  const { folds, frames } = framesIn(document);
  const rectAt = (id: string, [left, top]: readonly [number, number], unmeasured: Size): Rect => {
    const at = dragged?.get(id) ?? { x: left, y: top };
    const size = measured.get(id) ?? unmeasured;
    return { id, left: at.x, top: at.y, right: at.x + size.width, bottom: at.y + size.height };
  };
  const tile: Size = { width: tileSize[0], height: tileSize[1] };
  const rects: Rect[] = [
    ...document.nodes
      .filter((node) => !folds.nodes.has(node.id))
      .map((node) => rectAt(node.id, document.layout?.nodes?.[node.id] ?? [0, 0], cardSize)),
    ...frames
      .filter(({ id, collapsed }) => collapsed !== undefined && !folds.frames.has(id))
      .map((frame) => rectAt(frameKey(frame.id), drawnAt(frame), tile)),
  ];
  const rectOf = new Map(rects.map((rect) => [rect.id, rect]));
  /** `share`: where the line leaves its source, from left to right. */
  return (from: string, to: string, share: number): number | null => {
    const [source, target] = [rectOf.get(from), rectOf.get(to)];
    if (!source || !target) return null;
    const sourceX = source.left + (source.right - source.left) * share;
    const ends = { sourceX, sourceY: source.bottom, targetX: (target.left + target.right) / 2, targetY: target.top };
    return detourOf({ from, to, ...ends }, rects);
  };
}

/** Made once a canvas: remembers the lines it gave last. */
export function lineMaker(): (input: ElementsInput) => DrawnEdge[] {
  const edges = new Map<string, KnownLine>();
  const bundles = new Map<string, { key: string; made: BundleElement }>();
  let lastEdges: DrawnEdge[] = [];
  let lastEdgesOf: ElementsInput | null = null;

  return (input) => {
    const { document, selection, measured, dragged } = input;
    // Where lines go straight no card's place or size changes them: the drawing library draws them to where it is.
    const straight = document.nodes.length > detourUpTo;
    const before = lastEdgesOf;
    lastEdgesOf = input;
    if (
      before?.document === document &&
      before.selection.edges === selection.edges &&
      (straight || (before.measured === measured && before.dragged === dragged))
    )
      return lastEdges;
    const graph = graphOf(document);
    const { folds } = framesIn(document);
    const selected = new Set(selection.edges);
    const outletsFor = (node: FlowNode) => outletsOf(node, specs, graph);
    /** Where a line to or from the block is drawn: at the block, or at the tile that stands for it. */
    const shown = (id: string): string => {
      const tile = folds.nodes.get(id);
      return tile === undefined ? id : frameKey(tile);
    };
    const detourFor = straight ? () => null : detourFinder(input);
    const bundled = new Map<string, { from: string; to: string; edges: FlowEdge[] }>();
    const single = document.edges.flatMap((edge): FlowEdgeElement[] => {
      const source = graph.nodes.get(edge.from);
      const target = graph.nodes.get(edge.to);
      if (!source || !target) return [];
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
        known.target === target &&
        known.selected === isSelected &&
        known.named === named &&
        known.made.target === to &&
        known.made.data?.place === place &&
        known.made.data.places === outlets.length &&
        known.made.data.bare === straight &&
        known.made.data.detour === detour
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
          bare: straight,
        },
      };
      edges.set(id, { made, source, target, selected: isSelected, named });
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
}
