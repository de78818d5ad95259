/** A table: named columns, and rows of text with the line each begins at. */
import { setImmediate } from 'node:timers/promises';
import { KaskadError } from '../sdk/problem.ts';
import type { TableFormat } from './detect.ts';

export interface Row {
  /** The first line of the row in the file, counted from 1. */
  line: number;
  cells: readonly string[];
  /** The row's quotes are broken: its columns may be shifted. */
  broken?: boolean;
}

export interface Table {
  format: TableFormat;
  encoding: string | null;
  delimiter: string | null;
  columns: readonly string[];
  /** Columns whose values say themselves that they are text (JSON strings). */
  texts: ReadonlySet<string>;
  /** Every row after the header, in pieces of a few thousand; once for each call. */
  rows(each: (rows: Row[]) => void): Promise<void>;
}

/** Every column gets a name of its own. */
export function named(cells: readonly string[], file: string): string[] {
  if (cells.every((cell) => cell.trim() === '')) {
    throw new KaskadError('empty-table', `${file} has no line with the names of columns.`, { file });
  }
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.trim() || `column ${index + 1}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

const slice = 2000;

/** A table held in memory, handed out in pieces. */
export function inMemory(table: Omit<Table, 'rows'>, rows: readonly Row[]): Table {
  return {
    ...table,
    async rows(each) {
      for (let i = 0; i < rows.length; i += slice) {
        each(rows.slice(i, i + slice));
        await setImmediate();
      }
    },
  };
}

/** Rows of text that came from elsewhere than a file; the first that is not empty names the columns. `name` is for errors. */
export function tableOfRows(rows: readonly (readonly string[])[], name: string): Table {
  const lines = rows.map((cells, index): Row => ({ line: index + 1, cells }));
  const filled = lines.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const columns = named(filled[0]?.cells ?? [], name);
  return inMemory({ format: 'csv', encoding: null, delimiter: null, columns, texts: new Set() }, filled.slice(1));
}
