/** Who came and went, day by day, from the looks of a segment. Pure. */

export interface SizePoint {
  at: string;
  size: number;
  entered: number;
  left: number;
}

export interface SegmentDay {
  /** As in the workspace's zone: 2026-03-29. */
  day: string;
  /** The last one's time. */
  at: string;
  size: number;
  entered: number;
  left: number;
}

/** Oldest first. Times carry the workspace's offset, so that their first ten letters are the day there. */
export function daysOf(points: readonly SizePoint[]): SegmentDay[] {
  const days: SegmentDay[] = [];
  for (const { at, size, entered, left } of points) {
    const day = at.slice(0, 10);
    const last = days.at(-1);
    if (last?.day === day) Object.assign(last, { at, size, entered: last.entered + entered, left: last.left + left });
    else days.push({ day, at, size, entered, left });
  }
  return days;
}
