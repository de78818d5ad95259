/** The rows of an outline from top to bottom, as far as they are open; each knows its place in the tree. Pure. */
import type { Outline, OutlineItem } from '../../../flows/document/outline.ts';

interface Spot {
  /** Stays the same while a way is connected, disconnected or opened. */
  key: string;
  level: number;
  parent: string | null;
  /** From 1, among those with the same parent. */
  place: number;
  places: number;
  /** Null where nothing stands beneath. */
  open: boolean | null;
}

export type Row = Spot &
  (
    | { kind: 'block'; id: string; number: number }
    | { kind: 'way'; from: string; outlet: string; to: string }
    | { kind: 'link'; from: string; outlet: string | null; to: string; named: boolean }
    | { kind: 'open'; from: string; outlet: string; named: boolean }
    | { kind: 'loose' }
  );

export const blockKey = (id: string): string => `block|${id}`;
export const wayKey = (from: string, outlet: string): string => `way|${from}|${outlet}`;
const looseKey = 'loose';

const keyOf = (item: OutlineItem): string =>
  item.kind === 'block'
    ? blockKey(item.id)
    : item.kind === 'link' && item.outlet === null
      ? `jump|${item.from}|${item.to}`
      : wayKey(item.from, item.outlet ?? '');

const beneath = (item: OutlineItem): readonly OutlineItem[] =>
  item.kind === 'block' ? item.children : item.kind === 'way' ? item.chain : [];

export function rowsOf(outline: Outline, closed: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = [];
  const add = (items: readonly OutlineItem[], level: number, parent: string | null, more = 0): void => {
    for (const [index, item] of items.entries()) {
      const key = keyOf(item);
      const inner = beneath(item);
      const open = inner.length === 0 ? null : !closed.has(key);
      const spot = { key, level, parent, place: index + 1, places: items.length + more, open };
      if (item.kind === 'block') {
        rows.push({ ...spot, kind: 'block', id: item.id, number: outline.numbers.get(item.id) ?? 0 });
      } else if (item.kind === 'way') {
        rows.push({ ...spot, kind: 'way', from: item.from, outlet: item.outlet, to: item.to });
      } else rows.push({ ...spot, ...item });
      if (open) add(inner, level + 1, key);
    }
  };
  const roots = outline.roots.flat();
  const loose = outline.loose.flat();
  add(roots, 1, null, loose.length > 0 ? 1 : 0);
  if (loose.length > 0) {
    const open = !closed.has(looseKey);
    const place = roots.length + 1;
    rows.push({ kind: 'loose', key: looseKey, level: 1, parent: null, place, places: place, open });
    if (open) add(loose, 2, looseKey);
  }
  return rows;
}

/** Keys of all that a row stands beneath, the nearest first; empty for what is not there at all. */
export function keysAbove(outline: Outline, key: string): string[] {
  const parents = new Map(rowsOf(outline, new Set()).map((row) => [row.key, row.parent]));
  const above: string[] = [];
  for (let at = parents.get(key) ?? null; at !== null; at = parents.get(at) ?? null) above.push(at);
  return above;
}

/** The last row that stands beneath a row, or the row itself. */
export function lastBeneath(rows: readonly Row[], index: number): number {
  const level = rows[index]?.level ?? 0;
  let last = index;
  while (last + 1 < rows.length && (rows[last + 1]?.level ?? 0) > level) last++;
  return last;
}
