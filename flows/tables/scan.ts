/** Looks at whole columns before anything is stored: types of their values, and the order in which dates are written. */
import { type DateOrder, dateParts, isBooleanWord, isCode, number } from './normalise.ts';
import type { Table } from './table.ts';

export type ColumnType = 'number' | 'date' | 'boolean' | 'text';

export interface Scanned {
  /** Data rows in the file. */
  rows: number;
  /** The first rows, for a person to look at. */
  sample: (readonly string[])[];
  /** For the file as a whole: what most columns of dates use. */
  dates: DateOrder;
  column(name: string): { type: ColumnType; dates: DateOrder };
}

interface Tally {
  filled: number;
  numbers: number;
  codes: number;
  booleans: number;
  dates: number;
  yearFirst: number;
  /** First or second number above 12: what the order cannot be. */
  firstIsDay: number;
  secondIsDay: number;
  slashes: number;
}

/** One misspelt value in five does not change what a column is; the value is then listed as bad. */
const share = 0.8;
const sampleSize = 20;

export async function scanTable(table: Table, given: DateOrder | undefined, language: string): Promise<Scanned> {
  const tallies = table.columns.map(
    (): Tally => ({
      filled: 0,
      numbers: 0,
      codes: 0,
      booleans: 0,
      dates: 0,
      yearFirst: 0,
      firstIsDay: 0,
      secondIsDay: 0,
      slashes: 0,
    }),
  );
  let rows = 0;
  const sample: (readonly string[])[] = [];
  await table.rows((list) => {
    rows += list.length;
    for (const row of list.slice(0, Math.max(0, sampleSize - sample.length))) sample.push(row.cells);
    for (const { cells } of list) {
      for (let i = 0; i < tallies.length; i++) {
        const cell = cells[i];
        if (cell !== undefined && cell !== '') count(tallies[i] as Tally, cell.trim());
      }
    }
  });
  const orders = tallies.map(orderOf);
  const known = orders.find((order) => order === 'dmy' || order === 'mdy');
  // Nothing says which: the separator and the language do.
  const guess = (tally: Tally): DateOrder => known ?? (tally.slashes > 0 && language === 'en' ? 'mdy' : 'dmy');
  const resolved = orders.map((order, i) => given ?? (order === null ? guess(tallies[i] as Tally) : order));
  const dated = resolved.filter((_, i) => (tallies[i] as Tally).dates > 0);
  const dates = given ?? dated.find((order) => order !== 'ymd') ?? (dated.length > 0 ? 'ymd' : 'dmy');
  const index = new Map(table.columns.map((name, i) => [name, i]));
  return {
    rows,
    sample,
    dates,
    column(name) {
      const i = index.get(name) ?? -1;
      const tally = tallies[i];
      if (tally === undefined) return { type: 'text', dates };
      return { type: typeOf(tally, table.texts.has(name)), dates: resolved[i] ?? dates };
    },
  };
}

function count(tally: Tally, cell: string): void {
  if (cell === '') return;
  tally.filled++;
  const first = cell.charCodeAt(0);
  const digit = first >= 48 && first <= 57;
  if (digit || first === 45) {
    if (isCode(cell)) tally.codes++;
    else if (number(cell) !== null) tally.numbers++;
    else if (digit) countDate(tally, cell);
  } else if (cell.length <= 9 && isBooleanWord(cell)) tally.booleans++;
}

function countDate(tally: Tally, cell: string): void {
  const parts = dateParts(cell);
  if (parts === null) return;
  tally.dates++;
  if (parts.yearFirst) tally.yearFirst++;
  else {
    if (parts.first > 12) tally.firstIsDay++;
    if (parts.second > 12) tally.secondIsDay++;
    if (parts.separator === '/') tally.slashes++;
  }
}

/** Null when the column does not tell. Where values speak against each other the majority wins. */
function orderOf(tally: Tally): DateOrder | null {
  if (tally.dates > 0 && tally.yearFirst === tally.dates) return 'ymd';
  if (tally.firstIsDay === tally.secondIsDay) return null;
  return tally.firstIsDay > tally.secondIsDay ? 'dmy' : 'mdy';
}

function typeOf(tally: Tally, saysText: boolean): ColumnType {
  if (tally.filled === 0) return 'text';
  if (tally.dates >= tally.filled * share) return 'date';
  if (saysText) return 'text';
  if (tally.codes === 0 && tally.numbers >= tally.filled * share) return 'number';
  return tally.booleans === tally.filled ? 'boolean' : 'text';
}
