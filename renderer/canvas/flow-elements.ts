/** From the document to what the drawing library shows. Objects keep their identity while nothing about them changes. */
import type { Edge, Node } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { drawnAt, framesIn, tileSize } from '../../flows/document/frames.ts';
import type { FlowDocument, FlowEdge, FlowNode } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import { edgeKey, type Selection } from '../state/flow-editor.ts';
import type { BundleElement } from './annotations/bundle-edge.tsx';
import type { MarkElement } from './annotations/elements.ts';
import { bundleKey, frameKey } from './annotations/marks.ts';
import { cardSize, type Size } from './arrange.ts';
import { detourOf, type Rect } from './detour.ts';
import { comesIn, edgesOut, graphOf, outletsOf } from './graph.ts';

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
  /** One of so many that it may come into sight bare and is filled in later. */
  bare: boolean;
}
export type CardNode = Node<CardData, 'card'>;
export type DrawnNode = CardNode | MarkElement;

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

/** A card as it was given last, with what it was made from. */
interface KnownCard {
  made: CardNode;
  /** All of the flow that the card tells; made again only when the flow has changed. */
  structure: string;
  node: FlowNode;
  x: number;
  y: number;
  selected: boolean;
  hidden: boolean;
  size: Size | undefined;
}

interface KnownLine {
  made: FlowEdgeElement;
  /** Both are named by the line. */
  source: FlowNode;
  target: FlowNode;
  selected: boolean;
  named: boolean;
}

type Handles = NonNullable<CardNode['handles']>;
/** Most cards have the same outlets: a thousand of them share one list. */
const knownHandles = new Map<string, Handles>();

/** Before a card was ever drawn its handles are where they will be, so that lines to it can be drawn. */
function handlesOf(width: number, outlets: readonly string[]): Handles {
  const key = `${width}|${outlets.join()}`;
  const known = knownHandles.get(key);
  if (known) return known;
  const made = makeHandles(width, outlets);
  knownHandles.set(key, made);
  return made;
}

