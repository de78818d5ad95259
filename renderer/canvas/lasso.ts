/** Which cards a drawn shape touches: a rectangle or a line drawn by hand, closed by itself. Pure. */
import type { Point } from '../../flows/document/edits.ts';
import type { Box } from './boxes.ts';

export const boundsOf = (points: readonly Point[]): Box => ({
  left: Math.min(...points.map(([x]) => x)),
  top: Math.min(...points.map(([, y]) => y)),
  right: Math.max(...points.map(([x]) => x)),
  bottom: Math.max(...points.map(([, y]) => y)),
});

export const rectangle = ([ax, ay]: Point, [bx, by]: Point): Point[] => [
  [ax, ay],
  [bx, ay],
  [bx, by],
  [ax, by],
];

const inside = ([x, y]: Point, box: Box): boolean => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

/** A shape may be as thin as a line, so borders count. */
const meets = (shape: Box, box: Box): boolean =>
  shape.left <= box.right && shape.right >= box.left && shape.top <= box.bottom && shape.bottom >= box.top;

/** By the number of sides that a ray to the right crosses. */
function surrounds(shape: readonly Point[], [x, y]: Point): boolean {
  let within = false;
  for (let index = 0, before = shape.length - 1; index < shape.length; before = index++) {
    const [a, b] = [shape[index], shape[before]];
    if (!a || !b) continue;
    if (a[1] > y !== b[1] > y && x < ((b[0] - a[0]) * (y - a[1])) / (b[1] - a[1]) + a[0]) within = !within;
  }
  return within;
}

/** Whether the line from a to b passes through the box: it is cut by one side of the box after another. */
function passes([ax, ay]: Point, [bx, by]: Point, box: Box): boolean {
  let [from, to] = [0, 1];
  for (const [start, way, low, high] of [
    [ax, bx - ax, box.left, box.right],
    [ay, by - ay, box.top, box.bottom],
  ] as const) {
    if (way === 0) {
      if (start < low || start > high) return false;
      continue;
    }
    const [one, other] = [(low - start) / way, (high - start) / way];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
    if (from > to) return false;
  }
  return true;
}

/** Touching is enough: nobody has to draw round a whole card. */
export function touches(shape: readonly Point[], box: Box): boolean {
  if (shape.length === 0 || !meets(boundsOf(shape), box)) return false;
  if (shape.some((point) => inside(point, box))) return true;
  if (shape.some((point, index) => passes(point, shape[(index + 1) % shape.length] ?? point, box))) return true;
  return surrounds(shape, [box.left, box.top]);
}

export function touched(shape: readonly Point[], boxes: ReadonlyMap<string, Box>): string[] {
  return [...boxes].flatMap(([id, box]) => (touches(shape, box) ? [id] : []));
}
