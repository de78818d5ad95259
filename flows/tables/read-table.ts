/** Reads CSV, TSV, XLSX and NDJSON as rows of text with the line each row begins at. */
import { once } from 'node:events';
import { Transform } from 'node:stream';
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { readSheet } from 'read-excel-file/node';
import { KaskadError } from '../sdk/problem.ts';
import { checkEncoding, delimiterOf, encodingOf, formatOf, readDelimiter } from './detect.ts';
import { headOf, nameOf, openBytes, type Source } from './source.ts';
import { inMemory, named, type Row, type Table } from './table.ts';

export interface ReadOptions {
  encoding?: string | undefined;
  delimiter?: string | undefined;
}

/** Throws `not-a-table`, `empty-table`, `bad-encoding`, `bad-delimiter` or `file-missing`. */
export async function openTable(source: Source, options: ReadOptions = {}): Promise<Table> {
  const head = headOf(source);
  const format = formatOf(nameOf(source), head);
  if (format === 'xlsx') return spreadsheet(source);
  const encoding = options.encoding === undefined ? await encodingOf(source) : checkEncoding(options.encoding);
  if (format === 'ndjson') return jsonLines(source, encoding);
  const delimiter =
    options.delimiter === undefined ? delimiterOf(iconv.decode(head, encoding)) : readDelimiter(options.delimiter);
  let header: readonly string[] | null = null;
  await separated(source, encoding, delimiter, (rows, stop) => {
    header ??= rows[0]?.cells ?? null;
    if (header !== null) stop();
  });
  const columns = named(header ?? [], nameOf(source));
  return {
    format,
    encoding,
    delimiter,
    columns,
    texts: new Set(),
    async rows(each) {
      let skipped = false;
      await separated(source, encoding, delimiter, (rows) => {
        const rest = skipped ? rows : rows.slice(1);
        if (rows.length > 0) skipped = true;
        if (rest.length > 0) each(rest);
      });
    },
  };
}

const linesIn = (cells: readonly string[]): number => {
  let lines = 1;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) lines++;
  }
  return lines;
};

/** Makes `\r\n` and a lone `\r` into `\n`: files glued together have both, and a parser that guesses one loses the other. */
function oneNewline(): Transform {
  let held = false;
  return new Transform({
    decodeStrings: false,
    encoding: 'utf8',
    transform(chunk: string | Buffer, _encoding, done) {
      let text = (held ? '\r' : '') + chunk.toString();
      // A `\r` at the end of a piece may be half of a `\r\n`.
      held = text.endsWith('\r');
      if (held) text = text.slice(0, -1);
      done(null, text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
    },
    flush(done) {
      done(null, held ? '\n' : '');
    },
  });
}

async function separated(
  source: Source,
  encoding: string,
  delimiter: string,
  each: (rows: Row[], stop: () => void) => void,
): Promise<void> {
  const bytes = openBytes(source);
  const decoded = bytes.pipe(iconv.decodeStream(encoding) as Transform);
  const text = decoded.pipe(oneNewline());
  bytes.on('error', (error) => text.destroy(error));
  decoded.on('error', (error) => text.destroy(error));
  let line = 1;
  let stopped = false;
  try {
    await new Promise<void>((resolve, reject) => {
      text.on('error', reject);
      Papa.parse<string[]>(text, {
        delimiter,
        newline: '\n',
        chunk(results, parser) {
          if (stopped) return;
          try {
            const broken = new Set(results.errors.filter((one) => one.type === 'Quotes').map((one) => one.row));
            const rows: Row[] = [];
            for (const [index, cells] of results.data.entries()) {
              const here = line;
              line += linesIn(cells);
              if (cells.length === 1 && cells[0]?.trim() === '') continue;
              rows.push(broken.has(index) ? { line: here, cells, broken: true } : { line: here, cells });
            }
            if (rows.length > 0) {
              each(rows, () => {
                stopped = true;
                parser.abort();
              });
            }
          } catch (error) {
            stopped = true;
            // First: aborting calls `complete`.
            reject(error);
            parser.abort();
          }
        },
        complete: () => resolve(),
        error: reject,
      });
    });
  } finally {
    text.destroy();
    decoded.destroy();
    bytes.destroy();
    if (!bytes.closed) await once(bytes, 'close');
  }
}

async function bytesOf(source: Source): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of openBytes(source)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function spreadsheet(source: Source): Promise<Table> {
  const file = nameOf(source);
  let sheet: unknown[][];
  try {
    sheet = await readSheet(await bytesOf(source));
  } catch (error) {
    throw new KaskadError(
      'not-a-table',
      `${file} cannot be read as an Excel workbook (${error instanceof Error ? error.message : String(error)}). Save it again, or as CSV.`,
      { file },
    );
  }
  const lines = sheet.map((cells, index): Row => ({ line: index + 1, cells: cells.map(cellText) }));
  const filled = lines.filter((row) => row.cells.some((cell) => cell !== ''));
  const columns = named(filled[0]?.cells ?? [], file);
  return inMemory({ format: 'xlsx', encoding: null, delimiter: null, columns, texts: new Set() }, filled.slice(1));
}

/** Excel keeps dates without a zone: they come as the time of Greenwich and are read as local. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) {
    const text = value.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
  }
  return String(value);
}

async function jsonLines(source: Source, encoding: string): Promise<Table> {
  const columns = new Map<string, number>();
  const texts = new Set<string>();
  const rows: { line: number; values: Map<string, string> }[] = [];
  const bad: Row[] = [];
  const text = iconv.decode(await bytesOf(source), encoding);
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    let object: unknown;
    try {
      object = JSON.parse(raw);
    } catch {
      object = null;
    }
    if (typeof object !== 'object' || object === null || Array.isArray(object)) {
      bad.push({ line: index + 1, cells: [raw], broken: true });
      continue;
    }
    const values = new Map<string, string>();
    flatten('', object as Record<string, unknown>, values, texts, 0);
    for (const name of values.keys()) if (!columns.has(name)) columns.set(name, columns.size);
    rows.push({ line: index + 1, values });
  }
  const names = [...columns.keys()];
  if (names.length === 0) throw new KaskadError('empty-table', `${nameOf(source)} has no line with a JSON object.`, {});
  const all = rows.map(({ line, values }): Row => ({ line, cells: names.map((name) => values.get(name) ?? '') }));
  const table = { format: 'ndjson' as const, encoding, delimiter: null, columns: names, texts };
  return inMemory(
    table,
    [...all, ...bad].sort((a, b) => a.line - b.line),
  );
}

function flatten(
  prefix: string,
  object: Record<string, unknown>,
  into: Map<string, string>,
  texts: Set<string>,
  depth: number,
): void {
  for (const [key, value] of Object.entries(object)) {
    const name = `${prefix}${key}`;
    if (value === null || value === undefined) continue;
    if (Array.isArray(value))
      into.set(name, value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(';'));
    else if (typeof value === 'object' && depth < 5)
      flatten(`${name}.`, value as Record<string, unknown>, into, texts, depth + 1);
    else into.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
    if (typeof value === 'string') texts.add(name);
  }
}
