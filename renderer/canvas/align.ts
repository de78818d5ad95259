/** Chosen cards brought into line, or to equal distances, by their real sizes. Pure: gives new places. */
import type { Point } from '../../flows/document/edits.ts';
import { around, type Box } from './boxes.ts';

export type Line = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';
type Axis = 'x' | 'y';

/** Kept free between cards that would otherwise come to lie on each other, pixels. */
const least = 24;

/** A box seen along one axis: where it begins, how long it is. */
interface Span {
  id: string;
  from: number;
  length: number;
}

const alongOf = (boxes: ReadonlyMap<string, Box>, axis: Axis): Span[] =>
  [...boxes].map(([id, box]) =>
    axis === 'x'
      ? { id, from: box.left, length: box.right - box.left }
      : { id, from: box.top, length: box.bottom - box.top },
  );

/**
 * All at one line of what they fill together. Cards that stood side by side would end up on one heap: those make room
 * for each other along the line.
 */
export function aligned(boxes: ReadonlyMap<string, Box>, line: Line): Record<string, Point> {
  const all = around(boxes.values());
  const upright = line === 'left' || line === 'centre' || line === 'right';
  const crossOf = (box: Box): number => (upright ? box.left : box.top);
  const centres = [...boxes.values()].map((box) => (upright ? box.left + box.right : box.top + box.bottom) / 2);
  // Cards of odd sizes are in line when a pixel is not to be had: done twice, nothing creeps.
  const level = Math.max(...centres) - Math.min(...centres) < 1;
  const startOf = (box: Box): number => {
    if ((line === 'centre' || line === 'middle') && level) return crossOf(box);
    const [from, to, length] = upright
      ? [all.left, all.right, box.right - box.left]
      : [all.top, all.bottom, box.bottom - box.top];
    if (line === 'left' || line === 'top') return from;
    return line === 'right' || line === 'bottom' ? to - length : from + (to - from - length) / 2;
  };
  const spans = alongOf(boxes, upright ? 'y' : 'x').toSorted((a, b) => {
    const [one, other] = [boxes.get(a.id), boxes.get(b.id)];
    return a.from - b.from || (one && other ? crossOf(one) - crossOf(other) : 0);
  });
  const points: Record<string, Point> = {};
  let free = -Infinity;
  for (const { id, from, length } of spans) {
    const box = boxes.get(id);
    if (box === undefined) continue;
    const along = Math.round(from < free ? free + least : from);
    const across = Math.round(startOf(box));
    points[id] = upright ? [across, along] : [along, across];
    free = along + length;
  }
  return points;
}

/** Equal gaps between neighbours, within what they fill together; side by side when that has no room for them. */
export function distributed(boxes: ReadonlyMap<string, Box>, axis: Axis): Record<string, Point> {
  const spans = alongOf(boxes, axis).toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.from + span.length));
  const filled = spans.reduce((sum, span) => sum + span.length, 0);
  const fair = (to - from - filled) / Math.max(1, spans.length - 1);
  const gap = fair < 0 ? least : fair;
  const points: Record<string, Point> = {};
  let at = from;
  for (const { id, length } of spans) {
    const box = boxes.get(id);
    if (box === undefined) continue;
    points[id] = axis === 'x' ? [Math.round(at), box.top] : [box.left, Math.round(at)];
    at += length + gap;
  }
  return points;
}
