/**
 * Which rows of a very long list are in view. Browsers cap the height of an element (about 17 million pixels in the
 * least of them), so beyond that the scrollbar is mapped onto the list: its ends are exact, and in between one pixel of
 * scrolling is more than one pixel of list.
 */
export const tallest = 15_000_000;

export interface RowWindow {
  /** First and one past the last row to draw. */
  from: number;
  to: number;
  /** Pixels from the top of the scrolled area to the first drawn row. */
  offset: number;
  /** Pixels of the scrolled area. */
  height: number;
}

export function rowWindow(scrollTop: number, view: number, total: number, row: number, overscan = 6): RowWindow {
  const real = total * row;
  const height = Math.min(real, tallest);
  const furthest = Math.max(0, height - view);
  const at = Math.min(Math.max(0, scrollTop), furthest);
  const position = furthest === 0 ? 0 : (at / furthest) * Math.max(0, real - view);
  const first = Math.floor(position / row);
  const from = Math.max(0, first - overscan);
  const to = Math.min(total, Math.ceil((position + view) / row) + overscan);
  return { from, to, offset: at - (position - from * row), height };
}

/** The pages (0, 1, 2 …) of `size` rows that a window touches. */
export function pagesOf(from: number, to: number, size: number): number[] {
  if (to <= from) return [0];
  const first = Math.floor(from / size);
  const last = Math.floor((to - 1) / size);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
