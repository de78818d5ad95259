/**
 * Imports that were made. Which rows are an import's work is kept as ranges of their numbers: a transaction numbers what it adds
 * one after the other, so a million new contacts are a handful of ranges and cost an import nothing.
 */
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { sha256 } from './hash.ts';
import type { Db } from './open.ts';

export type ImportKind = 'contacts' | 'events';
export type ImportState = 'running' | 'done' | 'canceled' | 'undone';

export interface ImportCounts {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  refused: number;
}

/** What taking an import back did, or would do. */
export interface UndoCounts {
  /** New contacts, or events, that go. */
  removed: number;
  /** Those that stay, because something happened to them, or came of them, since. */
  kept: number;
  /** Contacts that get old values back. */
  restored: number;
  /** Values that stay, because they were changed since. */
  changedSince: number;
}

export interface ImportRow extends ImportCounts {
  id: number;
  kind: ImportKind;
  file: string;
  origin: string;
  at: Millis;
  state: ImportState;
  undoneAt: Millis | null;
  undo: UndoCounts | null;
  /** Rows of the file that can be had again, to be mended. */
  refusedRows: number;
}

export interface RefusedRow {
  line: number;
  cells: readonly string[];
  reasons: readonly { column: string | null; reason: string }[];
}

/** How a file was read. `how` is opaque here. */
export interface RememberedMapping<T> {
  how: T;
  usedAt: Millis;
}

/** Tables whose rows an import adds. */
const partTables = ['contacts', 'contact_history', 'consent_log', 'events'] as const;

/** More of an import's refused rows are not kept: whoever has so many must look at the file itself. */
const refusedKept = 10_000;
const mappingsKept = 200;

interface Row extends Omit<ImportRow, 'undo' | 'undoneAt'> {
  undone_at: number | null;
  undo: string | null;
}

export type ImportStore = ReturnType<typeof importStore>;

