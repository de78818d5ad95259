/** Pure edits of what is on the drawing besides the blocks: notes and frames. The engine knows nothing of either. */
import { freshId, move, type Point } from './edits.ts';
import { drawnAt, drawnSize, framesIn, type Members, noteSizeOf, tileSize, withMembers } from './frames.ts';
import type { FlowDocument, FlowFrame, FlowNote } from './schema.ts';

/** Sizes of cards are known to whoever draws them. */
export type CardSize = (id: string) => { width: number; height: number } | undefined;

export const leastNote: Point = [120, 56];
export const leastFrame: Point = [200, 120];
/** Between a frame's border and what lies in it: its head above, room for open ends below. */
const around = { side: 28, top: 60, bottom: 56 } as const;

function withNotes(document: FlowDocument, notes: FlowNote[]): FlowDocument {
  const { notes: _, ...layout } = document.layout ?? {};
  return { ...document, layout: notes.length === 0 ? layout : { ...layout, notes } };
}
export function withFrames(document: FlowDocument, frames: FlowFrame[]): FlowDocument {
  const { frames: _, ...layout } = document.layout ?? {};
  return { ...document, layout: frames.length === 0 ? layout : { ...layout, frames } };
}

const idsOf = (things: readonly { id: string }[] | undefined): Set<string> => new Set(things?.map(({ id }) => id));
const rounded = ([x, y]: Point): Point => [Math.round(x), Math.round(y)];
const atLeast = ([width, height]: Point, least: Point): Point =>
  rounded([Math.max(width, least[0]), Math.max(height, least[1])]);

interface Added {
  document: FlowDocument;
  id: string;
}

export function addNote(document: FlowDocument, note: { at: Point; text?: string; size?: Point }): Added {
  const id = freshId('note', idsOf(document.layout?.notes));
  const made: FlowNote = {
    id,
    text: note.text ?? '',
    at: rounded(note.at),
    ...(note.size === undefined ? {} : { size: atLeast(note.size, leastNote) }),
  };
  return { document: withNotes(document, [...(document.layout?.notes ?? []), made]), id };
}

export function addFrame(document: FlowDocument, frame: { name: string; at: Point; size: Point }): Added {
  const id = freshId('frame', idsOf(document.layout?.frames));
  const made: FlowFrame = { id, name: frame.name, at: rounded(frame.at), size: atLeast(frame.size, leastFrame) };
  return { document: withFrames(document, [...(document.layout?.frames ?? []), made]), id };
}

export const setNote = (
  document: FlowDocument,
  id: string,
  { text, at, size }: { text?: string; at?: Point; size?: Point },
): FlowDocument =>
  withNotes(
    document,
    (document.layout?.notes ?? []).map((note) =>
      note.id === id
        ? {
            ...note,
            ...(text === undefined ? {} : { text }),
            ...(at === undefined ? {} : { at: rounded(at) }),
            ...(size === undefined ? {} : { size: atLeast(size, leastNote) }),
          }
        : note,
    ),
  );

export const setFrame = (
  document: FlowDocument,
  id: string,
  { name, at, size }: { name?: string; at?: Point; size?: Point },
): FlowDocument =>
  withFrames(
    document,
    (document.layout?.frames ?? []).map((frame) =>
      frame.id === id
        ? {
            ...frame,
            ...(name === undefined ? {} : { name }),
            ...(at === undefined ? {} : { at: rounded(at) }),
            ...(size === undefined ? {} : { size: atLeast(size, leastFrame) }),
          }
        : frame,
    ),
  );

/** Takes notes and frames away. What lies in a frame stays, and is in sight again if the frame was folded. */
export function removeMarks(document: FlowDocument, { notes, frames }: Partial<Members>): FlowDocument {
  let result = document;
  if (notes?.length) {
    const kept = (document.layout?.notes ?? []).filter(({ id }) => !notes.includes(id));
    result = withNotes(result, kept);
  }
  if (frames?.length) {
    const kept = (document.layout?.frames ?? []).filter(({ id }) => !frames.includes(id));
    result = withFrames(result, kept);
  }
  return result;
}

