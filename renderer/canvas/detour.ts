/** Lines that do not run behind cards: where one must leave the straight way, and the way it then takes. Pure. */

export interface Rect {
  id: string;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Ends {
  from: string;
  to: string;
  sourceX: number;
  sourceY: number;
  targetX: number;
  targetY: number;
}

/** Room between a line and the card it goes round, pixels. */
const clear = 26;

function crosses(rect: Rect, x1: number, y1: number, x2: number, y2: number): boolean {
  const top = Math.max(rect.top, Math.min(y1, y2));
  const bottom = Math.min(rect.bottom, Math.max(y1, y2));
  if (top >= bottom) return false;
  const at = (y: number) => (y2 === y1 ? x1 : x1 + ((x2 - x1) * (y - y1)) / (y2 - y1));
  const left = Math.min(at(top), at(bottom));
  const right = Math.max(at(top), at(bottom));
  return right > rect.left - 4 && left < rect.right + 4;
}

/**
 * The column in which the line goes past what stands in its way, or null when nothing does. A line back up always goes
 * past the two cards it joins.
 */
export function detourOf(ends: Ends, rects: readonly Rect[]): number | null {
  const { sourceX, sourceY, targetX, targetY } = ends;
  const back = targetY < sourceY;
  const inWay = back
    ? rects.filter((rect) => rect.id === ends.from || rect.id === ends.to)
    : rects.filter(
        (rect) => rect.id !== ends.from && rect.id !== ends.to && crosses(rect, sourceX, sourceY, targetX, targetY),
      );
  if (inWay.length === 0) return null;
  const top = Math.min(sourceY, targetY);
  const bottom = Math.max(sourceY, targetY);
  const column = (side: 'left' | 'right'): number => {
    let x =
      side === 'left'
        ? Math.min(...inWay.map((rect) => rect.left)) - clear
        : Math.max(...inWay.map((rect) => rect.right)) + clear;
    for (let tries = 0; tries < rects.length; tries++) {
      const hit = rects.find(
        (rect) =>
          (back || (rect.id !== ends.from && rect.id !== ends.to)) &&
          rect.left - clear < x &&
          rect.right + clear > x &&
          rect.top < bottom &&
          rect.bottom > top,
      );
      if (!hit) break;
      x = side === 'left' ? hit.left - clear : hit.right + clear;
    }
    return x;
  };
  const [left, right] = [column('left'), column('right')];
  const length = (x: number): number => Math.abs(x - sourceX) + Math.abs(x - targetX);
  return length(left) < length(right) ? left : right;
}

/** The line through a column: out of the outlet, along the column, into the card. With the middle for its pill. */
export function detourPath(
  ends: Omit<Ends, 'from' | 'to'>,
  x: number,
): { path: string; labelX: number; labelY: number } {
  const { sourceX, sourceY, targetX, targetY } = ends;
  const back = targetY < sourceY;
  const bend = back ? 56 : Math.min(72, (targetY - sourceY) / 2);
  const path = back
    ? `M${sourceX},${sourceY} C${sourceX},${sourceY + bend} ${x},${sourceY + bend} ${x},${sourceY} L${x},${targetY} C${x},${targetY - bend} ${targetX},${targetY - bend} ${targetX},${targetY}`
    : `M${sourceX},${sourceY} C${sourceX},${sourceY + bend * 0.7} ${x},${sourceY + bend * 0.3} ${x},${sourceY + bend} L${x},${targetY - bend} C${x},${targetY - bend * 0.3} ${targetX},${targetY - bend * 0.7} ${targetX},${targetY}`;
  return { path, labelX: x, labelY: (sourceY + targetY) / 2 };
}