export function importStore(db: Db) {
  const begin = db.prepare(
    "INSERT INTO imports (kind, file, origin, at, state, columns) VALUES (?, ?, ?, ?, 'running', ?)",
  );
  const reopen = db.prepare("UPDATE imports SET state = 'running' WHERE id = ?");
  const add = db.prepare(
    `UPDATE imports SET read = read + @read, created = created + @created, updated = updated + @updated,
       unchanged = unchanged + @unchanged, refused = refused + @refused WHERE id = @id`,
  );
  const setState = db.prepare('UPDATE imports SET state = ? WHERE id = ?');
  const settle = db.prepare("UPDATE imports SET state = 'canceled' WHERE state = 'running'");
  const columns = `id, kind, file, origin, at, state, read, created, updated, unchanged, refused, undone_at, undo,
    (SELECT count(*) FROM import_refused f WHERE f.import_id = imports.id) AS refusedRows`;
  const list = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM imports WHERE id < ? ORDER BY id DESC LIMIT ?`,
  );
  const one = db.prepare<[number], Row>(`SELECT ${columns} FROM imports WHERE id = ?`);
  const columnsOf = db.prepare<[number], string>('SELECT columns FROM imports WHERE id = ?').pluck();
  const lasts = partTables.map((table) => ({
    table,
    last: db.prepare<[], number>(`SELECT coalesce(max(id), 0) FROM ${table}`).pluck(),
  }));
  const extend = db.prepare(
    `UPDATE import_parts SET last = ? WHERE import_id = ? AND what = ? AND last = ?
     AND first = (SELECT max(first) FROM import_parts WHERE what = ?)`,
  );
  const addPart = db.prepare('INSERT INTO import_parts (what, first, last, import_id) VALUES (?, ?, ?, ?)');
  // Numbers of rows that were deleted at the end of a table are given again.
  const trim = db.prepare(
    `UPDATE import_parts SET last = @first - 1 WHERE what = @table AND last >= @first
     AND first = (SELECT max(first) FROM import_parts WHERE what = @table AND first < @first)`,
  );
  const clear = db.prepare('DELETE FROM import_parts WHERE what = ? AND first >= ?');
  const refuse = db.prepare(
    'INSERT OR REPLACE INTO import_refused (import_id, line, cells, reasons) VALUES (?, ?, ?, ?)',
  );
  const reasonsAt = db
    .prepare<[number, number], number>(
      'SELECT json_array_length(reasons) FROM import_refused WHERE import_id = ? AND line = ?',
    )
    .pluck();
  const accept = db.prepare('DELETE FROM import_refused WHERE import_id = ? AND line = ?');
  const refusedCount = db.prepare<[number], number>('SELECT count(*) FROM import_refused WHERE import_id = ?').pluck();
  const refusedRows = db.prepare<[number], { line: number; cells: string; reasons: string }>(
    'SELECT line, cells, reasons FROM import_refused WHERE import_id = ? ORDER BY line',
  );
  const mapping = db.prepare<[string, string], { how: string; used_at: number }>(
    'SELECT how, used_at FROM import_mappings WHERE kind = ? AND signature = ?',
  );
  const remember = db.prepare(
    `INSERT INTO import_mappings (kind, signature, how, used_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, signature) DO UPDATE SET how = excluded.how, used_at = excluded.used_at`,
  );
  const forgetOld = db.prepare(
    `DELETE FROM import_mappings WHERE used_at < (SELECT used_at FROM import_mappings ORDER BY used_at DESC LIMIT 1 OFFSET ?)`,
  );

  const view = ({ undone_at, undo, ...row }: Row): ImportRow => ({
    ...row,
    undoneAt: undone_at,
    undo: undo === null ? null : (JSON.parse(undo) as UndoCounts),
  });

  return {
    /** A new import; returns its number. */
    begin: (of: { kind: ImportKind; file: string; origin: string; columns: readonly string[] }, at: Millis): number =>
      Number(begin.run(of.kind, of.file, of.origin, at, JSON.stringify(of.columns)).lastInsertRowid),
    /** More of the same file follows, such as corrected lines. */
    goOn: (id: number) => void reopen.run(id),
    /** Run it inside the transaction that wrote what is counted. */
    count: (id: number, counts: ImportCounts) => void add.run({ id, ...counts }),
    end: (id: number, state: 'done' | 'canceled') => void setState.run(state, id),
    /** An import that was under way when the app ended is one that was stopped. Call it when a workspace is opened. */
    settle: () => void settle.run(),
    /** Writes down as this import's what `work` adds. Run it inside the transaction. */
    recorded<T>(id: number, work: () => T): T {
      const before = lasts.map(({ last }) => last.get() ?? 0);
      const result = work();
      for (const [index, { table, last }] of lasts.entries()) {
        const from = before[index] as number;
        const to = last.get() ?? 0;
        if (to <= from) continue;
        trim.run({ table, first: from + 1 });
        clear.run(table, from + 1);
        if (extend.run(to, id, table, from, table).changes === 0) addPart.run(table, from + 1, to, id);
      }
      return result;
    },
    /** Rows that were not wholly taken; past `refusedKept` they are only counted. */
    refuse(id: number, rows: readonly RefusedRow[]): void {
      let room = refusedKept - (refusedCount.get(id) ?? 0);
      for (const { line, cells, reasons } of rows) {
        if (room-- <= 0) return;
        refuse.run(id, line, JSON.stringify(cells), JSON.stringify(reasons));
      }
    },
    /** How many values of these lines were refused. */
    refusedOf(id: number, lines: Iterable<number>): number {
      let count = 0;
      for (const line of lines) count += reasonsAt.get(id, line) ?? 0;
      return count;
    },
    /** Lines that were read again. */
    accept(id: number, lines: Iterable<number>): void {
      for (const line of lines) accept.run(id, line);
    },
    /** Newest first. */
    list: (before: number | null, limit: number): ImportRow[] =>
      list.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(view),
    /** Throws `import-missing`. */
    get(id: number): ImportRow {
      const row = one.get(id);
      if (row === undefined) throw new KaskadError('import-missing', 'There is no such import.', { import: id });
      return view(row);
    },
    columns: (id: number): string[] => JSON.parse(columnsOf.get(id) ?? '[]') as string[],
    refusedRows: (id: number): RefusedRow[] =>
      refusedRows.all(id).map(({ line, cells, reasons }) => ({
        line,
        cells: JSON.parse(cells) as string[],
        reasons: JSON.parse(reasons) as RefusedRow['reasons'],
      })),
    /** How a file with these columns, in any order, was read last; null: never. */
    mapping<T>(kind: ImportKind, names: readonly string[]): RememberedMapping<T> | null {
      const row = mapping.get(kind, signatureOf(names));
      return row === undefined ? null : { how: JSON.parse(row.how) as T, usedAt: row.used_at };
    },
    remember(kind: ImportKind, names: readonly string[], how: unknown, at: Millis): void {
      remember.run(kind, signatureOf(names), JSON.stringify(how), at);
      forgetOld.run(mappingsKept - 1);
    },
  };
}

const signatureOf = (names: readonly string[]): string => sha256(JSON.stringify([...names].sort()));
