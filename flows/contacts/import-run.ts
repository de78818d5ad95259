/** What both imports share: options, the result, typed cells, and rows written in transactions of a few thousand. */
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { inBulk } from '../store/bulk.ts';
import type { ImportKind, RefusedRow } from '../store/imports.ts';
import type { Store } from '../store/store.ts';
import { bool, clean, type DateOrder, date, number } from '../tables/normalise.ts';
import { type ColumnType, type Scanned, scanTable } from '../tables/scan.ts';
import { nameOf, type Source } from '../tables/source.ts';
import type { Row, Table } from '../tables/table.ts';

export interface TableOptions {
  encoding?: string | undefined;
  delimiter?: string | undefined;
  /** How days and months stand in dates; detected when not given. */
  dates?: DateOrder | undefined;
  /** The wall clock, for `createdAt`; default now. */
  now?: Millis | undefined;
  /** Remembered, so that it can be looked up and taken back: as a new import, or as part of one. Absent: it is not. */
  record?: { origin: string } | { continues: number } | undefined;
  /** Stops between two pieces; what was stored until then stays. */
  signal?: AbortSignal | undefined;
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
  /** It was stopped before the end of the file. */
  canceled: boolean;
  /** Its number, where it was remembered. */
  import: number | null;
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
  fileName: string;
}

export async function openForImport(store: Store, source: Source, options: TableOptions): Promise<OpenedTable> {
  if (options.dates !== undefined && !['dmy', 'mdy', 'ymd'].includes(options.dates)) {
    throw new KaskadError('bad-dates', `"${String(options.dates)}" is no order of dates. Use dmy, mdy or ymd.`, {});
  }
  // Readers of tables are large, and needed only now.
  const { openTable } = await import('../tables/read-table.ts');
  const table = await openTable(source, options);
  const { language, timezone } = store.meta.get();
  return { table, scanned: await scanTable(table, options.dates, language), zone: timezone, fileName: nameOf(source) };
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

class Stopped extends Error {}

/** Works through the file in transactions, one a piece (some thousand rows), so that the engine answers in between. */
export async function runRows<T>(
  store: Store,
  opened: OpenedTable,
  options: TableOptions & { kind: ImportKind },
  work: RowWork<T>,
  onProgress: (progress: Progress) => void,
): Promise<Omit<Imported, 'detected'>> {
  const { table, scanned } = opened;
  const { signal } = options;
  const id = beginRecord(store, opened, options);
  const done = {
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: [] as Rejected[],
    canceled: false,
    import: id,
  };
  let rows = 0;
  const piece = (some: readonly Row[]) => {
    const { counts, rejected } = runPiece(table, some, work);
    if (id !== null) remember(store, id, some, { counts, rejected }, work.only);
    return { counts, rejected };
  };
  try {
    await inBulk(store.db, (batch) =>
      table.rows((some) => {
        if (signal?.aborted === true) throw new Stopped();
        batch(() => {
          const { counts, rejected } = id === null ? piece(some) : store.imports.recorded(id, () => piece(some));
          done.read += counts.read;
          done.created += counts.created;
          done.updated += counts.updated;
          done.unchanged += counts.unchanged;
          for (const one of rejected) done.rejected.push(one);
        });
        rows += some.length;
        onProgress({ rows, total: scanned.rows });
      }),
    );
  } catch (error) {
    if (!(error instanceof Stopped)) {
      // What was stored until then is there, and can be taken back.
      if (id !== null) store.imports.end(id, 'canceled');
      throw error;
    }
    done.canceled = true;
  }
  if (id !== null) store.imports.end(id, done.canceled ? 'canceled' : 'done');
  return done;
}

/** The number under which the import is remembered; null: it is not. */
function beginRecord(
  store: Store,
  { table, fileName }: OpenedTable,
  { record, kind, now }: TableOptions & { kind: ImportKind },
): number | null {
  if (record === undefined) return null;
  // What was taken back does not go on.
  if ('origin' in record || store.imports.get(record.continues).state === 'undone') {
    const origin = 'origin' in record ? record.origin : store.imports.get(record.continues).origin;
    return store.imports.begin({ kind, file: fileName, origin, columns: table.columns }, now ?? Date.now());
  }
  store.imports.goOn(record.continues);
  return record.continues;
}

/** Counts, and the rows of which something was refused. Of lines that are read again only what is new counts. */
function remember(
  store: Store,
  id: number,
  rows: readonly Row[],
  { counts, rejected }: ReturnType<typeof runPiece>,
  only: ReadonlySet<number> | undefined,
): void {
  const again = only !== undefined;
  if (again) {
    const before = store.imports.refusedOf(id, only);
    store.imports.count(id, {
      read: 0,
      created: counts.created,
      updated: 0,
      unchanged: 0,
      refused: rejected.length - before,
    });
    store.imports.accept(id, only);
  } else store.imports.count(id, { ...counts, refused: rejected.length });
  if (rejected.length === 0) return;
  const byLine = new Map<number, RefusedRow['reasons'][number][]>();
  for (const { line, column, reason } of rejected) {
    const list = byLine.get(line) ?? [];
    byLine.set(line, list);
    list.push({ column: column ?? null, reason });
  }
  const refused: RefusedRow[] = [];
  for (const { line, cells } of rows) {
    const reasons = byLine.get(line);
    if (reasons !== undefined) refused.push({ line, cells, reasons });
  }
  store.imports.refuse(id, refused);
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
