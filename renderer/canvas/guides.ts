/** Helper lines of a drag: where what is dragged falls in line with other cards, or stands as far from them as they do. Pure. */
import { type Box, movedBy } from './boxes.ts';

/** A line through edges or centres that fall together; `axis` is the one it fixes. */
export interface GuideLine {
  axis: 'x' | 'y';
  at: number;
  from: number;
  to: number;
}

/** One of several equal distances; it runs along its axis. */
export interface GuideGap {
  axis: 'x' | 'y';
  from: number;
  to: number;
  at: number;
}

interface Snapped {
  dx: number;
  dy: number;
  /** Whether something held it on that axis; if not, the grid may. */
  heldX: boolean;
  heldY: boolean;
  lines: GuideLine[];
  gaps: GuideGap[];
}

/** A box with the axis looked along first. */
interface Span {
  lo: number;
  hi: number;
  crossLo: number;
  crossHi: number;
}

const spanOf = (box: Box, axis: 'x' | 'y'): Span =>
  axis === 'x'
    ? { lo: box.left, hi: box.right, crossLo: box.top, crossHi: box.bottom }
    : { lo: box.top, hi: box.bottom, crossLo: box.left, crossHi: box.right };

const middleOf = ({ lo, hi }: Span): number => (lo + hi) / 2;

/** By how much it may be moved to fall in line with the other. Edges go with edges, centres with centres. */
const offsets = (moving: Span, other: Span): number[] => [
  other.lo - moving.lo,
  other.hi - moving.hi,
  other.hi - moving.lo,
  other.lo - moving.hi,
  middleOf(other) - middleOf(moving),
];

const besides = (a: Span, b: Span): boolean => a.crossLo < b.crossHi && a.crossHi > b.crossLo;

interface Neighbours {
  before: Span | undefined;
  beforeThat: Span | undefined;
  after: Span | undefined;
  afterThat: Span | undefined;
}

const lastBefore = (row: readonly Span[], edge: number): Span | undefined =>
  row.reduce<Span | undefined>(
    (best, span) => (span.hi <= edge && (!best || span.hi > best.hi) ? span : best),
    undefined,
  );
const firstAfter = (row: readonly Span[], edge: number): Span | undefined =>
  row.reduce<Span | undefined>(
    (best, span) => (span.lo >= edge && (!best || span.lo < best.lo) ? span : best),
    undefined,
  );

/** Two on each side in the same row, or column. */
function neighboursOf(moving: Span, others: readonly Span[], within: number): Neighbours {
  const row = others.filter((other) => besides(moving, other));
  const before = lastBefore(row, moving.lo + within);
  const after = firstAfter(row, moving.hi - within);
  return {
    before,
    beforeThat: before && lastBefore(row, before.lo),
    after,
    afterThat: after && firstAfter(row, after.hi),
  };
}

/** By how much it may be moved to stand as far from its neighbours as they stand from theirs, or halfway between two. */
function gapOffsets(moving: Span, { before, beforeThat, after, afterThat }: Neighbours): number[] {
  const length = moving.hi - moving.lo;
  const found: number[] = [];
  if (before && after && after.lo - before.hi >= length)
    found.push(before.hi + (after.lo - before.hi - length) / 2 - moving.lo);
  if (before && beforeThat) found.push(before.hi + (before.lo - beforeThat.hi) - moving.lo);
  if (after && afterThat) found.push(after.lo - (afterThat.lo - after.hi) - moving.hi);
  return found;
}

function nearest(moving: Span, others: readonly Span[], within: number): number | null {
  let best: number | null = null;
  const consider = (offset: number) => {
    if (Math.abs(offset) <= within && (best === null || Math.abs(offset) < Math.abs(best))) best = offset;
  };
  for (const other of others) for (const offset of offsets(moving, other)) consider(offset);
  for (const offset of gapOffsets(moving, neighboursOf(moving, others, within))) consider(offset);
  return best;
}

/** Half a pixel: places are whole numbers, centres of odd cards are not. */
const same = (a: number, b: number): boolean => Math.abs(a - b) <= 0.5;

function linesOf(moving: Span, others: readonly Span[], axis: 'x' | 'y'): GuideLine[] {
  const lines = new Map<number, GuideLine>();
  const add = (at: number, other: Span) => {
    const known = lines.get(at) ?? { axis, at, from: moving.crossLo, to: moving.crossHi };
    lines.set(at, {
      ...known,
      from: Math.min(known.from, other.crossLo),
      to: Math.max(known.to, other.crossHi),
    });
  };
  for (const other of others) {
    const edges = [moving.lo, moving.hi].filter((edge) => same(edge, other.lo) || same(edge, other.hi));
    for (const edge of edges) add(edge, other);
    // Where edges show it, the centre says nothing more.
    if (edges.length === 0 && same(middleOf(moving), middleOf(other))) add(middleOf(moving), other);
  }
  return [...lines.values()];
}

function gapsOf(moving: Span, others: readonly Span[], axis: 'x' | 'y'): GuideGap[] {
  const { before, beforeThat, after, afterThat } = neighboursOf(moving, others, 0.5);
  const between = (a: Span, b: Span): GuideGap => ({
    axis,
    from: a.hi,
    to: b.lo,
    at: (Math.max(a.crossLo, b.crossLo) + Math.min(a.crossHi, b.crossHi)) / 2,
  });
  const chain = [beforeThat, before, moving, after, afterThat];
  const found = new Map<string, GuideGap>();
  for (let index = 0; index + 2 < chain.length; index++) {
    const [a, b, c] = chain.slice(index, index + 3);
    if (!a || !b || !c || !besides(a, b) || !besides(b, c)) continue;
    const [first, second] = [between(a, b), between(b, c)];
    if (first.to - first.from < 1 || Math.abs(first.to - first.from - (second.to - second.from)) > 1) continue;
    for (const gap of [first, second]) found.set(`${gap.from}|${gap.to}`, gap);
  }
  return [...found.values()];
}

/** Where the box goes when it is held by others that are nearer than `within`, and the lines that show why. */
export function snapTo(others: readonly Box[], moving: Box, within: number): Snapped {
  const [xs, ys] = [others.map((box) => spanOf(box, 'x')), others.map((box) => spanOf(box, 'y'))];
  const x = nearest(spanOf(moving, 'x'), xs, within);
  const y = nearest(spanOf(moving, 'y'), ys, within);
  const [dx, dy] = [Math.round(x ?? 0), Math.round(y ?? 0)];
  const there = movedBy(moving, [dx, dy]);
  const [acrossX, acrossY] = [spanOf(there, 'x'), spanOf(there, 'y')];
  return {
    dx,
    dy,
    heldX: x !== null,
    heldY: y !== null,
    lines: [...(x === null ? [] : linesOf(acrossX, xs, 'x')), ...(y === null ? [] : linesOf(acrossY, ys, 'y'))],
    gaps: [...(x === null ? [] : gapsOf(acrossX, xs, 'x')), ...(y === null ? [] : gapsOf(acrossY, ys, 'y'))],
  };
}