/** New places of blocks, notes and frames, each for itself. */
interface Places {
  nodes?: Readonly<Record<string, Point>>;
  notes?: Readonly<Record<string, Point>>;
  frames?: Readonly<Record<string, Point>>;
}

export function place(document: FlowDocument, { nodes = {}, notes = {}, frames = {} }: Places): FlowDocument {
  let result = move(document, nodes);
  for (const [id, at] of Object.entries(notes)) result = setNote(result, id, { at });
  for (const [id, at] of Object.entries(frames)) result = setFrame(result, id, { at });
  return result;
}

/** Moves the chosen, and all that lies in the chosen frames, by so much. */
export function shift(document: FlowDocument, chosen: Members, [dx, dy]: Point): FlowDocument {
  if (dx === 0 && dy === 0) return document;
  const { nodes, notes, frames } = withMembers(document, chosen);
  const to = ([x, y]: Point): Point => [x + dx, y + dy];
  const places = document.layout?.nodes ?? {};
  const of = (things: readonly { id: string; at: Point }[] | undefined, ids: readonly string[]) =>
    Object.fromEntries((things ?? []).filter(({ id }) => ids.includes(id)).map(({ id, at }) => [id, to(at)]));
  return place(document, {
    nodes: Object.fromEntries(nodes.flatMap((id) => (places[id] ? [[id, to(places[id])]] : []))),
    notes: of(document.layout?.notes, notes),
    frames: of(document.layout?.frames, frames),
  });
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Round what is drawn of the chosen; null when nothing is. */
export function boxOf(document: FlowDocument, chosen: Members, sizeOf: CardSize): Box | null {
  const { folds, frames, notes } = framesIn(document);
  const boxes: Box[] = [];
  const add = ([x, y]: Point, [width, height]: Point) =>
    boxes.push({ left: x, top: y, right: x + width, bottom: y + height });
  for (const id of chosen.nodes) {
    const at = document.layout?.nodes?.[id];
    if (at === undefined || folds.nodes.has(id)) continue;
    const size = sizeOf(id);
    add(at, size === undefined ? tileSize : [size.width, size.height]);
  }
  for (const note of notes)
    if (chosen.notes.includes(note.id) && !folds.notes.has(note.id)) add(note.at, noteSizeOf(note));
  for (const frame of frames)
    if (chosen.frames.includes(frame.id) && !folds.frames.has(frame.id)) add(drawnAt(frame), drawnSize(frame));
  if (boxes.length === 0) return null;
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

const padded = (box: Box): Box => ({
  left: box.left - around.side,
  top: box.top - around.top,
  right: box.right + around.side,
  bottom: box.bottom + around.bottom,
});
const atAndSize = ({ left, top, right, bottom }: Box): { at: Point; size: Point } => ({
  at: [left, top],
  size: [right - left, bottom - top],
});

/** A frame round the chosen; null when nothing of them is drawn. */
export function frameRound(document: FlowDocument, chosen: Members, name: string, sizeOf: CardSize): Added | null {
  const box = boxOf(document, chosen, sizeOf);
  return box === null ? null : addFrame(document, { name, ...atAndSize(padded(box)) });
}

/** Makes a frame as large as its members need; with `grow` it never gets smaller. */
export function wrapFrame(
  document: FlowDocument,
  id: string,
  members: Members,
  sizeOf: CardSize,
  grow = false,
): FlowDocument {
  const frame = framesIn(document).frames.find((one) => one.id === id);
  const needed = boxOf(document, members, sizeOf);
  if (frame === undefined || needed === null) return document;
  const box = padded(needed);
  const { at, size } = frame;
  const [right, bottom] = [at[0] + size[0], at[1] + size[1]];
  // A side grows only where something reaches over it, and then leaves it room.
  const whole: Box = grow
    ? {
        left: needed.left < at[0] ? box.left : at[0],
        top: needed.top < at[1] ? box.top : at[1],
        right: needed.right > right ? box.right : right,
        bottom: needed.bottom > bottom ? box.bottom : bottom,
      }
    : box;
  const same = whole.left === at[0] && whole.top === at[1] && whole.right === right && whole.bottom === bottom;
  return same ? document : setFrame(document, id, atAndSize(whole));
}
