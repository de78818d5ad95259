/** What kind of file was brought: format, encoding, delimiter. Everything found here can be given by the person instead. */
import iconv from 'iconv-lite';
import Papa from 'papaparse';
import { KaskadError } from '../sdk/problem.ts';
import { openBytes, type Source } from './source.ts';

export type TableFormat = 'csv' | 'xlsx' | 'ndjson';

export function formatOf(name: string, head: Buffer): TableFormat {
  if (head.length >= 4 && head.readUInt32BE(0) === 0x504b0304) return 'xlsx';
  if (/\.xlsx?$/i.test(name)) {
    throw new KaskadError(
      'not-a-table',
      `${name} is not an Excel workbook of today (.xlsx). Save it as .xlsx or as CSV and import that.`,
      { name },
    );
  }
  if (/\.(ndjson|jsonl)$/i.test(name)) return 'ndjson';
  const start = head
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  return /^\{\s*"/.test(start) && !/\.(csv|tsv|txt)$/i.test(name) ? 'ndjson' : 'csv';
}

/** A BOM decides; else text that is valid UTF-8 to its last byte is UTF-8; else Windows-1251. */
export async function encodingOf(source: Source): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  try {
    for await (const chunk of openBytes(source)) {
      if (first) {
        if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
        if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
        first = false;
      }
      decoder.decode(chunk, { stream: true });
    }
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1251';
    throw error;
  }
}

export function checkEncoding(encoding: string): string {
  if (iconv.encodingExists(encoding)) return encoding;
  throw new KaskadError(
    'bad-encoding',
    `"${encoding}" is not an encoding this app knows. Try utf-8, windows-1251 or utf-16le.`,
    { encoding },
  );
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The delimiter by which the first lines have the same number of columns, and the most of them. */
export function delimiterOf(text: string): string {
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const rows = Papa.parse<string[]>(text, { delimiter, preview: 50, skipEmptyLines: true }).data;
    const width = rows[0]?.length ?? 0;
    if (width < 2) continue;
    const even = rows.filter((row) => row.length === width).length / rows.length;
    const score = even * 1000 + width;
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}

const names: Readonly<Record<string, string>> = { tab: '\t', comma: ',', semicolon: ';', pipe: '|', '\\t': '\t' };

/** What a person may write for a delimiter: the character, or its name. */
export function readDelimiter(text: string): string {
  const delimiter = names[text.toLowerCase()] ?? text;
  if (delimiter.length === 1 && !/["\r\n\ufeff]/.test(delimiter)) return delimiter;
  throw new KaskadError('bad-delimiter', `"${text}" cannot part columns. Give one character such as ; or "tab".`, {
    delimiter: text,
  });
}
