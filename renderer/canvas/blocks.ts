/** Adding blocks so that a person need not tidy up afterwards: where they go, and the account they send by. Pure. */
import {
  accountSlotFor,
  addNode,
  canConnect,
  connect,
  insertOnEdge,
  move,
  type Point,
  setConfig,
} from '../../flows/document/edits.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { NodeSpec } from '../../flows/sdk/node.ts';
import type { SpecRegistry } from '../../flows/sdk/registry.ts';
import { cardSize, type Size } from './arrange.ts';
import { edgesOut, graphOf, outletsOf } from './graph.ts';

export type SizeOf = (id: string) => Size | undefined;

/** Between a card and the one below it, with room for a pill. */
export const gap = { below: 84, beside: 48 } as const;

const placeOf = (document: FlowDocument, id: string): Point => document.layout?.nodes?.[id] ?? [0, 0];

function overlaps(document: FlowDocument, sizeOf: SizeOf, at: Point, ignore: string): boolean {
  return document.nodes.some((node) => {
    const place = document.layout?.nodes?.[node.id];
    if (place === undefined || node.id === ignore) return false;
    const size = sizeOf(node.id) ?? cardSize;
    return (
      at[0] < place[0] + size.width + 16 &&
      at[0] + cardSize.width + 16 > place[0] &&
      at[1] < place[1] + size.height + 24 &&
      at[1] + cardSize.height + 24 > place[1]
    );
  });
}

/** The nearest free place at or to the right of a point. */
export function freePlace(document: FlowDocument, sizeOf: SizeOf, at: Point, ignore = ''): Point {
  let [x] = at;
  const step = cardSize.width + gap.beside;
  for (let tries = 0; tries < document.nodes.length && overlaps(document, sizeOf, [x, at[1]], ignore); tries++)
    x += step;
  return [x, at[1]];
}

/** Below an outlet of a node: straight below when it is the only one, else fanned out from left to right. */
function below(document: FlowDocument, specs: SpecRegistry, sizeOf: SizeOf, id: string, outlet: string): Point {
  const node = document.nodes.find((candidate) => candidate.id === id);
  const [x, y] = placeOf(document, id);
  const outlets = node ? outletsOf(node, specs, graphOf(document)) : [outlet];
  const index = Math.max(0, outlets.indexOf(outlet));
  const fan = (index - (outlets.length - 1) / 2) * (cardSize.width + gap.beside);
  return [Math.round(x + fan), Math.round(y + (sizeOf(id)?.height ?? cardSize.height) + gap.below)];
}

/** The value with another one at a path inside it; what does not lead there stays as it is. */
function putAt(value: unknown, [key, ...rest]: readonly string[], next: string): unknown {
  if (key === undefined) return next;
  if (Array.isArray(value)) return value.map((one, at) => (String(at) === key ? putAt(one, rest, next) : one));
  if (typeof value !== 'object' || value === null || !(key in value)) return value;
  return { ...value, [key]: putAt((value as Record<string, unknown>)[key], rest, next) };
}

/** The config of a new block of this kind: its account slot is declared, or the one that the flow already has is taken. */
function withAccounts(document: FlowDocument, spec: NodeSpec, id: string): FlowDocument {
  const node = document.nodes.find((candidate) => candidate.id === id);
  const parsed = node ? spec.config.safeParse(node.config) : undefined;
  if (!node || !parsed?.success || !spec.references) return document;
  let result = document;
  let config = node.config;
  for (const { slot, capability, path } of spec.references(parsed.data).accounts ?? []) {
    if (result.slots?.accounts?.[slot]?.capability === capability) continue;
    const found = accountSlotFor(result, capability);
    result = found.document;
    config = putAt(config, path.replace(/^config\./, '').split('.'), found.slot) as typeof config;
  }
  return config === node.config ? result : setConfig(result, id, config, spec);
}

export interface Added {
  document: FlowDocument;
  id: string;
}

export function addFree(document: FlowDocument, spec: NodeSpec, sizeOf: SizeOf, at: Point): Added {
  const added = addNode(document, spec, { at: freePlace(document, sizeOf, at) });
  return { id: added.id, document: withAccounts(added.document, spec, added.id) };
}

/** After an outlet. A start cannot follow anything: it stands free beside. */
export function addAfter(
  document: FlowDocument,
  specs: SpecRegistry,
  spec: NodeSpec,
  sizeOf: SizeOf,
  from: { node: string; outlet: string },
  at?: Point,
): Added {
  const place = at ?? freePlace(document, sizeOf, below(document, specs, sizeOf, from.node, from.outlet));
  const added = addNode(document, spec, { at: place });
  const ready = withAccounts(added.document, spec, added.id);
  const allowed = canConnect(ready, specs, from.node, from.outlet, added.id);
  return {
    id: added.id,
    document: allowed.ok ? connect(ready, { from: from.node, outlet: from.outlet, to: added.id }) : ready,
  };
}

/** Into an edge; what follows moves down to make room. */
export function addInto(
  document: FlowDocument,
  spec: NodeSpec,
  sizeOf: SizeOf,
  edge: { from: string; outlet: string; to: string },
): Added {
  if (spec.category === 'trigger') {
    const [x, y] = placeOf(document, edge.from);
    return addFree(document, spec, sizeOf, [x + cardSize.width + gap.beside, y]);
  }
  const graph = graphOf(document);
  const [fromX, fromY] = placeOf(document, edge.from);
  const [toX, toY] = placeOf(document, edge.to);
  const top = fromY + (sizeOf(edge.from)?.height ?? cardSize.height) + gap.below;
  const at: Point = [Math.round(edgesOut(graph, edge.from).length > 1 ? toX : fromX), Math.round(top)];
  const added = insertOnEdge(document, edge, spec, { at });
  const needed = at[1] + cardSize.height + gap.below - toY;
  let result = withAccounts(added.document, spec, added.id);
  if (needed > 0) {
    const moved: Record<string, Point> = {};
    const queue = [edge.to];
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      const [x, y] = placeOf(document, id);
      // What lies above the edge is a loop going back: it stays.
      if (moved[id] !== undefined || y < toY) continue;
      moved[id] = [x, Math.round(y + needed)];
      for (const next of edgesOut(graph, id)) queue.push(next.to);
    }
    result = move(result, moved);
  }
  return { document: result, id: added.id };
}
