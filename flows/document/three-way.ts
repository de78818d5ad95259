/** One JSON value that two sides changed from a common beginning: what becomes of it, and where they disagree. */
import { sameJson } from './delta.ts';

export type Choice = 'ours' | 'theirs';

/** Where the sides disagree. A value that is undefined is not there. */
export interface Disagreement {
  path: readonly string[];
  base: unknown;
  ours: unknown;
  theirs: unknown;
}

/** Told of a disagreement, says whose value stands. */
export type Settle = (found: Disagreement) => Choice;

type Dictionary = Readonly<Record<string, unknown>>;
const isDictionary = (value: unknown): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists whose entries have ids of their own are merged entry by entry. */
const byIds = (value: unknown): ReadonlyMap<string, Dictionary> | null => {
  if (!Array.isArray(value)) return null;
  const found = new Map<string, Dictionary>();
  for (const one of value) {
    if (!isDictionary(one) || typeof one.id !== 'string' || found.has(one.id)) return null;
    found.set(one.id, one);
  }
  return found;
};

/** The value of the side that changed it, where only one did; else looked into as deep as it goes. */
export function mergeValue(
  base: unknown,
  ours: unknown,
  theirs: unknown,
  path: readonly string[],
  settle: Settle,
): unknown {
  if (sameJson(ours, theirs) || sameJson(base, theirs)) return ours;
  if (sameJson(base, ours)) return theirs;
  if (isDictionary(ours) && isDictionary(theirs)) {
    const was = isDictionary(base) ? base : {};
    const merged: Record<string, unknown> = {};
    for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
      const value = mergeValue(own(was, key), own(ours, key), own(theirs, key), [...path, key], settle);
      if (value !== undefined) merged[key] = value;
    }
    return merged;
  }
  const [was, mine, other] = [byIds(base ?? []), byIds(ours), byIds(theirs)];
  if (was !== null && mine !== null && other !== null) {
    return orderOf([...mine.keys()], [...other.keys()]).flatMap((id) => {
      const value = mergeValue(was.get(id), mine.get(id), other.get(id), [...path, id], settle);
      return value === undefined ? [] : [value];
    });
  }
  return settle({ path, base, ours, theirs }) === 'theirs' ? theirs : ours;
}

const own = (value: Dictionary, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

/** Ours in their order; what only the others have stands behind what it stood behind there. */
export function orderOf(ours: readonly string[], theirs: readonly string[]): string[] {
  const result = [...ours];
  const known = new Set(ours);
  let before: string | null = null;
  for (const id of theirs) {
    if (!known.has(id)) result.splice(before === null ? 0 : result.indexOf(before) + 1, 0, id);
    before = id;
  }
  return result;
}
