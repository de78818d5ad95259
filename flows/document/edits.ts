/** Pure edits of a flow: each takes a document and gives a new one, so that undo is keeping the old one. */
import type { NodeSpec } from '../sdk/node.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { isWayIn } from './blocks.ts';
import { edgesByNode, outletsOf, passOutlet, reachableFrom, waits } from './graph.ts';
import type { FlowDocument, FlowEdge, FlowNode, FlowSettings } from './schema.ts';
import { upgradeNode } from './upgrade.ts';

export type Point = [number, number];
export type EdgeEnd = Pick<FlowEdge, 'from' | 'outlet'>;

/** `base`, or `base-2`, `base-3` … : the first that is not taken, never longer than an id may be. */
export function freshId(base: string, taken: ReadonlySet<string>): string {
  const stem = base.slice(0, 56);
  if (!taken.has(stem)) return stem;
  let n = 2;
  while (taken.has(`${stem}-${n}`)) n++;
  return `${stem}-${n}`;
}

const idsOf = (document: FlowDocument): Set<string> => new Set(document.nodes.map((node) => node.id));

function withPoints(document: FlowDocument, points: Readonly<Record<string, Point>>): FlowDocument {
  if (Object.keys(points).length === 0) return document;
  return { ...document, layout: { ...document.layout, nodes: { ...document.layout?.nodes, ...points } } };
}

export interface NewNode {
  /** Instead of the spec's defaults. */
  config?: Record<string, unknown> | undefined;
  name?: string | undefined;
  at?: Point | undefined;
}

/** Adds a node of a type, with an id of its own. */
export function addNode(
  document: FlowDocument,
  spec: NodeSpec,
  { config, name, at }: NewNode = {},
): { document: FlowDocument; id: string } {
  const id = freshId(spec.type, idsOf(document));
  const node: FlowNode = {
    id,
    type: spec.type,
    version: spec.version,
    ...(name === undefined ? {} : { name }),
    config: structuredClone(config ?? (spec.defaults as Record<string, unknown>)),
  };
  const added = { ...document, nodes: [...document.nodes, node] };
  return { document: at === undefined ? added : withPoints(added, { [id]: at }), id };
}

/** The outlet by which a flow would pass a node: `next`, the first declared, or the only one in use. */
function throughOutlet(document: FlowDocument, id: string, specs?: SpecRegistry): string | null {
  const node = document.nodes.find((candidate) => candidate.id === id);
  const spec = node === undefined ? undefined : specs?.get(node.type);
  const declared = node === undefined || spec === undefined ? null : outletsOf(upgradeNode(node, spec), spec);
  const used = document.edges.filter((edge) => edge.from === id).map((edge) => edge.outlet);
  return passOutlet(declared !== null && declared.length > 0 ? declared : used);
}

/**
 * Removes nodes with their edges and places. With `heal`, what led to a removed node leads on to where the removed node
 * went by its main outlet, through as many removed nodes as there are.
 */
export function removeNodes(
  document: FlowDocument,
  ids: Iterable<string>,
  options: { heal?: boolean; specs?: SpecRegistry } = {},
): FlowDocument {
  const gone = new Set(ids);
  const onward = (start: string): string | null => {
    const seen = new Set<string>();
    let at = start;
    while (gone.has(at)) {
      if (seen.has(at)) return null;
      seen.add(at);
      const outlet = throughOutlet(document, at, options.specs);
      const edge = document.edges.find((candidate) => candidate.from === at && candidate.outlet === outlet);
      if (edge === undefined) return null;
      at = edge.to;
    }
    return at;
  };
  const edges = document.edges.flatMap((edge) => {
    if (gone.has(edge.from)) return [];
    if (!gone.has(edge.to)) return [edge];
    const to = options.heal === true ? onward(edge.to) : null;
    return to === null || to === edge.from ? [] : [{ ...edge, to }];
  });
  const result: FlowDocument = { ...document, nodes: document.nodes.filter((node) => !gone.has(node.id)), edges };
  const places = document.layout?.nodes;
  if (places === undefined) return result;
  const kept = Object.fromEntries(Object.entries(places).filter(([id]) => !gone.has(id)));
  return { ...result, layout: { ...document.layout, nodes: kept } };
}

