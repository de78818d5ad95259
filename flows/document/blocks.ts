/** Reusable blocks: what a definition is, who uses it, and a definition seen as a flow of its own. */
import { sameJson } from './delta.ts';
import type { BlockDefinition, FlowDocument, FlowNode, InputValue } from './schema.ts';

/** Types of nodes that the format itself gives a meaning: the use of a block, and inside one its way in and its ways out. */
export const useType = 'block';
export const startType = 'block-start';
export const endType = 'block-end';

/** Blocks within blocks, at most. */
export const deepest = 5;

export const isUse = (node: Pick<FlowNode, 'type'>): boolean => node.type === useType;
export const isWayIn = (node: Pick<FlowNode, 'type'>): boolean => node.type === startType;
export const isWayOut = (node: Pick<FlowNode, 'type'>): boolean => node.type === endType;

type Inputs = Readonly<Record<string, InputValue>>;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which block a node uses; null when it uses none. */
export const usedBlock = (node: FlowNode): string | null =>
  isUse(node) && typeof node.config.block === 'string' && node.config.block !== '' ? node.config.block : null;

/** What the use gives for the inputs of its block. */
export const givenInputs = (node: FlowNode): Inputs =>
  isRecord(node.config.inputs) ? (node.config.inputs as Inputs) : {};

export function blockNamed(document: Pick<FlowDocument, 'blocks'>, id: string | null): BlockDefinition | null {
  const blocks = document.blocks ?? {};
  return id !== null && Object.hasOwn(blocks, id) ? (blocks[id] ?? null) : null;
}

/** The definition that a node uses; null where it uses none, or one that is not there. */
export const blockOf = (document: Pick<FlowDocument, 'blocks'>, node: FlowNode): BlockDefinition | null =>
  blockNamed(document, usedBlock(node));

export interface Way {
  id: string;
  name: string;
}

/** The ways out of a block, as its uses name their outlets: from left to right. */
export function waysOf(block: BlockDefinition): Way[] {
  const x = (id: string): number => block.layout?.nodes?.[id]?.[0] ?? 0;
  return block.nodes
    .filter(isWayOut)
    .map(({ id, name }) => ({ id, name: name ?? '' }))
    .sort((a, b) => x(a.id) - x(b.id) || (a.id < b.id ? -1 : 1));
}

export function waysGiven(node: FlowNode): Way[] {
  const { ways } = node.config;
  return Array.isArray(ways) ? ways.filter((one): one is Way => isRecord(one) && typeof one.id === 'string') : [];
}

/** Do the outlets of a use stand for the ways out of its block? Their order is the use's own. */
export const sameWays = (node: FlowNode, block: BlockDefinition): boolean => {
  const byId = (ways: Way[]): Way[] =>
    ways.map(({ id, name }) => ({ id, name })).sort((a, b) => (a.id < b.id ? -1 : 1));
  return sameJson(byId(waysGiven(node)), byId(waysOf(block)));
};

/** The blocks that nodes use, and the blocks that those use, each once, in the order in which they are met. */
export function blocksUsedBy(document: Pick<FlowDocument, 'blocks'>, nodes: readonly FlowNode[]): string[] {
  const found = new Set<string>();
  const look = (some: readonly FlowNode[]): void => {
    for (const node of some) {
      const id = usedBlock(node);
      const block = blockNamed(document, id);
      if (id === null || block === null || found.has(id)) continue;
      found.add(id);
      look(block.nodes);
    }
  };
  look(nodes);
  return [...found];
}

/** Ids of the nodes that use a block: of the flow, and by block of those inside other blocks. */
export function usesOf(document: FlowDocument, block: string): { in: string | null; node: string }[] {
  const users = (nodes: readonly FlowNode[], within: string | null) =>
    nodes.filter((node) => usedBlock(node) === block).map((node) => ({ in: within, node: node.id }));
  return [
    ...users(document.nodes, null),
    ...Object.entries(document.blocks ?? {}).flatMap(([id, { nodes }]) => users(nodes, id)),
  ];
}

