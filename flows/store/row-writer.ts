/** Many rows with one statement: for a small row the call costs more than the row itself. */
import type { SqlValue } from '../segments/fragment.ts';
import type { Db } from './open.ts';

/** Rows of one statement. More gain nothing. */
const wide = 40;

export interface RowWriter {
  /** Takes a row; written at once when a statement is full. */
  add(...values: SqlValue[]): void;
  /** Writes what was taken. Rows are written in the order in which they came. */
  flush(): void;
}

/** `into` is the statement up to VALUES, `row` one row of it such as `(?, jsonb(?))`, `then` what follows the rows. */
export function rowWriter(db: Db, into: string, row: string, then = ''): RowWriter {
  const make = (rows: number) => db.prepare(`${into} VALUES ${Array(rows).fill(row).join(', ')} ${then}`);
  const many = make(wide);
  const one = make(1);
  const width = row.split('?').length - 1;
  let taken: SqlValue[] = [];
  return {
    add(...values) {
      for (const value of values) taken.push(value);
      if (taken.length === wide * width) {
        many.run(taken);
        taken = [];
      }
    },
    flush() {
      const rest = taken;
      taken = [];
      for (let at = 0; at < rest.length; at += width) one.run(rest.slice(at, at + width));
    },
  };
}
