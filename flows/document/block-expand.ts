/**
 * Uses of blocks replaced by the nodes of their blocks: for the engine, which knows no blocks, and for an author who takes one
 * apart. Ids are `<use>.<node>`, so that whoever waits inside of a block is still found in the next version of the flow.
 */
import type { SpecRegistry } from '../sdk/registry.ts';
import { fillNode } from './block-inputs.ts';
import { blockNamed, blockOf, givenInputs, isUse, isWayIn, isWayOut, usedBlock, viewOfBlock } from './blocks.ts';
import { withNewReferences } from './fragment.ts';
import { type BlockDefinition, type FlowDocument, type FlowEdge, type FlowNode, limits } from './schema.ts';

type Body = Pick<FlowDocument, 'nodes' | 'edges'>;

/** Where a node of the expanded flow comes from. */
export interface Origin {
  /** Ids of the uses it lies in, from outside inwards, each as in its own body. */
  uses: readonly string[];
  /** The definition it stands in, and its id there. */
  block: string;
  node: string;
}

export interface Expanded {
  document: FlowDocument;
  /** By id, of the nodes that were not in the flow itself. */
  origins: ReadonlyMap<string, Origin>;
}

const longest = 64;

/** An id in the expanded flow. One that would be too long is cut, and told apart by a number made of the whole of it. */
export function idWithin(use: string, node: string): string {
  const id = `${use}.${node}`;
  if (id.length <= longest) return id;
  let hash = 2166136261;
  for (const letter of id) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
  const tail = hash.toString(36);
  return `${id.slice(0, longest - tail.length - 1)}-${tail}`;
}

/** The node that a block begins with: null where its way in leads nowhere. It may be a way out. */
export function entryOf(block: BlockDefinition): string | null {
  const start = block.nodes.find(isWayIn);
  const first = block.edges.find(({ from }) => from === start?.id)?.to ?? null;
  return first === start?.id ? null : first;
}

/**
 * Ids that nodes inside of uses have, and those that they get when the uses get other ids. `now` is asked of the outermost use,
 * and says nothing of one that keeps its id.
 */
export function idsInside(
  document: FlowDocument,
  specs: SpecRegistry,
  now: (use: string) => string | undefined,
): Map<string, string> {
  const ids = new Map<string, string>();
  for (const [id, { uses, node }] of expandBlocks(document, specs).origins) {
    const [first = '', ...inner] = uses;
    const to = now(first);
    if (to !== undefined) ids.set(id, [...inner, node].reduce(idWithin, to));
  }
  return ids;
}

export interface Inlined<T extends Body> {
  body: T;
  /** Id in the definition to the one that it has now. */
  ids: ReadonlyMap<string, string>;
}

/** One use in a body of the document replaced by what its block holds. */
export function inlineUse<T extends Body>(
  document: FlowDocument,
  body: T,
  use: FlowNode,
  block: BlockDefinition,
  specs: SpecRegistry,
  idOf: (node: string) => string,
): Inlined<T> {
  const inner = block.nodes.filter((node) => !isWayIn(node) && !isWayOut(node));
  const ids: ReadonlyMap<string, string> = new Map(inner.map(({ id }) => [id, idOf(id)]));
  const outside = new Map(body.edges.filter(({ from }) => from === use.id).map(({ outlet, to }) => [outlet, to]));
  const kinds = new Map(block.nodes.map((node) => [node.id, node]));
  /** Where a way within the block leads; through the ways in and out, which are nowhere. A circle of these ends. */
  const resolve = (to: string | null, passed: ReadonlySet<string> = new Set()): string | null => {
    const node = to === null ? undefined : kinds.get(to);
    if (to === null || node === undefined || passed.has(to)) return null;
    const next = new Set([...passed, to]);
    if (isWayIn(node)) return resolve(entryOf(block), next);
    if (!isWayOut(node)) return ids.get(to) ?? null;
    const out = outside.get(to) ?? null;
    return out === use.id ? resolve(entryOf(block), next) : out;
  };
  const into = resolve(entryOf(block));
  const inside = block.edges.flatMap(({ from, outlet, to }): FlowEdge[] => {
    const [source, target] = [ids.get(from), resolve(to)];
    return source === undefined || target === null ? [] : [{ from: source, outlet, to: target }];
  });
  const view = viewOfBlock(document, usedBlock(use) ?? '');
  const nested = view === null ? [] : idsInside(view, specs, (one) => ids.get(one));
  const renamed = new Map([...ids, ...nested]);
  for (const node of block.nodes) {
    const to = isWayIn(node) || isWayOut(node) ? resolve(node.id) : null;
    if (to !== null) renamed.set(node.id, to);
  }
  const filled = inner.map((node) => ({
    ...withNewReferences(fillNode(node, block, givenInputs(use), specs), renamed, specs),
    id: ids.get(node.id) ?? node.id,
  }));
  const elsewhere: ReadonlyMap<string, string> = new Map(into === null ? [] : [[use.id, into]]);
  return {
    ids,
    body: {
      ...body,
      nodes: body.nodes.flatMap((node) => (node.id === use.id ? filled : [withNewReferences(node, elsewhere, specs)])),
      edges: [
        ...body.edges.flatMap((edge): FlowEdge[] => {
          if (edge.from === use.id) return [];
          if (edge.to !== use.id) return [edge];
          return into === null ? [] : [{ ...edge, to: into }];
        }),
        ...inside,
      ],
    },
  };
}

