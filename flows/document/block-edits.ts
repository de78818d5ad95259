/** Chosen nodes made a reusable block, a block put somewhere, and a use taken apart. Pure, like all edits of a flow. */
import type { SpecRegistry } from '../sdk/registry.ts';
import { expandBlocks, idsInside, idWithin, inlineUse } from './block-expand.ts';
import type { Place, Proposal } from './block-proposal.ts';
import { blockOf, endType, startType, useType, waysOf } from './blocks.ts';
import { freshId, type Point } from './edits.ts';
import { withNewReferences } from './fragment.ts';
import { jumpsOf } from './graph.ts';
import type { BlockDefinition, BlockInput, FlowDocument, FlowEdge, FlowNode } from './schema.ts';

const idsOf = (nodes: readonly FlowNode[]): Set<string> => new Set(nodes.map(({ id }) => id));

export interface NewBlock {
  name: string;
  description?: string | undefined;
  /** Names of the ways out, by their proposed ids. */
  ways?: Readonly<Record<string, string>>;
  inputs?: readonly (Pick<Place, 'node' | 'path' | 'type'> & { name: string })[];
}

/** Room between the cards of a block and its ways in and out. */
const around = 150;

/** Makes the nodes a block of the flow and puts its first use in their place. The proposal must be one of this document. */
export function makeBlock(
  document: FlowDocument,
  chosen: Iterable<string>,
  proposal: Extract<Proposal, { ok: true }>,
  made: NewBlock,
  specs: SpecRegistry,
): { document: FlowDocument; block: string; use: string } {
  const ids = new Set(chosen);
  const inner = document.nodes.filter(({ id }) => ids.has(id));
  const outer = document.nodes.filter(({ id }) => !ids.has(id));
  const block = freshId('block', new Set(Object.keys(document.blocks ?? {})));
  const use = freshUse(block, outer);
  const start = freshId('start', new Set([...ids, ...proposal.ways.map(({ id }) => id)]));
  const wayOf = new Map(proposal.ways.flatMap(({ id, from }) => from.map((end) => [`${end.node} ${end.outlet}`, id])));
  const ways = proposal.ways.map(({ id, to }) => ({ id, to, name: made.ways?.[id]?.trim() ?? '' }));
  const places = placesAround(
    document,
    ids,
    start,
    proposal.ways.map(({ id }) => id),
  );
  const definition: BlockDefinition = {
    name: made.name,
    ...(made.description ? { description: made.description } : {}),
    ...inputsOf(made.inputs ?? []),
    nodes: [
      { id: start, type: startType, version: 1, config: {} },
      ...inner,
      ...ways.map(
        ({ id, name }): FlowNode => ({ id, type: endType, version: 1, ...(name ? { name } : {}), config: {} }),
      ),
    ],
    edges: [
      { from: start, outlet: 'next', to: proposal.entry },
      ...document.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
      ...[...wayOf].map(([end, to]): FlowEdge => {
        const [from = '', outlet = ''] = end.split(' ');
        return { from, outlet, to };
      }),
    ],
    ...(places === null ? {} : { layout: { nodes: places.inner } }),
  };
  const card: FlowNode = {
    id: use,
    type: useType,
    version: 1,
    config: { block, ways: waysOf(definition) },
  };
  // Whoever waits for something in the block, or jumps to its beginning, goes on doing so.
  const waiting = new Map([
    ...[...ids].map((id) => [id, idWithin(use, id)] as const),
    ...idsInside(document, specs, (id) => (ids.has(id) ? idWithin(use, id) : undefined)),
  ]);
  const renamed = new Map([...waiting, [proposal.entry, use]]);
  const first = document.nodes.findIndex(({ id }) => ids.has(id));
  const nodes = outer.map((node) =>
    withNewReferences(node, jumpsOf(node, specs).length > 0 ? renamed : waiting, specs),
  );
  nodes.splice(document.nodes.slice(0, first).filter(({ id }) => !ids.has(id)).length, 0, card);
  const kept = Object.entries(document.layout?.nodes ?? {}).filter(([id]) => !ids.has(id));
  const result: FlowDocument = {
    ...document,
    nodes,
    edges: [
      ...document.edges.flatMap((edge): FlowEdge[] =>
        ids.has(edge.from) ? [] : [ids.has(edge.to) ? { ...edge, to: use } : edge],
      ),
      ...ways.flatMap(({ id, to }): FlowEdge[] => (to === null ? [] : [{ from: use, outlet: id, to }])),
    ],
    blocks: { ...document.blocks, [block]: definition },
    ...(places === null
      ? {}
      : { layout: { ...document.layout, nodes: { ...Object.fromEntries(kept), [use]: places.use } } }),
  };
  return { document: withTests(result, waiting), block, use };
}

/** Ids of what lies in the block begin with the use's: no other node may seem to. */
function freshUse(base: string, nodes: readonly FlowNode[]): string {
  const taken = idsOf(nodes);
  for (const { id } of nodes) if (id.includes('.')) taken.add(id.split('.')[0] ?? id);
  return freshId(base, taken);
}

