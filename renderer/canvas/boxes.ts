/** Cards as boxes on the drawing: what gestures measure by. Pure. */
import { boxOf } from '../../flows/document/annotations.ts';
import type { Point } from '../../flows/document/edits.ts';
import { framesIn } from '../../flows/document/frames.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { markOf, membersOfKeys } from './annotations/marks.ts';
import { cardSize, type Size } from './arrange.ts';

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const boxAt = ([left, top]: Point, { width, height }: Size): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

function drawnIds(document: FlowDocument): string[] {
  const { folds } = framesIn(document);
  return document.nodes.flatMap(({ id }) => (folds.nodes.has(id) ? [] : [id]));
}

/** The boxes of these blocks; when none are named, of all that are drawn: what a folded frame hides cannot be met. */
export function boxesOf(
  document: FlowDocument,
  sizeOf: (id: string) => Size | undefined,
  ids: Iterable<string> = drawnIds(document),
): Map<string, Box> {
  const places = document.layout?.nodes ?? {};
  const boxes = new Map<string, Box>();
  for (const id of ids) {
    const place = places[id];
    if (place !== undefined) boxes.set(id, boxAt(place, sizeOf(id) ?? cardSize));
  }
  return boxes;
}

/** Boxes of cards, and of the notes and frames among the keys. */
export function boxesOfKeys(
  document: FlowDocument,
  sizeOf: (id: string) => Size | undefined,
  keys: readonly string[],
): Map<string, Box> {
  const boxes = boxesOf(document, sizeOf, membersOfKeys(keys).nodes);
  for (const key of keys) {
    const box = markOf(key) === null ? null : boxOf(document, membersOfKeys([key]), sizeOf);
    if (box) boxes.set(key, box);
  }
  return boxes;
}

/** Round all of them. */
export function around(boxes: Iterable<Box>): Box {
  const all = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const box of boxes) {
    all.left = Math.min(all.left, box.left);
    all.top = Math.min(all.top, box.top);
    all.right = Math.max(all.right, box.right);
    all.bottom = Math.max(all.bottom, box.bottom);
  }
  return all;
}

export const movedBy = (box: Box, [dx, dy]: Point): Box => ({
  left: box.left + dx,
  top: box.top + dy,
  right: box.right + dx,
  bottom: box.bottom + dy,
});

export const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
