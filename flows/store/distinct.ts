/** Values that a column holds, each found by one step in an index: their number counts, not that of the rows. */
import type { Db } from './open.ts';

const most = 1000;

/** `column` begins an index of `table`, or comes after the columns that `given` fixes. At most a thousand, in order. */
export function distinctOf(db: Db, table: string, column: string, given = ''): (...fixed: string[]) => string[] {
  const fixed = given === '' ? '' : `${given} AND `;
  const first = db.prepare<string[], string>(
    `SELECT ${column} FROM ${table} ${given === '' ? '' : `WHERE ${given}`} ORDER BY ${column} LIMIT 1`,
  );
  const next = db.prepare<string[], string>(
    `SELECT ${column} FROM ${table} WHERE ${fixed}${column} > ? ORDER BY ${column} LIMIT 1`,
  );
  first.pluck();
  next.pluck();
  return (...values) => {
    const found: string[] = [];
    let one = first.get(...values);
    while (one !== undefined && found.length < most) {
      found.push(one);
      one = next.get(...values, one);
    }
    return found;
  };
}

/** Looked through where no index leads to the values: the first and the last rows. Enough to suggest some. */
const endRows = 20_000;

/** Values of a column among the first and the last rows of a table, in order. */
export function suggestedOf(db: Db, table: string, column: string, where: string): () => string[] {
  const rows = (direction: 'ASC' | 'DESC') =>
    `SELECT ${column} AS value FROM (SELECT ${column} FROM ${table} WHERE ${where} ORDER BY id ${direction} LIMIT ${endRows})`;
  const all = db
    .prepare<[], string>(
      `SELECT DISTINCT value FROM (${rows('ASC')} UNION ALL ${rows('DESC')}) WHERE value IS NOT NULL ORDER BY value LIMIT ${most}`,
    )
    .pluck();
  return () => all.all();
}
