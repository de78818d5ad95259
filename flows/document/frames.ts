/**
 * Which things of the drawing lie in which frame, and which of them a folded frame took out of sight. By places alone, so that the
 * same file says the same on every screen: a card lies where its head lies, a note and a frame where their middle does.
 */
import type { Point } from './edits.ts';
import type { FlowDocument, FlowFrame, FlowNote } from './schema.ts';

/** Of one frame, or a selection: ids by kind. */
export interface Members {
  readonly nodes: readonly string[];
  readonly notes: readonly string[];
  readonly frames: readonly string[];
}

/** From a card's corner to the middle of its head. Cards have other heights on other screens, heads do not. */
const head: Point = [118, 48];
/** Of a note that was never resized. */
const noteSize: Point = [208, 96];
/** The tile of a folded frame is as wide as a card, and stands at the top of the room that the frame has when it is open. */
export const tileSize: Point = [236, 96];

export const noMembers: Members = { nodes: [], notes: [], frames: [] };

interface FrameIndex {
  /** Each id once, the largest first, so that what lies in another comes after it. */
  frames: readonly FlowFrame[];
  notes: readonly FlowNote[];
  members: ReadonlyMap<string, Members>;
  /** The smallest frame round a card. */
  around: ReadonlyMap<string, FlowFrame>;
  /** From what is out of sight to the folded frame that stands for it. */
  folds: {
    nodes: ReadonlyMap<string, string>;
    notes: ReadonlyMap<string, string>;
    frames: ReadonlyMap<string, string>;
  };
}

const indexes = new WeakMap<FlowDocument, FrameIndex>();

/** Documents are never changed in place: what was found once stays true. */
export function framesIn(document: FlowDocument): FrameIndex {
  const known = indexes.get(document);
  if (known) return known;
  const made = index(document);
  indexes.set(document, made);
  return made;
}

export const noteSizeOf = (note: FlowNote): Point => note.size ?? noteSize;

/** An id that a strange file gives twice counts once. */
function once<T extends { id: string }>(things: readonly T[] | undefined): T[] {
  const byId = new Map<string, T>();
  for (const thing of things ?? []) if (!byId.has(thing.id)) byId.set(thing.id, thing);
  return [...byId.values()];
}

/** Where a frame is drawn, and how large: whole, or as a tile. */
export const drawnAt = ({ at, size, collapsed }: FlowFrame): Point =>
  collapsed === undefined ? at : [at[0] + (size[0] - tileSize[0]) / 2, at[1]];
export const drawnSize = ({ size, collapsed }: FlowFrame): Point => (collapsed === undefined ? size : tileSize);

const area = (frame: FlowFrame): number => drawnSize(frame)[0] * drawnSize(frame)[1];
const middle = ([x, y]: Point, [width, height]: Point): Point => [x + width / 2, y + height / 2];
const lies = ([x, y]: Point, { at, size }: FlowFrame): boolean =>
  x >= at[0] && x <= at[0] + size[0] && y >= at[1] && y <= at[1] + size[1];

function index(document: FlowDocument): FrameIndex {
  const notes = once(document.layout?.notes);
  const frames = once(document.layout?.frames)
    .map((frame, place) => ({ frame, place }))
    .sort((a, b) => area(b.frame) - area(a.frame) || a.place - b.place)
    .map(({ frame }) => frame);
  const members = new Map<string, Members>();
  const around = new Map<string, FlowFrame>();
  const folds = {
    nodes: new Map<string, string>(),
    notes: new Map<string, string>(),
    frames: new Map<string, string>(),
  };
  if (frames.length === 0) return { frames, notes, members, around, folds };

  const places = document.layout?.nodes ?? {};
  const exists = {
    nodes: new Set(document.nodes.map(({ id }) => id)),
    notes: new Set(notes.map(({ id }) => id)),
    frames: new Set(frames.map(({ id }) => id)),
  };
  // What a folded frame holds is in no other frame by its place: it stands where the tile stands.
  const held = { nodes: new Set<string>(), notes: new Set<string>(), frames: new Set<string>() };
  const kinds = ['nodes', 'notes', 'frames'] as const;
  for (const { collapsed } of frames)
    for (const kind of kinds) for (const id of collapsed?.[kind] ?? []) held[kind].add(id);

  const middles = {
    nodes: document.nodes.flatMap(({ id }): [string, Point][] => {
      const place = places[id];
      return place === undefined || held.nodes.has(id) ? [] : [[id, [place[0] + head[0], place[1] + head[1]]]];
    }),
    notes: notes.flatMap((note): [string, Point][] =>
      held.notes.has(note.id) ? [] : [[note.id, middle(note.at, noteSizeOf(note))]],
    ),
    frames: frames.map((frame): [string, Point] => [frame.id, middle(drawnAt(frame), drawnSize(frame))]),
  };
  // The smallest first: what lies in a frame within is known by then.
  for (const [place, frame] of [...frames.entries()].reverse()) {
    const smaller = new Set(frames.slice(place + 1).map(({ id }) => id));
    const own = (kind: 'nodes' | 'notes' | 'frames'): string[] =>
      frame.collapsed === undefined
        ? middles[kind].flatMap(([id, at]) =>
            lies(at, frame) && (kind !== 'frames' || (smaller.has(id) && !held.frames.has(id))) ? [id] : [],
          )
        : (frame.collapsed[kind] ?? []).filter((id) => exists[kind].has(id) && (kind !== 'frames' || smaller.has(id)));
    const all = { nodes: new Set(own('nodes')), notes: new Set(own('notes')), frames: new Set(own('frames')) };
    for (const inner of [...all.frames])
      for (const kind of kinds) for (const id of members.get(inner)?.[kind] ?? []) all[kind].add(id);
    members.set(frame.id, { nodes: [...all.nodes], notes: [...all.notes], frames: [...all.frames] });
    for (const id of all.nodes) if (!around.has(id)) around.set(id, frame);
  }
  for (const frame of frames) {
    if (frame.collapsed === undefined || folds.frames.has(frame.id)) continue;
    for (const kind of kinds)
      for (const id of members.get(frame.id)?.[kind] ?? []) if (!folds[kind].has(id)) folds[kind].set(id, frame.id);
  }
  return { frames, notes, members, around, folds };
}

export const membersOf = (document: FlowDocument, frame: string): Members =>
  framesIn(document).members.get(frame) ?? noMembers;

export const frameNamed = (document: FlowDocument, id: string): FlowFrame | undefined =>
  framesIn(document).frames.find((frame) => frame.id === id);

/** The chosen with all that lies in the chosen frames. */
export function withMembers(document: FlowDocument, chosen: Members): Members {
  const inside = chosen.frames.map((id) => membersOf(document, id));
  const union = (kind: keyof Members): string[] => [
    ...new Set([...chosen[kind], ...inside.flatMap((members) => members[kind])]),
  ];
  return { nodes: union('nodes'), notes: union('notes'), frames: union('frames') };
}
