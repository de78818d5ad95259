/** Where a note stands beside the thing it explains: near it, inside the window, and never over it. Pure. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
export type Size = Pick<Box, 'width' | 'height'>;
export type Side = 'right' | 'left' | 'below' | 'above';

/** Between the note and what it explains; between the note and the window's edge. Pixels. */
export const gap = 14;
export const margin = 12;

const sides: readonly Side[] = ['right', 'left', 'below', 'above'];

const within = (wanted: number, length: number, room: number): number =>
  Math.max(margin, Math.min(wanted, room - margin - length));

/** Free length on a side of the thing. */
const roomOn = (side: Side, of: Box, view: Size): number =>
  side === 'right'
    ? view.width - (of.left + of.width)
    : side === 'left'
      ? of.left
      : side === 'below'
        ? view.height - (of.top + of.height)
        : of.top;

/** The first side with room, the preferred ones first (`start`: beside its upper end); where none has, the corner that is farthest from the thing's middle. */
export function placeNote(
  of: Box,
  note: Size,
  view: Size,
  prefer: readonly Side[],
  align: 'middle' | 'start' = 'middle',
): { left: number; top: number; side: Side | null } {
  for (const side of [...prefer, ...sides]) {
    const beside = side === 'right' || side === 'left';
    if (roomOn(side, of, view) < (beside ? note.width : note.height) + gap + margin) continue;
    if (beside) {
      const wanted = align === 'start' ? of.top + margin : of.top + of.height / 2 - note.height / 2;
      const top = within(wanted, note.height, view.height);
      return { side, top, left: side === 'right' ? of.left + of.width + gap : of.left - gap - note.width };
    }
    const left = within(of.left + of.width / 2 - note.width / 2, note.width, view.width);
    return { side, left, top: side === 'below' ? of.top + of.height + gap : of.top - gap - note.height };
  }
  const right = of.left + of.width / 2 < view.width / 2;
  const low = of.top + of.height / 2 < view.height / 2;
  return {
    side: null,
    left: right ? Math.max(margin, view.width - margin - note.width) : margin,
    top: low ? Math.max(margin, view.height - margin - note.height) : margin,
  };
}