/** A way round through blocks, as names; null where there is none. And how deep, and how many nodes, the flow comes to. */
export function measure(
  document: FlowDocument,
  nodes: readonly FlowNode[],
): { circle: string[] | null; depth: number; size: number } {
  const known = new Map<string, { depth: number; size: number }>();
  let circle: string[] | null = null;
  const look = (some: readonly FlowNode[], trail: readonly string[]): { depth: number; size: number } => {
    let [depth, size] = [0, 0];
    for (const node of some) {
      const id = usedBlock(node);
      const block = blockOf(document, node);
      size += 1;
      if (id === null || block === null || node.disabled === true) continue;
      if (trail.includes(id)) {
        circle ??= [...trail.slice(trail.indexOf(id)), id].map((one) => blockNamed(document, one)?.name ?? one);
        continue;
      }
      const inner = known.get(id) ?? look(block.nodes, [...trail, id]);
      known.set(id, inner);
      depth = Math.max(depth, inner.depth + 1);
      size += inner.size;
    }
    return { depth, size };
  };
  return { ...look(nodes, []), circle };
}

const expansions = new WeakMap<FlowDocument, { specs: SpecRegistry; expanded: Expanded }>();

/**
 * The flow without blocks. What cannot be replaced stays: a use of a block that is not there or that holds itself, and one that
 * is turned off, which is passed like any other node; and all of them where too many nodes would come out.
 */
export function expandBlocks(document: FlowDocument, specs: SpecRegistry): Expanded {
  if (!document.nodes.some(isUse)) return { document, origins: new Map() };
  const known = expansions.get(document);
  if (known?.specs === specs) return known.expanded;
  if (measure(document, document.nodes).size > limits.nodes) return { document, origins: new Map() };
  const origins = new Map<string, Origin>();
  const trails = new Map<string, readonly string[]>();
  const closed = new Set<string>();
  let flat = document;
  for (;;) {
    const use = flat.nodes.find((node) => isUse(node) && node.disabled !== true && !closed.has(node.id));
    if (use === undefined) break;
    const block = blockOf(document, use);
    const id = usedBlock(use);
    const trail = trails.get(use.id) ?? [];
    if (block === null || id === null || trail.includes(id)) {
      closed.add(use.id);
      continue;
    }
    const within = origins.get(use.id);
    origins.delete(use.id);
    const { body, ids } = inlineUse(document, flat, use, block, specs, (node) => idWithin(use.id, node));
    for (const [node, now] of ids) {
      origins.set(now, { uses: within === undefined ? [use.id] : [...within.uses, within.node], block: id, node });
      trails.set(now, [...trail, id]);
    }
    flat = body;
  }
  const expanded = { document: flat, origins };
  expansions.set(document, { specs, expanded });
  return expanded;
}

/** The names of the uses that a node lies in, from outside inwards: "Welcome", or "Welcome › Remind". */
export function namesAround(document: FlowDocument, { uses }: Origin): string {
  let nodes = document.nodes;
  return uses
    .map((id) => {
      const use = nodes.find((node) => node.id === id);
      const block = use === undefined ? null : blockOf(document, use);
      nodes = block?.nodes ?? [];
      return use?.name || block?.name || id;
    })
    .join(' › ');
}
