/**
 * How many contacts satisfy a rule. Where an index answers, all at once. Where everybody has to be looked at, a few at a time: small
 * ranges spread over the whole base, so that what has been seen so far says how many there will be.
 */
import { keptStatements } from './kept-statements.ts';
import type { Db } from './open.ts';

export interface SoFar {
  count: number;
  /** Everybody was looked at; otherwise `count` is what those seen so far promise. */
  exact: boolean;
}

interface Condition {
  where: string;
  params: readonly unknown[];
}

/** Contacts of one range. */
const rangeOf = 50;
/** A base up to this many is counted at once. */
const few = 20_000;

export type ContactCount = ReturnType<typeof contactCount>;

/** `everybody`: how many contacts there are. */
export function contactCount(db: Db, everybody: () => number) {
  const prepare = keptStatements(db);
  const plans = new Map<string, boolean>();
  // Saving a segment makes an index: then what was true of a rule is no more.
  const schema = db.prepare<[], number>('PRAGMA schema_version').pluck();
  const last = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM contacts').pluck();

  /** Does an index lead to those who satisfy the conditions, or hold all that they ask? */
  function isIndexed({ where, params }: Condition): boolean {
    const text = `EXPLAIN QUERY PLAN SELECT count(*) FROM contacts c WHERE ${where}`;
    const key = `${schema.get()} ${text}`;
    const known = plans.get(key);
    if (known !== undefined) return known;
    const steps = (db.prepare<unknown[]>(text).all(...params) as { detail: string }[]).map(({ detail }) => detail);
    const found = !steps.some((step) => /^SCAN c(?! USING COVERING INDEX segment_)|CORRELATED/.test(step));
    if (plans.size >= 200) plans.clear();
    plans.set(key, found);
    return found;
  }

  const atOnce = ({ where, params }: Condition): number =>
    (prepare(`SELECT count(*) AS n FROM contacts c WHERE ${where}`).get(...params) as { n: number }).n;

  /** Null: everybody. Gives what is known so far whenever some were looked at, at last the exact count. */
  function* steps(condition: Condition | null): Generator<SoFar, SoFar> {
    const total = everybody();
    if (condition === null) return { count: total, exact: true };
    if (total <= few || isIndexed(condition)) return { count: atOnce(condition), exact: true };
    const { where, params } = condition;
    const one = prepare(
      `SELECT count(*) AS seen, coalesce(sum(${where}), 0) AS found
       FROM contacts c NOT INDEXED WHERE c.id > ? AND c.id <= ? AND c.deleted_at IS NULL`,
    );
    const ranges = Math.ceil((last.get() ?? 0) / rangeOf);
    const stride = strideOver(ranges);
    let [seen, found] = [0, 0];
    for (let n = 0, range = 0; n < ranges; n++, range = (range + stride) % ranges) {
      const row = one.get(...params, range * rangeOf, (range + 1) * rangeOf) as { seen: number; found: number };
      seen += row.seen;
      found += row.found;
      if (n < ranges - 1) yield { count: seen === 0 ? 0 : Math.round((found / seen) * total), exact: false };
    }
    return { count: found, exact: true };
  }

  return {
    isIndexed,
    steps,
    /** As exact as it can be within so many milliseconds. */
    within(condition: Condition | null, ms: number): SoFar {
      const until = performance.now() + ms;
      const counting = steps(condition);
      for (;;) {
        const { value, done } = counting.next();
        if (done === true || performance.now() >= until) return value;
      }
    },
  };
}

/** Steps that visit each of n places once, and the first few of them far apart: near the golden section, and without a common divisor. */
export function strideOver(n: number): number {
  if (n < 3) return 1;
  let stride = Math.max(1, Math.round(n * 0.618_033_988_75));
  while (commonDivisor(stride, n) > 1) stride++;
  return stride % n;
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