export type CanConnect =
  | { ok: true /** The edge that this one would take the place of. */; replaces: FlowEdge | null }
  | {
      ok: false;
      code: 'missing' | 'to-trigger' | 'no-outlet' | 'same' | 'loop';
      params: Record<string, string>;
    };

/** May an edge go there? An outlet that already leads somewhere is moved. */
export function canConnect(
  document: FlowDocument,
  specs: SpecRegistry,
  from: string,
  outlet: string,
  to: string,
): CanConnect {
  const source = document.nodes.find((node) => node.id === from);
  const target = document.nodes.find((node) => node.id === to);
  if (source === undefined || target === undefined) {
    return { ok: false, code: 'missing', params: { id: source === undefined ? from : to } };
  }
  if (specs.get(target.type)?.category === 'trigger' || isWayIn(target))
    return { ok: false, code: 'to-trigger', params: { to } };
  const spec = specs.get(source.type);
  const outlets = spec === undefined ? null : outletsOf(upgradeNode(source, spec), spec);
  if (outlets !== null && !outlets.includes(outlet)) return { ok: false, code: 'no-outlet', params: { from, outlet } };
  const replaces = document.edges.find((edge) => edge.from === from && edge.outlet === outlet) ?? null;
  if (replaces?.to === to) return { ok: false, code: 'same', params: { from, outlet, to } };
  if (wouldSpin(document, specs, from, outlet, to)) return { ok: false, code: 'loop', params: { from, to } };
  return { ok: true, replaces };
}

/** Would the new edge close a loop in which no node waits? */
function wouldSpin(document: FlowDocument, specs: SpecRegistry, from: string, outlet: string, to: string): boolean {
  const busy = new Set(document.nodes.filter((node) => !waits(node, specs)).map((node) => node.id));
  if (!busy.has(from) || !busy.has(to)) return false;
  const edges = document.edges.filter(
    (edge) => busy.has(edge.from) && busy.has(edge.to) && !(edge.from === from && edge.outlet === outlet),
  );
  return reachableFrom([to], edgesByNode({ ...document, edges }, specs)).has(from);
}

/** Sets the edge of an outlet; an outlet has at most one. Ask canConnect first. */
export const connect = (document: FlowDocument, edge: FlowEdge): FlowDocument => ({
  ...document,
  edges: [...disconnect(document, edge).edges, { from: edge.from, outlet: edge.outlet, to: edge.to }],
});

export const disconnect = (document: FlowDocument, { from, outlet }: EdgeEnd): FlowDocument => ({
  ...document,
  edges: document.edges.filter((edge) => edge.from !== from || edge.outlet !== outlet),
});