/** Brings the outlets of uses to the ways out that their blocks have; edges of outlets that are gone go too. */
function settleBody<T extends Pick<FlowDocument, 'nodes' | 'edges'>>(body: T, document: FlowDocument): T {
  const gone = new Set<string>();
  let changed = false;
  const nodes = body.nodes.map((node) => {
    const block = blockOf(document, node);
    if (block === null || sameWays(node, block)) return node;
    changed = true;
    const now = new Map(waysOf(block).map((way) => [way.id, way]));
    const before = waysGiven(node);
    for (const { id } of before) if (!now.has(id)) gone.add(`${node.id} ${id}`);
    const kept = before.flatMap(({ id }) => now.get(id) ?? []);
    const ways = [...kept, ...[...now.values()].filter(({ id }) => !before.some((way) => way.id === id))];
    return { ...node, config: { ...node.config, ways } };
  });
  if (!changed) return body;
  return { ...body, nodes, edges: body.edges.filter(({ from, outlet }) => !gone.has(`${from} ${outlet}`)) };
}

/** The document in which the outlets of all uses are the ways out of their blocks. */
export function settleUses(document: FlowDocument): FlowDocument {
  if (document.blocks === undefined) return document;
  const settled = Object.entries(document.blocks).map(([id, block]) => [id, settleBody(block, document)] as const);
  const changed = settled.some(([id, block]) => block !== document.blocks?.[id]);
  return settleBody(changed ? { ...document, blocks: Object.fromEntries(settled) } : document, document);
}

const views = new WeakMap<FlowDocument, Map<string, FlowDocument>>();

/** A block as a flow of its own, so that all that draws, checks or edits a flow does so with a block. Null: no such block. */
export function viewOfBlock(document: FlowDocument, id: string): FlowDocument | null {
  const block = blockNamed(document, id);
  if (block === null) return null;
  const known = views.get(document)?.get(id);
  if (known !== undefined) return known;
  const { format, formatVersion, language, slots, blocks } = document;
  const { name, description, nodes, edges, layout } = block;
  const view: FlowDocument = {
    ...{ format, formatVersion, name, nodes, edges },
    ...(description === undefined ? {} : { description }),
    ...(language === undefined ? {} : { language }),
    ...(slots === undefined ? {} : { slots }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(layout === undefined ? {} : { layout }),
  };
  const kept = views.get(document) ?? new Map<string, FlowDocument>();
  kept.set(id, view);
  views.set(document, kept);
  return view;
}

/** The flow after its block was edited as a flow of its own: slots and other blocks are the flow's. */
export function withBlockView(document: FlowDocument, id: string, view: FlowDocument): FlowDocument {
  const before = blockNamed(view, id);
  if (before === null || view === viewOfBlock(document, id)) return document;
  const { description: _, layout: __, ...rest } = before;
  const { name, description, nodes, edges, layout, slots, blocks } = view;
  const block: BlockDefinition = {
    ...{ ...rest, name, nodes, edges },
    ...(description === undefined || description === '' ? {} : { description }),
    ...(layout === undefined ? {} : { layout }),
  };
  return settleUses({
    ...document,
    ...(slots === undefined ? {} : { slots }),
    blocks: { ...blocks, [id]: block },
  });
}

/** Changes what is said of a block: its name, inputs, where it is from. A key of undefined goes. */
export function setBlock(
  document: FlowDocument,
  id: string,
  change: { [K in keyof BlockDefinition]?: BlockDefinition[K] | undefined },
): FlowDocument {
  const block = blockNamed(document, id);
  if (block === null) return document;
  const next = Object.fromEntries(Object.entries({ ...block, ...change }).filter(([, value]) => value !== undefined));
  return settleUses({ ...document, blocks: { ...document.blocks, [id]: next as BlockDefinition } });
}

/** Takes a definition that nobody uses out of the flow. */
export function forgetBlock(document: FlowDocument, id: string): FlowDocument {
  if (blockNamed(document, id) === null || usesOf(document, id).length > 0) return document;
  const { [id]: _, ...blocks } = document.blocks ?? {};
  if (Object.keys(blocks).length > 0) return { ...document, blocks };
  const { blocks: __, ...rest } = document;
  return rest;
}
