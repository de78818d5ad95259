/** Cards that were dropped on others: the nearest place where they cover none. Pure. */
import type { Point } from '../../flows/document/edits.ts';
import { type Box, movedBy, overlap } from './boxes.ts';

/** Covering less than this share of the smaller card is left as the person put it. */
const covered = 1 / 3;
/** Kept free between a card that makes way and its neighbours, pixels. */
const clear = 24;
/** Looked at before giving up: then the cards stay where they were dropped. */
const most = 600;

const areaOf = (box: Box): number => (box.right - box.left) * (box.bottom - box.top);

function covers(a: Box, b: Box): boolean {
  if (!overlap(a, b)) return false;
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return width * height > covered * Math.min(areaOf(a), areaOf(b));
}

const widened = (box: Box): Box => ({
  left: box.left - clear,
  top: box.top - clear,
  right: box.right + clear,
  bottom: box.bottom + clear,
});

/**
 * By how much the dropped cards, as one, must be moved to cover none of the others; nothing when they cover little.
 * Each thing in the way offers four ways past it, and the shortest way that was found so far is followed first.
 */
export function clearPlace(dropped: readonly Box[], others: readonly Box[]): Point {
  if (!dropped.some((box) => others.some((other) => covers(box, other)))) return [0, 0];
  const walls = others.map(widened);
  const open: Point[] = [[0, 0]];
  const seen = new Set(['0|0']);
  const far = ([x, y]: Point): number => Math.hypot(x, y);
  for (let tries = 0; tries < most; tries++) {
    let at = 0;
    for (let index = 1; index < open.length; index++) {
      const [one, best] = [open[index], open[at]];
      if (one && best && far(one) < far(best)) at = index;
    }
    const [offset] = open.splice(at, 1);
    if (offset === undefined) return [0, 0];
    const there = dropped.map((box) => movedBy(box, offset));
    const hit = there.flatMap((box) => {
      const wall = walls.find((candidate) => overlap(box, candidate));
      return wall === undefined ? [] : [{ box, wall }];
    })[0];
    if (hit === undefined) return offset;
    const [x, y] = offset;
    const { box, wall } = hit;
    const ways: Point[] = [
      [x + Math.ceil(wall.right - box.left), y],
      [x - Math.ceil(box.right - wall.left), y],
      [x, y + Math.ceil(wall.bottom - box.top)],
      [x, y - Math.ceil(box.bottom - wall.top)],
    ];
    for (const way of ways) {
      const key = way.join('|');
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(way);
    }
  }
  return [0, 0];
}