const makeHandles = (width: number, outlets: readonly string[]): Handles => [
  {
    id: null,
    type: 'target',
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
];

/** The flow as cards need it; the same object while the document is the same. */
function structureMaker() {
  let last: { document: FlowDocument; made: ReturnType<typeof make> } | null = null;
  const make = (document: FlowDocument) => {
    const graph = graphOf(document);
    const { folds, around } = framesIn(document);
    const culls = document.nodes.length > cullFrom;
    // In reading order, so that screen readers meet the blocks as the story goes.
    const ordered = graph.order.flatMap((id) => graph.nodes.get(id) ?? []);
    const leadsOf = (node: FlowNode) => edgesOut(graph, node.id);
    return {
      document,
      graph,
      ordered,
      indexOf: new Map(ordered.map(({ id }, index) => [id, index])),
      folds,
      culls,
      /** What the card tells beside its node's own words. */
      tells: new Map(
        ordered.map((node, index) => {
          const ways = leadsOf(node).map(({ outlet, to }) => `${outlet}>${to}:${graph.nodes.get(to)?.name ?? ''}`);
          const parts = [index, ordered.length, graph.into.has(node.id), culls, around.get(node.id)?.name];
          return [node.id, `${parts.join()}#${outletsOf(node, specs, graph).join()}#${ways.join()}`] as const;
        }),
      ),
      dataOf(node: FlowNode, index: number, entry: boolean): CardData {
        const outlets = outletsOf(node, specs, graph);
        const used = new Map(leadsOf(node).map((edge) => [edge.outlet, edge.to]));
        const isTrigger = comesIn(node);
        return {
          node,
          outlets,
          free: outlets.filter((outlet) => !used.has(outlet)),
          leads: outlets.flatMap((outlet) => {
            const to = used.get(outlet);
            return to === undefined ? [] : [{ outlet, to }];
          }),
          reached: isTrigger || graph.into.has(node.id),
          isTrigger,
          step: index + 1,
          steps: ordered.length,
          entry,
          frame: around.get(node.id)?.name,
          bare: culls,
        };
      },
    };
  };
  return (document: FlowDocument) => {
    if (last?.document !== document) last = { document, made: make(document) };
    return last.made;
  };
}

/** Made once a canvas: remembers the elements it gave last. */
export function elementMaker() {
  const nodes = new Map<string, KnownCard>();
  const structureOf = structureMaker();
  const edges = new Map<string, KnownLine>();
  let lastNodes: CardNode[] = [];
  const bundles = new Map<string, { key: string; made: BundleElement }>();
  let lastEdges: DrawnEdge[] = [];
  let lastEdgesOf: ElementsInput | null = null;
  let lastNodesOf: ElementsInput | null = null;

  /** While only places change, in a drag, only the cards that are carried are looked at. */
  const carried = (
    { document, indexOf }: ReturnType<typeof structureOf>,
    were: ElementsInput['dragged'],
    are: ElementsInput['dragged'],
  ): CardNode[] => {
    if (were === are) return lastNodes;
    const result = [...lastNodes];
    for (const id of new Set([...(were?.keys() ?? []), ...(are?.keys() ?? [])])) {
      const index = indexOf.get(id);
      const known = nodes.get(id);
      if (index === undefined || known === undefined) continue;
      const place = document.layout?.nodes?.[id];
      const { x, y } = are?.get(id) ?? { x: place?.[0] ?? 0, y: place?.[1] ?? 0 };
      if (known.x === x && known.y === y) continue;
      const made: CardNode = { ...known.made, position: { x, y } };
      nodes.set(id, { ...known, made, x, y });
      result[index] = made;
    }
    lastNodes = result;
    return result;
  };

  const nodesOf = (input: ElementsInput): CardNode[] => {
    const { document, measured, dragged, active, selection } = input;
    const structure = structureOf(document);
    const { graph, folds, ordered } = structure;
    const before = lastNodesOf;
    lastNodesOf = input;
    if (
      before?.document === document &&
      before.selection === selection &&
      before.active === active &&
      before.measured === measured
    )
      return carried(structure, before.dragged, dragged);
    const chosen = new Set(selection.nodes);
    const entry = active !== null && !folds.nodes.has(active) ? active : graph.order.find((id) => !folds.nodes.has(id));
    const places = document.layout?.nodes;
    let same = ordered.length === lastNodes.length;
    const result = ordered.map((node, index) => {
      const { id } = node;
      const at = dragged?.get(id);
      const place = places?.[id];
      const x = at ? at.x : (place?.[0] ?? 0);
      const y = at ? at.y : (place?.[1] ?? 0);
      const selected = chosen.has(id);
      const hidden = folds.nodes.has(id);
      const size = measured.get(id);
      const tells = structure.tells.get(id) ?? '';
      const known = nodes.get(id);
      const told = known !== undefined && known.node === node && known.structure === tells;
      const data = told && known.made.data.entry === (entry === id) ? known.made.data : null;
      if (
        known !== undefined &&
        data !== null &&
        known.x === x &&
        known.y === y &&
        known.selected === selected &&
        known.hidden === hidden &&
        known.size === size
      ) {
        same &&= known.made === lastNodes[index];
        return known.made;
      }
      const outlets = data?.outlets ?? outletsOf(node, specs, graph);
      const width = cardWidth(outlets.length);
      const made: CardNode = {
        id,
        type: 'card',
        position: { x, y },
        selected,
        hidden,
        width,
        initialWidth: width,
        initialHeight: cardSize.height,
        ...(size ? { measured: size } : structure.culls ? { handles: handlesOf(width, outlets) } : {}),
        // Kept while nothing in it changes: the card is not drawn again because it was moved or measured.
        data: data ?? structure.dataOf(node, index, entry === id),
      };
      nodes.set(id, { made, structure: tells, node, x, y, selected, hidden, size });
      same = false;
      return made;
    });
    if (same) return lastNodes;
    lastNodes = result;
    return result;
  };

  const edgesOf = (input: ElementsInput): DrawnEdge[] => {
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
    const rects: Rect[] = straight
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

  return { nodesOf, edgesOf };
}
