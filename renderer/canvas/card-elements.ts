/** From the document to the cards that the drawing library shows. Objects keep their identity while nothing about them changes. */
import type { Node } from '@xyflow/react';
import { Position } from '@xyflow/react';
import { framesIn } from '../../flows/document/frames.ts';
import type { FlowDocument, FlowNode } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import type { Selection } from '../state/flow-editor.ts';
import { cardSize, type Size } from './arrange.ts';
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

/** What is drawn, of cards and of lines. */
export interface ElementsInput {
  document: FlowDocument;
  selection: Selection;
  active: string | null;
  measured: ReadonlyMap<string, Size>;
  /** Positions while a drag goes on. */
  dragged: ReadonlyMap<string, { x: number; y: number }> | null;
}

/** Cards with many outlets are wider, so that each outlet keeps a target of its own. */
export const cardWidth = (outlets: number): number => Math.max(cardSize.width, outlets * 72);

/** Above this many blocks only what is in sight is drawn. */
export const cullFrom = 200;

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

/** Made once a canvas: remembers the cards it gave last. */
export function cardMaker(): (input: ElementsInput) => CardNode[] {
  const nodes = new Map<string, KnownCard>();
  const structureOf = structureMaker();
  let lastNodes: CardNode[] = [];
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

  return (input) => {
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
}
