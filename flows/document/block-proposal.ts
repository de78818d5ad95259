/** What a reusable block of chosen nodes would be: its way in, its ways out, and what may differ from place to place. */
import type { SpecRegistry } from '../sdk/registry.ts';
import { isDuration } from '../sdk/time.ts';
import { idsInside } from './block-expand.ts';
import { templatesOf } from './block-inputs.ts';
import { isWayIn, isWayOut } from './blocks.ts';
import { freshId } from './edits.ts';
import { jumpsOf, outletsOf, passOutlet } from './graph.ts';
import type { BlockInput, FlowDocument, FlowNode } from './schema.ts';

/** A way out as it is proposed: the outlets that lead to it, and where they lead now (null: nowhere). */
export interface ProposedWay {
  id: string;
  from: readonly { node: string; outlet: string }[];
  to: string | null;
}

/** A value in a node's config that uses of the block may set anew. */
export interface Place {
  node: string;
  path: string;
  type: BlockInput['type'];
  value: string | number;
}

export type Proposal =
  | { ok: true; entry: string; ways: readonly ProposedWay[]; places: readonly Place[] }
  | { ok: false; code: 'none' | 'trigger' | 'part' | 'entries' | 'no-entry' | 'refers-out'; nodes: readonly string[] };

/** Ids of nodes that a node's config names. */
function namedBy(node: FlowNode, specs: SpecRegistry): string[] {
  const spec = specs.get(node.type);
  const parsed = spec?.config.safeParse(node.config);
  if (spec?.references === undefined || parsed?.success !== true) return [];
  return (spec.references(parsed.data).nodes ?? []).map(({ id }) => id);
}

/** What a block of these nodes would be, or why they make none. */
export function proposeBlock(document: FlowDocument, chosen: Iterable<string>, specs: SpecRegistry): Proposal {
  const ids = new Set(chosen);
  const nodes = document.nodes.filter(({ id }) => ids.has(id));
  const no = (code: Extract<Proposal, { ok: false }>['code'], found: readonly FlowNode[] = []): Proposal => ({
    ok: false,
    code,
    nodes: found.map(({ id }) => id),
  });
  if (nodes.length === 0) return no('none');
  const triggers = nodes.filter(({ type }) => specs.get(type)?.category === 'trigger');
  if (triggers.length > 0) return no('trigger', triggers);
  const parts = nodes.filter((node) => isWayIn(node) || isWayOut(node));
  if (parts.length > 0) return no('part', parts);
  // What a block names must lie in it: elsewhere that node is not there.
  const inside = idsInside(document, specs, (use) => (ids.has(use) ? use : undefined));
  const naming = nodes.filter((node) => namedBy(node, specs).some((id) => !ids.has(id) && !inside.has(id)));
  if (naming.length > 0) return no('refers-out', naming);
  const led = [
    ...document.edges.filter(({ from, to }) => !ids.has(from) && ids.has(to)).map(({ to }) => to),
    ...document.nodes
      .filter(({ id }) => !ids.has(id))
      .flatMap((node) => jumpsOf(node, specs).filter((to) => ids.has(to))),
  ];
  const within = new Set(document.edges.filter(({ from }) => ids.has(from)).map(({ to }) => to));
  // A piece that nothing leads to yet begins where nothing of its own leads.
  const entries = led.length > 0 ? [...new Set(led)] : [...ids].filter((id) => !within.has(id));
  const [entry, ...others] = entries;
  if (entry === undefined) return no('no-entry');
  if (others.length > 0)
    return no(
      'entries',
      nodes.filter(({ id }) => entries.includes(id)),
    );
  return {
    ok: true,
    entry,
    ways: proposedWays(document, nodes, ids, specs),
    places: nodes.flatMap((node) => placesIn(node, specs)),
  };
}

/** One way out for each node that the piece leads to; for a piece that leads nowhere, one for all its open ends. */
function proposedWays(
  document: FlowDocument,
  nodes: readonly FlowNode[],
  ids: ReadonlySet<string>,
  specs: SpecRegistry,
): ProposedWay[] {
  const taken = new Set(ids);
  const way = (from: { node: string; outlet: string }[], to: string | null): ProposedWay => {
    const id = freshId(from[0]?.outlet ?? 'next', taken);
    taken.add(id);
    return { id, from, to };
  };
  const out = document.edges.filter(({ from, to }) => ids.has(from) && !ids.has(to));
  if (out.length > 0) {
    return [...new Set(out.map(({ to }) => to))].map((target) =>
      way(
        out.filter(({ to }) => to === target).map(({ from, outlet }) => ({ node: from, outlet })),
        target,
      ),
    );
  }
  const used = new Set(document.edges.map(({ from, outlet }) => `${from} ${outlet}`));
  const open = nodes.flatMap((node) => {
    const spec = specs.get(node.type);
    const outlet = spec === undefined ? null : passOutlet(outletsOf(node, spec) ?? []);
    return outlet === null || used.has(`${node.id} ${outlet}`) ? [] : [{ node: node.id, outlet }];
  });
  return open.length === 0 ? [] : [way(open, null)];
}

/** Texts, numbers and lengths of time that stand at a place of their own; what stands in a list may move, and is left out. */
export function placesIn(node: FlowNode, specs: SpecRegistry): Place[] {
  const texts = templatesOf(node, specs);
  const found: Place[] = [];
  const look = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) look(inner, path === '' ? key : `${path}.${key}`);
    } else if (typeof value === 'number') found.push({ node: node.id, path, type: 'number', value });
    else if (typeof value !== 'string') return;
    else if (texts.has(path)) {
      // A letter is not written anew in one field: its words name inputs instead.
      if (texts.get(path) !== true) found.push({ node: node.id, path, type: 'text', value });
    } else if (isDuration(value)) found.push({ node: node.id, path, type: 'duration', value });
    else if (/^\d\d:\d\d$/.test(value)) found.push({ node: node.id, path, type: 'time', value });
  };
  look(node.config, '');
  return found;
}
