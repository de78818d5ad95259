/**
 * How one JSON value became another, both ways: the steps of undo as they are kept in the workspace. What did not change is not in
 * it, so that a moved block of a large flow is a few numbers.
 */

/** Steps of undo that are kept of one draft. */
export const mostSteps = 500;

type Json = unknown;
type Key = string | number;

export type Change =
  /** The value at the path; `o` or `n` left out: there was none before, or is none after. */
  | { p: Key[]; o?: Json; n?: Json }
  /** Entries of the list at the path: `n` in place of `o`, from the entry `at` on. */
  | { p: Key[]; at: number; o: Json[]; n: Json[] };
export type Delta = readonly Change[];

/** The value is not the one that the delta was made of. */
export class DeltaMismatch extends Error {}

type Dictionary = Record<string, Json>;
const isDictionary = (value: Json): value is Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equal as JSON. Objects that are the same are not looked into. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, n) => sameJson(one, b[n]));
  if (!isDictionary(a) || !isDictionary(b)) return false;
  const keys = keysOf(a);
  return keys.length === keysOf(b).length && keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key], b[key]));
}

/** A key whose value is undefined is none, as in JSON. */
const keysOf = (value: Dictionary): string[] => Object.keys(value).filter((key) => value[key] !== undefined);

export function deltaOf(before: Json, after: Json): Delta {
  const changes: Change[] = [];
  compare(before, after, [], changes);
  return changes;
}

function compare(before: Json, after: Json, p: Key[], changes: Change[]): void {
  if (before === after) return;
  if (isDictionary(before) && isDictionary(after)) {
    for (const key of new Set([...keysOf(before), ...keysOf(after)]))
      compare(before[key], after[key], [...p, key], changes);
  } else if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, p, changes);
  else if (!sameJson(before, after)) {
    changes.push({ p, ...(before === undefined ? {} : { o: before }), ...(after === undefined ? {} : { n: after }) });
  }
}

/** Of lists as long as each other entry by entry; else the part between a common beginning and a common end. */
function compareLists(before: Json[], after: Json[], p: Key[], changes: Change[]): void {
  if (before.length === after.length) {
    for (const [n, one] of before.entries()) compare(one, after[n], [...p, n], changes);
    return;
  }
  let at = 0;
  while (at < before.length && at < after.length && sameJson(before[at], after[at])) at++;
  let end = 0;
  const most = Math.min(before.length, after.length) - at;
  while (end < most && sameJson(before[before.length - 1 - end], after[after.length - 1 - end])) end++;
  changes.push({ p, at, o: before.slice(at, before.length - end), n: after.slice(at, after.length - end) });
}

/** The value after the delta; what did not change is shared with the one before. Throws DeltaMismatch. */
export const redo = (value: Json, delta: Delta): Json =>
  delta.reduce<Json>((now, one) => put(now, one.p, one, 'n'), value);
/** The value before it. Throws DeltaMismatch. */
export const undo = (value: Json, delta: Delta): Json =>
  delta.reduceRight<Json>((now, one) => put(now, one.p, one, 'o'), value);

function put(value: Json, path: readonly Key[], change: Change, to: 'o' | 'n'): Json {
  const [key, ...rest] = path;
  if (key === undefined) return changed(value, change, to);
  if (Array.isArray(value) && typeof key === 'number' && key < value.length) {
    return value.with(key, put(value[key], rest, change, to));
  }
  if (!isDictionary(value) || typeof key !== 'string') throw new DeltaMismatch();
  const inner = put(Object.hasOwn(value, key) ? value[key] : undefined, rest, change, to);
  const { [key]: _, ...others } = value;
  return inner === undefined ? others : { ...value, [key]: inner };
}

function changed(value: Json, change: Change, to: 'o' | 'n'): Json {
  const from = to === 'n' ? 'o' : 'n';
  if (!('at' in change)) {
    if (!sameJson(value, change[from])) throw new DeltaMismatch();
    return change[to];
  }
  const { at } = change;
  if (!Array.isArray(value) || !sameJson(value.slice(at, at + change[from].length), change[from]))
    throw new DeltaMismatch();
  return value.toSpliced(at, change[from].length, ...change[to]);
}
