/** Where a tooltip stands: beside what it is about, on the other side where there is no room, never out of the window. Pure. */
export type Side = 'top' | 'right';

interface Size {
  width: number;
  height: number;
}

const gap = 6;
const margin = 4;

const within = (at: number, length: number, room: number): number =>
  Math.max(margin, Math.min(at, room - length - margin));

export function placeBeside(
  target: { left: number; top: number; width: number; height: number },
  { width, height }: Size,
  room: Size,
  side: Side,
): { x: number; y: number } {
  const before = (start: number, length: number) => start - gap - length;
  const after = (start: number, length: number) => start + length + gap;
  if (side === 'right') {
    const right = after(target.left, target.width);
    const x = right + width + margin <= room.width ? right : before(target.left, width);
    const y = target.top + (target.height - height) / 2;
    return { x: Math.round(within(x, width, room.width)), y: Math.round(within(y, height, room.height)) };
  }
  const above = before(target.top, height);
  const y = above >= margin ? above : after(target.top, target.height);
  const x = target.left + (target.width - width) / 2;
  return { x: Math.round(within(x, width, room.width)), y: Math.round(within(y, height, room.height)) };
}
