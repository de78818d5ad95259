/** Copy and paste: a piece of a flow that can go into this or another one. */
import type { SpecRegistry } from '../sdk/registry.ts';
import { blockNamed, blocksUsedBy, usedBlock } from './blocks.ts';
import { sameJson } from './delta.ts';
import { freshId, type Point } from './edits.ts';
import { framesIn, type Members } from './frames.ts';
import type { FlowDocument, FlowEdge, FlowFrame, FlowNode, FlowNote } from './schema.ts';

export const fragmentFormat = 'kaskad.fragment';

/** Plain JSON: it travels by the clipboard. */
export interface Fragment {
  format: typeof fragmentFormat;
  nodes: FlowNode[];
  /** Only edges between the fragment's own nodes. */
  edges: FlowEdge[];
  places: Record<string, Point>;
  slots: NonNullable<FlowDocument['slots']>;
  notes?: FlowNote[] | undefined;
  frames?: FlowFrame[] | undefined;
  /** Reusable blocks that the nodes use; absent where they use none. */
  blocks?: NonNullable<FlowDocument['blocks']>;
}

/** The nodes with what is between them, and the slots that their flow declares. With them, notes and frames of the drawing. */
export function copyNodes(
  document: FlowDocument,
  ids: Iterable<string>,
  marks: Partial<Pick<Members, 'notes' | 'frames'>> = {},
): Fragment {
  const wanted = new Set(ids);
  const drawn = framesIn(document);
  const notes = drawn.notes.filter(({ id }) => marks.notes?.includes(id));
  const frames = drawn.frames.filter(({ id }) => marks.frames?.includes(id));
  const places = Object.entries(document.layout?.nodes ?? {}).filter(([id]) => wanted.has(id));
  const nodes = document.nodes.filter((node) => wanted.has(node.id));
  const used = blocksUsedBy(document, nodes).flatMap((id) => {
    const block = blockNamed(document, id);
    return block === null ? [] : [[id, block] as const];
  });
  return structuredClone({
    format: fragmentFormat,
    nodes,
    edges: document.edges.filter((edge) => wanted.has(edge.from) && wanted.has(edge.to)),
    places: Object.fromEntries(places),
    slots: document.slots ?? {},
    ...(notes.length === 0 ? {} : { notes }),
    ...(frames.length === 0 ? {} : { frames }),
    ...(used.length === 0 ? {} : { blocks: Object.fromEntries(used) }),
  });
}

/** Sets `config.a.0.b`, where it holds `from`, to `to`. Paths are those of References. */
function replaceAt(config: Record<string, unknown>, path: string, from: string, to: string): void {
  const keys = path.replace(/^config\.?/, '').split('.');
  const last = keys.pop();
  let at: unknown = config;
  for (const key of keys) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return;
    at = (at as Record<string, unknown>)[key];
  }
  if (last === undefined || typeof at !== 'object' || at === null || !Object.hasOwn(at, last)) return;
  const holder = at as Record<string, unknown>;
  if (holder[last] === from) holder[last] = to;
}

/** References from one pasted node to another follow the new ids; those to nodes outside stay as they are. */
export function withNewReferences(node: FlowNode, ids: ReadonlyMap<string, string>, specs: SpecRegistry): FlowNode {
  const spec = specs.get(node.type);
  const parsed = spec?.config.safeParse(node.config);
  if (spec?.references === undefined || parsed?.success !== true) return node;
  const config = structuredClone(node.config);
  for (const { id, path } of spec.references(parsed.data).nodes ?? []) {
    const renamed = ids.get(id);
    if (renamed !== undefined) replaceAt(config, path, id, renamed);
  }
  return { ...node, config };
}

/** Kinds of slots that stand for something of the workspace: only those in use go along. */
const boundSlots: ReadonlySet<string> = new Set(['accounts', 'segments', 'flows']);

function withSlots(document: FlowDocument, slots: Fragment['slots'], used: ReadonlySet<string>): FlowDocument {
  const merged: Record<string, unknown> = { ...document.slots };
  let changed = false;
  for (const [kind, declared] of Object.entries(slots)) {
    const own = (document.slots?.[kind as keyof Fragment['slots']] ?? {}) as Record<string, unknown>;
    const missing = Object.entries(declared ?? {}).filter(
      ([slot]) => !Object.hasOwn(own, slot) && (!boundSlots.has(kind) || used.has(slot)),
    );
    if (missing.length === 0) continue;
    changed = true;
    merged[kind] = { ...own, ...Object.fromEntries(missing) };
  }
  return changed ? { ...document, slots: merged as NonNullable<FlowDocument['slots']> } : document;
}

/** Declares the slots that the flow lacks and the nodes use. */
export const takeSlots = (document: FlowDocument, slots: Fragment['slots'], nodes: readonly FlowNode[]): FlowDocument =>
  withSlots(
    document,
    slots,
    textsIn(
      nodes.map((node) => node.config),
      new Set(),
    ),
  );

/** Texts anywhere in a config: among them are the names of the slots that it uses. */
function textsIn(value: unknown, found: Set<string>): Set<string> {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) textsIn(inner, found);
  return found;
}

interface Pasted {
  document: FlowDocument;
  /** New ids, in the order of the fragment's. */
  ids: string[];
  notes: string[];
  frames: string[];
}