function changeNode(document: FlowDocument, id: string, change: (node: FlowNode) => FlowNode): FlowDocument {
  return { ...document, nodes: document.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

/**
 * Replaces a config and, with a spec, sets the node to the spec's version and drops edges of outlets that are no more. A
 * config that does not fit (somebody is typing) keeps all edges.
 */
export function setConfig(
  document: FlowDocument,
  id: string,
  config: Record<string, unknown>,
  spec?: NodeSpec,
): FlowDocument {
  const changed = changeNode(document, id, (node) => ({
    ...node,
    version: spec === undefined ? node.version : spec.version,
    config,
  }));
  const node = changed.nodes.find((candidate) => candidate.id === id);
  const outlets = spec === undefined || node === undefined ? null : outletsOf(node, spec);
  if (outlets === null) return changed;
  return { ...changed, edges: changed.edges.filter((edge) => edge.from !== id || outlets.includes(edge.outlet)) };
}

/** An outlet of the node got another id (a branch was renamed): its edge goes along. */
export const renameOutlet = (document: FlowDocument, id: string, outlet: string, to: string): FlowDocument => ({
  ...document,
  edges: document.edges.map((edge) => (edge.from === id && edge.outlet === outlet ? { ...edge, outlet: to } : edge)),
});

/** Name, note and switch of a node. An empty text takes the name or note away. */
export function setNode(
  document: FlowDocument,
  id: string,
  change: { name?: string; note?: string; disabled?: boolean },
): FlowDocument {
  return changeNode(document, id, (node) => {
    const { name, note, disabled, config, ...rest } = { ...node, ...change };
    return {
      ...rest,
      ...(name ? { name } : {}),
      ...(note ? { note } : {}),
      ...(disabled ? { disabled } : {}),
      config,
    };
  });
}

export const rename = (document: FlowDocument, id: string, name: string): FlowDocument =>
  setNode(document, id, { name });

/** Places of nodes; only nodes that exist are placed. */
export function move(document: FlowDocument, points: Readonly<Record<string, Point>>): FlowDocument {
  const ids = idsOf(document);
  return withPoints(document, Object.fromEntries(Object.entries(points).filter(([id]) => ids.has(id))));
}

/** Puts a new node into an edge: what led to the edge's target leads to the node, and the node leads on. */
export function insertOnEdge(
  document: FlowDocument,
  edge: EdgeEnd,
  spec: NodeSpec,
  options: NewNode = {},
): { document: FlowDocument; id: string } {
  const old = document.edges.find((candidate) => candidate.from === edge.from && candidate.outlet === edge.outlet);
  const added = addNode(document, spec, options);
  if (old === undefined) return added;
  let result = connect(added.document, { ...old, to: added.id });
  const node = result.nodes.find((candidate) => candidate.id === added.id);
  const outlet = node === undefined ? null : passOutlet(outletsOf(node, spec) ?? []);
  if (outlet !== null) result = connect(result, { from: added.id, outlet, to: old.to });
  return { document: result, id: added.id };
}

/** Merges settings field by field; `null` or undefined takes a field away. */
export function setSettings(
  document: FlowDocument,
  change: { [K in keyof FlowSettings]?: FlowSettings[K] | null | undefined },
): FlowDocument {
  const merged = { ...document.settings, ...change };
  const settings = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  ) as FlowSettings;
  const { settings: _, ...rest } = document;
  return Object.keys(settings).length === 0 ? rest : { ...rest, settings };
}

type Slots = NonNullable<FlowDocument['slots']>;
type SlotKind = 'accounts' | 'segments' | 'flows' | 'offers' | 'attributes';

/** Declares a slot, or changes its declaration. */
export const declareSlot = <K extends SlotKind>(
  document: FlowDocument,
  kind: K,
  slot: string,
  declaration: NonNullable<Slots[K]>[string],
): FlowDocument => ({
  ...document,
  slots: { ...document.slots, [kind]: { ...document.slots?.[kind], [slot]: declaration } },
});

export function removeSlot(document: FlowDocument, kind: SlotKind, slot: string): FlowDocument {
  const { [slot]: _, ...kept } = (document.slots?.[kind] ?? {}) as Record<string, unknown>;
  return { ...document, slots: { ...document.slots, [kind]: kept } as Slots };
}

/** The account slot for a capability: the first declared for it, or a new one named after it (`send.email`: `email`). */
export function accountSlotFor(document: FlowDocument, capability: string): { document: FlowDocument; slot: string } {
  const declared = Object.entries(document.slots?.accounts ?? {});
  const found = declared.find(([, declaration]) => declaration.capability === capability);
  if (found !== undefined) return { document, slot: found[0] };
  const base = (capability.split('.').at(-1) ?? 'account').replace(/[^A-Za-z0-9_-]/g, '-');
  const slot = freshId(base, new Set(declared.map(([name]) => name)));
  return { document: declareSlot(document, 'accounts', slot, { capability }), slot };
}

/** Bindings live beside the document: they are of this workspace. `null` unbinds. */
export function bindSlot(
  bindings: Readonly<Record<string, string>>,
  slot: string,
  to: string | null,
): Record<string, string> {
  const { [slot]: _, ...rest } = bindings;
  return to === null ? rest : { ...rest, [slot]: to };
}
