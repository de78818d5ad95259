/** Reads a PDF back, as far as ours go: pages, and the text of each with its place, by the tables that make it searchable. */
import { inflateSync } from 'node:zlib';

export interface PdfText {
  x: number;
  /** From the top. */
  y: number;
  text: string;
}

export interface ReadPdf {
  /** Points, of the first page. */
  size: { width: number; height: number };
  pages: PdfText[][];
}

interface Part {
  head: string;
  stream: string;
}

export function readPdf(bytes: Buffer): ReadPdf {
  const parts = partsOf(bytes);
  const [, width = '0', height = '0'] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(bytes.toString('latin1')) ?? [];
  const fonts = fontsOf(parts);
  const pages = [...parts.values()].filter(({ head }) => /\/Type \/Page\b(?!s)/.test(head));
  return {
    size: { width: Number(width), height: Number(height) },
    pages: pages.map(({ head }) => {
      const content = parts.get(Number(/\/Contents (\d+) 0 R/.exec(head)?.[1]))?.stream ?? '';
      return textsOf(content, fonts, Number(height));
    }),
  };
}

function partsOf(bytes: Buffer): Map<number, Part> {
  const all = bytes.toString('latin1');
  const parts = new Map<number, Part>();
  for (const found of all.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, number, body = ''] = found;
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const raw = at < 0 ? '' : body.slice(at + 7, body.lastIndexOf('\nendstream'));
    const stream = head.includes('/FlateDecode') ? inflateSync(Buffer.from(raw, 'latin1')).toString('latin1') : raw;
    parts.set(Number(number), { head, stream });
  }
  return parts;
}

/** Characters by glyph number, for each font by its name in pages. */
function fontsOf(parts: ReadonlyMap<number, Part>): Map<string, Map<string, string>> {
  const fonts = new Map<string, Map<string, string>>();
  for (const { head } of parts.values()) {
    for (const [, name = '', number] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = Number(/\/ToUnicode (\d+) 0 R/.exec(parts.get(Number(number))?.head ?? '')?.[1]);
      fonts.set(name, charactersOf(parts.get(table)?.stream ?? ''));
    }
  }
  return fonts;
}

function charactersOf(table: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, from = '0', , list = ''] of table.matchAll(/<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/g)) {
    for (const [index, [, hex = '']] of [...list.matchAll(/<([0-9a-f]*)>/g)].entries()) {
      const glyph = (Number.parseInt(from, 16) + index).toString(16).padStart(4, '0');
      found.set(glyph, Buffer.from(hex, 'hex').swap16().toString('utf16le'));
    }
  }
  return found;
}

function textsOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>, height: number): PdfText[] {
  return [...content.matchAll(/BT\n([\s\S]*?)\nET/g)].map(([, block = '']) => {
    const [, x = '0', y = '0'] = /1 0 0 1 ([\d.-]+) ([\d.-]+) Tm/.exec(block) ?? [];
    const characters = fonts.get(/\/(F\d+) [\d.]+ Tf/.exec(block)?.[1] ?? '');
    const glyphs = [...block.matchAll(/<([0-9a-f]+)>/g)].flatMap(([, hex = '']) => hex.match(/.{4}/g) ?? []);
    return {
      x: Number(x),
      y: height - Number(y),
      text: glyphs.map((glyph) => characters?.get(glyph) ?? '\ufffd').join(''),
    };
  });
}
