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

export interface RowResult {
  result: 'created' | 'updated' | 'unchanged' | 'rejected';
}

/**
 * Runs every row through `each` inside transactions, one a piece of the file (about two thousand rows), so that the
 * engine answers the screen in between.
 */
export async function runRows(
  store: Store,
  opened: OpenedTable,
  each: (row: Row, reject: (rejected: Omit<Rejected, 'line'>) => void) => RowResult['result'],
  onProgress: (progress: Progress) => void,
): Promise<Omit<Imported, 'detected'>> {
  const { table, scanned } = opened;
  const done = { read: 0, created: 0, updated: 0, unchanged: 0, rejected: [] as Rejected[] };
  const runBatch = (rows: readonly Row[]) => {
    const counts = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
    const rejected: Rejected[] = [];
    for (const row of rows) {
      const reject = (one: Omit<Rejected, 'line'>) => rejected.push({ line: row.line, ...one });
      if (row.broken === true && (table.format === 'ndjson' || row.cells.length !== table.columns.length)) {
        reject({ value: row.cells.join(' ').slice(0, maxValueShown), reason: 'bad-row' });
        counts.rejected++;
        continue;
      }
      counts[each(row, reject)]++;
      for (const extra of row.cells.slice(table.columns.length)) {
        if (extra.trim() !== '') reject({ value: extra.slice(0, maxValueShown), reason: 'extra-value' });
      }
    }
    return { counts, rejected };
  };
  await inBulk(store.db, (batch) =>
    table.rows((rows) => {
      batch(() => {
        const { counts, rejected } = runBatch(rows);
        done.created += counts.created;
        done.updated += counts.updated;
        done.unchanged += counts.unchanged;
        for (const one of rejected) done.rejected.push(one);
      });
      done.read += rows.length;
      onProgress({ rows: done.read, total: scanned.rows });
    }),
  );
  return done;
}

/** Values as they stand in the file, without what cannot be seen. */
export const cellOf = (row: Row, index: number): string => {
  const cell = row.cells[index];
  return cell === undefined || cell === '' ? '' : clean(cell);
};