function inputsOf(inputs: NonNullable<NewBlock['inputs']>): Pick<BlockDefinition, 'inputs'> {
  if (inputs.length === 0) return {};
  const taken = new Set<string>();
  const made = inputs.map(({ name, type, node, path }): [string, BlockInput] => {
    const id = inputId(name, taken);
    taken.add(id);
    return [id, { name, type, at: [{ node, path }] }];
  });
  return { inputs: Object.fromEntries(made) };
}

/** A name that texts can use: of the letters of the name that Liquid knows, else `input`. */
export function inputId(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 32);
  const base = plain === '' ? 'input' : plain;
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}_${n}`;
  return id;
}

function placesAround(
  document: FlowDocument,
  ids: ReadonlySet<string>,
  start: string,
  ways: readonly string[],
): { inner: Record<string, Point>; use: Point } | null {
  const placed = Object.entries(document.layout?.nodes ?? {}).filter(([id]) => ids.has(id));
  if (placed.length === 0) return null;
  const xs = placed.map(([, [x]]) => x);
  const ys = placed.map(([, [, y]]) => y);
  const [left, top, bottom] = [Math.min(...xs), Math.min(...ys), Math.max(...ys)];
  const middle = Math.round((left + Math.max(...xs)) / 2);
  const wide = 300;
  return {
    use: [middle, top],
    inner: {
      ...Object.fromEntries(placed),
      [start]: [middle, top - around],
      ...Object.fromEntries(
        ways.map((id, n): [string, Point] => [
          id,
          [Math.round(middle + (n - (ways.length - 1) / 2) * wide), bottom + around + 40],
        ]),
      ),
    },
  };
}

/** Tests name the nodes that are now inside of the block by the ids that they have in the plan. */
function withTests(document: FlowDocument, ids: ReadonlyMap<string, string>): FlowDocument {
  if (document.tests === undefined) return document;
  const now = (id: string): string => ids.get(id) ?? id;
  return {
    ...document,
    tests: document.tests.map((test) => ({
      ...test,
      ...(test.given === undefined
        ? {}
        : { given: test.given.map((one) => (one.node === undefined ? one : { ...one, node: now(one.node) })) }),
      expect: {
        ...test.expect,
        ...(test.expect.messages === undefined ? {} : { messages: test.expect.messages.map(now) }),
      },
    })),
  };
}

/**
 * Replaces a use by what its block holds, with the values of the use filled in; the nodes stand where the card stood. Null where
 * there is nothing to take apart.
 */
export function takeApart(
  document: FlowDocument,
  id: string,
  specs: SpecRegistry,
): { document: FlowDocument; ids: string[] } | null {
  const use = document.nodes.find((node) => node.id === id);
  const block = use === undefined ? null : blockOf(document, use);
  if (use === undefined || block === null) return null;
  const taken = idsOf(document.nodes);
  const fresh = (node: string): string => {
    const free = freshId(taken.has(node) ? node.replace(/-\d+$/, '') || node : node, taken);
    taken.add(free);
    return free;
  };
  const { body, ids } = inlineUse(document, document, use, block, specs, fresh);
  const before = new Map(
    [...expandBlocks(document, specs).origins].flatMap(([now, { uses, node }]) => {
      const [first, second, ...inner] = [...uses, node];
      const to = first === id ? ids.get(second ?? '') : undefined;
      return to === undefined ? [] : [[now, inner.reduce(idWithin, to)]];
    }),
  );
  const nodes = body.nodes
    .map((node) => withNewReferences(node, before, specs))
    .map((node) => (use.disabled === true && [...ids.values()].includes(node.id) ? { ...node, disabled: true } : node));
  const layout = placesOf(document, use, block, ids);
  const apart: FlowDocument = { ...body, nodes, ...(layout === null ? {} : { layout }) };
  return { document: withTests(apart, before), ids: [...ids.values()] };
}

/** The nodes of the block as they stand in it, with its first row where the card was; what lies below makes room. */
function placesOf(
  document: FlowDocument,
  use: FlowNode,
  block: BlockDefinition,
  ids: ReadonlyMap<string, string>,
): FlowDocument['layout'] | null {
  const at = document.layout?.nodes?.[use.id];
  const places = Object.entries(block.layout?.nodes ?? {}).filter(([id]) => ids.has(id));
  if (at === undefined) return null;
  const { [use.id]: _, ...others } = document.layout?.nodes ?? {};
  if (places.length === 0) return { ...document.layout, nodes: others };
  const xs = places.map(([, [x]]) => x);
  const ys = places.map(([, [, y]]) => y);
  const top = Math.min(...ys);
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
  const more = Math.max(...ys) - top;
  const moved = Object.entries(others).map(([id, [x, y]]): [string, Point] => [id, y > at[1] ? [x, y + more] : [x, y]]);
  const inner = places.map(([id, [x, y]]): [string, Point] => [
    ids.get(id) ?? id,
    [Math.round(at[0] + x - middle), Math.round(at[1] + y - top)],
  ]);
  return { ...document.layout, nodes: Object.fromEntries([...moved, ...inner]) };
}

/** The config of a new card of a block. */
export function cardConfig(document: FlowDocument, id: string): Record<string, unknown> {
  const block = document.blocks?.[id];
  return { block: id, ways: block === undefined ? [] : waysOf(block) };
}
