/** What both imports share: options, the result, typed cells, and rows written in transactions of a few thousand. */
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { inBulk } from '../store/bulk.ts';
import type { Store } from '../store/store.ts';
import { bool, clean, type DateOrder, date, number } from './normalise.ts';
import { openTable, type Row, type Table } from './read-table.ts';
import { type ColumnType, type Scanned, scanTable } from './scan.ts';
import type { Source } from './source.ts';

export interface TableOptions {
  encoding?: string | undefined;
  delimiter?: string | undefined;
  /** How days and months stand in dates; detected when not given. */
  dates?: DateOrder | undefined;
  /** The wall clock, for `createdAt`; default now. */
  now?: Millis | undefined;
}

export interface Rejected {
  line: number;
  column?: string;
  value?: string;
  reason: string;
}

export interface Detected {
  format: 'csv' | 'xlsx' | 'ndjson';
  encoding: string | null;
  delimiter: string | null;
  dates: DateOrder;
  /** Column to field, as it was done. */
  mapping: Record<string, string>;
  key: string | null;
}

export interface Imported {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  rejected: Rejected[];
  detected: Detected;
}

export interface Progress {
  rows: number;
  total: number;
}

export interface OpenedTable {
  table: Table;
  scanned: Scanned;
  zone: string;
}

export async function openForImport(store: Store, source: Source, options: TableOptions): Promise<OpenedTable> {
  if (options.dates !== undefined && !['dmy', 'mdy', 'ymd'].includes(options.dates)) {
    throw new KaskadError('bad-dates', `"${String(options.dates)}" is no order of dates. Use dmy, mdy or ymd.`, {});
  }
  const table = await openTable(source, options);
  const { language, timezone } = store.meta.get();
  return { table, scanned: await scanTable(table, options.dates, language), zone: timezone };
}

export const maxValueShown = 200;

/** A cell as its column's type. The value, or why it is none. */
export function typedCell(
  text: string,
  type: ColumnType,
  order: DateOrder,
  zone: string,
): { value: string | number | boolean } | { reason: string } {
  if (type === 'number') {
    const value = number(text);
    return value === null ? { reason: 'bad-number' } : { value };
  }
  if (type === 'boolean') {
    const value = bool(text);
    return value === null ? { reason: 'bad-boolean' } : { value };
  }
  if (type === 'date') {
    const value = date(text, order, zone);
    return value === null ? { reason: 'bad-date' } : { value };
  }
  return { value: text };
}

/** What is done with the rows of a file: each is read by itself, those of one piece are stored together. */
export interface RowWork<T> {
  /** Only the rows at these lines; absent: all. */
  only?: ReadonlySet<number> | undefined;
  /** What is to be stored; null when the row is refused, which it says itself. */
  read(row: Row, reject: (rejected: Omit<Rejected, 'line'>) => void): T | null;
  /** Stores them in this order; what became of each. */
  store(all: readonly T[]): readonly Stored[];
}

export type Stored = { result: 'created' | 'updated' | 'unchanged' } | { result: 'refused'; reason: string };

/** Works through the file in transactions, one a piece (some thousand rows), so that the engine answers in between. */
export async function runRows<T>(
  store: Store,
  opened: OpenedTable,
  work: RowWork<T>,
  onProgress: (progress: Progress) => void,
): Promise<Omit<Imported, 'detected'>> {
  const { table, scanned } = opened;
  const done = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: [] as Rejected[] };
  let rows = 0;
  await inBulk(store.db, (batch) =>
    table.rows((piece) => {
      batch(() => {
        const { counts, rejected } = runPiece(table, piece, work);
        done.read += counts.read;
        done.created += counts.created;
        done.updated += counts.updated;
        done.unchanged += counts.unchanged;
        for (const one of rejected) done.rejected.push(one);
      });
      rows += piece.length;
      onProgress({ rows, total: scanned.rows });
    }),
  );
  return done;
}

function runPiece<T>(table: Table, rows: readonly Row[], work: RowWork<T>) {
  const width = table.columns.length;
  const counts = { read: 0, created: 0, updated: 0, unchanged: 0 };
  const rejected: Rejected[] = [];
  let line = 0;
  const reject = (one: Omit<Rejected, 'line'>) => rejected.push({ line, ...one });
  const wanted: T[] = [];
  /** Of each wanted one: its line, and where in the list a refusal of it belongs. */
  const places: { line: number; at: number }[] = [];
  for (const row of rows) {
    line = row.line;
    if (work.only !== undefined && !work.only.has(line)) continue;
    counts.read++;
    if (row.broken === true && (table.format === 'ndjson' || row.cells.length !== width)) {
      reject({ value: row.cells.join(' ').slice(0, maxValueShown), reason: 'bad-row' });
      continue;
    }
    const one = work.read(row, reject);
    if (one !== null) {
      wanted.push(one);
      places.push({ line, at: rejected.length });
    }
    for (let i = width; i < row.cells.length; i++) {
      const extra = row.cells[i] as string;
      if (extra.trim() !== '') reject({ value: extra.slice(0, maxValueShown), reason: 'extra-value' });
    }
  }
  const stored = work.store(wanted);
  for (let i = stored.length - 1; i >= 0; i--) {
    const one = stored[i] as Stored;
    if (one.result !== 'refused') counts[one.result]++;
    else {
      const place = places[i] as (typeof places)[number];
      rejected.splice(place.at, 0, { line: place.line, reason: one.reason });
    }
  }
  return { counts, rejected };
}

/** Values as they stand in the file, without what cannot be seen. */
export const cellOf = (row: Row, index: number): string => {
  const cell = row.cells[index];
  return cell === undefined || cell === '' ? '' : clean(cell);
};
