/**
 * A window over the table under a rule. The people of its order are looked at one after another until enough were found: a rule
 * that many satisfy is answered by a few hundred. When those at the top do not suffice, an index of the rule answers where there is
 * one; else everybody is looked at, a few at a time.
 */
import type { RuleGroup } from '../sdk/rule.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import { type ContactQuery, orderColumns, orderSql } from './contact-order.ts';
import type { keptStatements } from './kept-statements.ts';
import type { SegmentIndexes } from './segment-indexes.ts';

/** Looked at before the rule's own index is asked. */
const lookedAt = 3_000;
/** Looked at in one turn. */
const slice = 500;

type Value = string | number | null;
type Row = Record<string, Value> & { id: number; fits: 0 | 1 };

/** A seek in the index of the order: rows that come after one, in the order in which they come. */
interface Stretch {
  where: string;
  params: Value[];
}

/**
 * All that comes after the row, nearest first: those that equal it in all columns but the last, and so on. Nothing is less
 * than NULL, as SQLite sorts.
 */
function stretchesAfter(columns: readonly string[], descending: boolean, last: Row): Stretch[] {
  return columns
    .map((column, at) => {
      const same = columns.slice(0, at);
      const value = last[column] ?? null;
      const beyond = descending
        ? value === null
          ? []
          : [`c.${column} < ?`, `c.${column} IS NULL`]
        : [value === null ? `c.${column} IS NOT NULL` : `c.${column} > ?`];
      return beyond.map((test) => ({
        where: [...same.map((one) => `c.${one} IS ?`), test].join(' AND '),
        params: [...same.map((one) => last[one] ?? null), ...(test.endsWith('?') ? [value] : [])],
      }));
    })
    .reverse()
    .flat();
}

export function contactWindow(prepare: ReturnType<typeof keptStatements>, indexes: Pick<SegmentIndexes, 'single'>) {
  /** Gives way after every few people; at last the numbers, or null when an index of the rule is the better way. */
  return function* numbers(
    rule: RuleGroup,
    query: ContactQuery,
    context: RuleContext,
    isIndexed: () => boolean,
  ): Generator<undefined, number[] | null> {
    const { where, params } = ruleToSql(rule, { ...context, single: indexes.single });
    const { sort, descending, offset, limit } = query;
    const columns = orderColumns[sort];
    const read = (stretch: Stretch, room: number): Row[] =>
      prepare(
        `SELECT ${columns.map((column) => `c.${column}`).join(', ')}, ${where} IS TRUE AS fits FROM contacts c
         WHERE c.deleted_at IS NULL AND ${stretch.where} ORDER BY ${orderSql(query)} LIMIT ?`,
      ).all(...params, ...stretch.params, room) as Row[];
    const found: number[] = [];
    let ahead: Stretch[] = [{ where: 'TRUE', params: [] }];
    for (let looked = 0; ; ) {
      let [room, last] = [slice, null as Row | null];
      for (const stretch of ahead) {
        const rows = read(stretch, room);
        for (const row of rows) {
          if (row.fits === 1) found.push(row.id);
          if (found.length === offset + limit) return found.slice(offset);
        }
        last = rows.at(-1) ?? last;
        room -= rows.length;
        if (room === 0) break;
      }
      if (room > 0 || last === null) return found.slice(offset);
      looked += slice;
      if (looked === lookedAt && isIndexed()) return null;
      ahead = stretchesAfter(columns, descending, last);
      yield;
    }
  };
}