/** Each thing's new id, by its old one. */
function freshIds(
  things: readonly { id: string }[],
  known: readonly { id: string }[] | undefined,
): Map<string, string> {
  const taken = new Set(known?.map(({ id }) => id));
  const ids = new Map<string, string>();
  for (const { id } of things) {
    const fresh = freshId(taken.has(id) ? id.replace(/-\d+$/, '') || id : id, taken);
    taken.add(fresh);
    ids.set(id, fresh);
  }
  return ids;
}

/**
 * Takes blocks from elsewhere into a flow. One that the flow has already stays the flow's, one of the same id and other content
 * comes beside it under a new id. Gives the ids that the blocks have now.
 * `renamed`: the ids of blocks taken before, which these may use.
 */
export function takeBlocks(
  document: FlowDocument,
  blocks: NonNullable<FlowDocument['blocks']>,
  renamed: ReadonlyMap<string, string> = new Map(),
): { document: FlowDocument; ids: ReadonlyMap<string, string> } {
  const own = document.blocks ?? {};
  const taken = new Set(Object.keys(own));
  const ids = new Map(renamed);
  for (const [id, block] of Object.entries(blocks)) {
    const same = Object.hasOwn(own, id) && sameJson(own[id], block);
    const now = same ? id : freshId(id, taken);
    taken.add(now);
    ids.set(id, now);
  }
  const added = Object.entries(blocks).flatMap(([id, block]) => {
    const now = ids.get(id) ?? id;
    return Object.hasOwn(own, now)
      ? []
      : [[now, { ...block, nodes: block.nodes.map((node) => usingBlocks(node, ids)) }]];
  });
  if (added.length === 0) return { document, ids };
  return { document: { ...document, blocks: { ...own, ...Object.fromEntries(added) } }, ids };
}

/** The use of a block whose id is another now. */
function usingBlocks(node: FlowNode, ids: ReadonlyMap<string, string>): FlowNode {
  const block = usedBlock(node);
  const now = block === null ? undefined : ids.get(block);
  return now === undefined || now === block ? node : { ...node, config: { ...node.config, block: now } };
}

/**
 * Pastes with new ids, moved by `offset` from where it was copied. Slots that the target lacks and the nodes use are
 * declared. Gives the new ids in the order of the fragment's nodes.
 */
export function paste(
  document: FlowDocument,
  fragment: Fragment,
  specs: SpecRegistry,
  offset: Point = [40, 40],
): Pasted {
  const ids = freshIds(fragment.nodes, document.nodes);
  const noteIds = freshIds(fragment.notes ?? [], document.layout?.notes);
  const frameIds = freshIds(fragment.frames ?? [], document.layout?.frames);
  const idOf = (id: string): string => ids.get(id) ?? id;
  const moved = ([x, y]: Point): Point => [x + offset[0], y + offset[1]];
  const known = takeBlocks(document, fragment.blocks ?? {});
  const nodes = fragment.nodes.map((node) => ({
    ...usingBlocks(withNewReferences(node, ids, specs), known.ids),
    id: idOf(node.id),
  }));
  const edges = fragment.edges.map((edge) => ({ ...edge, from: idOf(edge.from), to: idOf(edge.to) }));
  const places = Object.entries(fragment.places).map(([id, at]): [string, Point] => [idOf(id), moved(at)]);
  const notes = (fragment.notes ?? []).map((note) => ({
    ...note,
    id: noteIds.get(note.id) ?? note.id,
    at: moved(note.at),
  }));
  const renamed = (among: ReadonlyMap<string, string>, held: readonly string[] | undefined): string[] =>
    (held ?? []).flatMap((id) => among.get(id) ?? []);
  const frames = (fragment.frames ?? []).map((frame) => {
    const { collapsed, ...rest } = { ...frame, id: frameIds.get(frame.id) ?? frame.id, at: moved(frame.at) };
    if (collapsed === undefined) return rest;
    const [inNotes, inFrames] = [renamed(noteIds, collapsed.notes), renamed(frameIds, collapsed.frames)];
    return {
      ...rest,
      collapsed: {
        nodes: renamed(ids, collapsed.nodes),
        ...(inNotes.length === 0 ? {} : { notes: inNotes }),
        ...(inFrames.length === 0 ? {} : { frames: inFrames }),
      },
    };
  });
  const layout = {
    ...document.layout,
    ...(places.length === 0 ? {} : { nodes: { ...document.layout?.nodes, ...Object.fromEntries(places) } }),
    ...(notes.length === 0 ? {} : { notes: [...(document.layout?.notes ?? []), ...structuredClone(notes)] }),
    ...(frames.length === 0 ? {} : { frames: [...(document.layout?.frames ?? []), ...frames] }),
  };
  const pasted: FlowDocument = {
    ...known.document,
    nodes: [...document.nodes, ...structuredClone(nodes)],
    edges: [...document.edges, ...edges],
    ...(places.length + notes.length + frames.length === 0 ? {} : { layout }),
  };
  const inBlocks = Object.values(fragment.blocks ?? {}).flatMap((block) => block.nodes);
  return {
    document: takeSlots(pasted, fragment.slots, [...nodes, ...inBlocks]),
    ids: [...ids.values()],
    notes: [...noteIds.values()],
    frames: [...frameIds.values()],
  };
}
