/** Rows in the order of an instant and a number, page by page: each page is found by an index, however far in it is. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

/** Where a page ended: the next begins after it. */
export interface Position {
  at: Millis;
  id: number;
}

/** Before everything. */
export const start: Position = { at: Number.MIN_SAFE_INTEGER, id: 0 };

/** Rows of one page: a few milliseconds' work. */
export const pageRows = 2000;

export interface Paged {
  /** Must name `at` and `id`. */
  columns: string;
  /** From the table on, with its first conditions. */
  from: string;
  at: string;
  id: string;
}

export function pagesOf<Row extends Position>(db: Db, { columns, from, at, id }: Paged) {
  const same = db.prepare<[object], Row>(
    `SELECT ${columns} ${from} AND ${at} = @at AND ${id} > @id ORDER BY ${id} LIMIT @limit`,
  );
  const later = db.prepare<[object], Row>(
    `SELECT ${columns} ${from} AND ${at} > @at ORDER BY ${at}, ${id} LIMIT @limit`,
  );
  // Many rows are of the same millisecond: those of the page's last instant first, by their number, then the later ones.
  return (params: object, after: Position, limit = pageRows): Row[] => {
    const rows = same.all({ ...params, at: after.at, id: after.id, limit });
    const rest = limit - rows.length;
    return rest === 0 ? rows : [...rows, ...later.all({ ...params, at: after.at, limit: rest })];
  };
}
