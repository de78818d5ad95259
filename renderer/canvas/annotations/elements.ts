/** Notes and frames as the drawing library shows them. Objects keep their identity while nothing about them changes. */
import type { Node } from '@xyflow/react';
import { boxOf } from '../../../flows/document/annotations.ts';
import { drawnAt, framesIn, type Members, membersOf, noteSizeOf, tileSize } from '../../../flows/document/frames.ts';
import type { FlowDocument, FlowFrame, FlowNote } from '../../../flows/document/schema.ts';
import type { Selection } from '../../state/flow-editor.ts';
import type { Size } from '../arrange.ts';
import { frameKey, keyOf, keysOf, type Mark, membersOfKeys, noteKey } from './marks.ts';

interface MarkData extends Record<string, unknown> {
  /** Tab enters the notes and frames here. */
  entry: boolean;
}
export type NoteElement = Node<MarkData & { note: FlowNote }, 'note'>;
export type FrameElement = Node<MarkData & { frame: FlowFrame; members: Members }, 'frame'>;
export type TileElement = Node<MarkData & { frame: FlowFrame; members: Members }, 'tile'>;
export type MarkElement = NoteElement | FrameElement | TileElement;

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A note or frame while its border is dragged. */
export interface Resized {
  key: string;
  to: Rectangle;
}

interface MarksInput {
  document: FlowDocument;
  selection: Selection;
  activeMark: string | null;
  measured: ReadonlyMap<string, Size>;
  /** Positions while a drag goes on. */
  dragged: ReadonlyMap<string, { x: number; y: number }> | null;
  resized: Resized | null;
}

/** Those in sight, as they are read: from above, from left to right. */
export function marksInOrder(document: FlowDocument): Mark[] {
  const { frames, notes, folds } = framesIn(document);
  return [
    ...frames
      .filter(({ id }) => !folds.frames.has(id))
      .map((frame) => ({ kind: 'frame', id: frame.id, at: drawnAt(frame) }) as const),
    ...notes.filter(({ id }) => !folds.notes.has(id)).map(({ id, at }) => ({ kind: 'note', id, at }) as const),
  ]
    .sort((a, b) => a.at[1] - b.at[1] || a.at[0] - b.at[0])
    .map(({ kind, id }) => ({ kind, id }));
}

/** Frames lie below the cards and their lines, the larger deeper; the library lifts what is selected by a thousand. */
const deepest = -1000;
const lift = 1000;

/** Made once a canvas: remembers the elements it gave last. */
export function markMaker() {
  const known = new Map<string, { key: string; of: FlowNote | FlowFrame; made: MarkElement }>();

  const keep = <T extends MarkElement>(id: string, key: string, of: FlowNote | FlowFrame, make: () => T): T => {
    const before = known.get(id);
    if (before && before.key === key && before.of === of) return before.made as T;
    const made = make();
    known.set(id, { key, of, made });
    return made;
  };

  return (input: MarksInput): { frames: MarkElement[]; notes: MarkElement[] } => {
    const { document, selection, measured, dragged, resized } = input;
    const { frames, notes, folds } = framesIn(document);
    if (frames.length + notes.length === 0) return nothing;
    const order = marksInOrder(document).map(keyOf);
    const entry = input.activeMark !== null && order.includes(input.activeMark) ? input.activeMark : order[0];
    const rectOf = (id: string, [x, y]: readonly [number, number], [width, height]: readonly [number, number]) =>
      resized?.key === id ? resized.to : { ...(dragged?.get(id) ?? { x, y }), width, height };

    const drawnNotes = notes
      .filter(({ id }) => !folds.notes.has(id))
      .map((note): NoteElement => {
        const id = noteKey(note.id);
        const rect = rectOf(id, note.at, noteSizeOf(note));
        const selected = selection.notes.includes(note.id);
        return keep(id, `${Object.values(rect)},${selected},${entry === id},${measured.get(id)?.height}`, note, () => ({
          id,
          type: 'note',
          position: { x: rect.x, y: rect.y },
          width: rect.width,
          height: rect.height,
          ...(measured.has(id) ? { measured: { width: rect.width, height: rect.height } } : {}),
          selected,
          connectable: false,
          data: { note, entry: entry === id },
        }));
      });

    const drawnFrames = frames
      .filter(({ id }) => !folds.frames.has(id))
      .map((frame, place): FrameElement | TileElement => {
        const id = frameKey(frame.id);
        const isTile = frame.collapsed !== undefined;
        const rect = rectOf(id, drawnAt(frame), isTile ? tileSize : frame.size);
        const selected = selection.frames.includes(frame.id);
        const members = membersOf(document, frame.id);
        const size = measured.get(id);
        const key = `${Object.values(rect)},${selected},${entry === id},${size?.width}x${size?.height},${place}#${keysOf(members).join()}`;
        const shared = {
          id,
          position: { x: rect.x, y: rect.y },
          selected,
          connectable: false,
          data: { frame, members, entry: entry === id },
        };
        return isTile
          ? keep(id, key, frame, () => ({
              ...shared,
              type: 'tile',
              width: rect.width,
              initialHeight: rect.height,
              ...(size?.width === rect.width ? { measured: size } : {}),
            }))
          : keep(id, key, frame, () => ({
              ...shared,
              type: 'frame',
              width: rect.width,
              height: rect.height,
              ...(size ? { measured: { width: rect.width, height: rect.height } } : {}),
              dragHandle: '.kc-frame-head',
              // The empty inside is the pane's: it pans, selects and opens the pane's menu.
              style: { pointerEvents: 'none' },
              zIndex: deepest + place - (selected ? lift : 0),
            }));
      });
    return { frames: drawnFrames, notes: drawnNotes };
  };
}

const nothing: { frames: MarkElement[]; notes: MarkElement[] } = { frames: [], notes: [] };

/** The library tells place and size of what is resized apart. */
export function resizedTo(
  document: FlowDocument,
  before: Resized | null,
  key: string,
  change: Partial<Rectangle>,
): Resized | null {
  if (before?.key === key) return { key, to: { ...before.to, ...change } };
  const box = boxOf(document, membersOfKeys([key]), () => undefined);
  if (box === null) return null;
  const { left, top, right, bottom } = box;
  return { key, to: { x: left, y: top, width: right - left, height: bottom - top, ...change } };
}
