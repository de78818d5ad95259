/** What the engine reads from the disk before it does anything: large libraries wait for the first who needs them. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { bundling } from '../../scripts/bundle.ts';

const later = [
  'axios',
  'iconv-lite',
  'imapflow',
  'mjml-browser',
  'nodemailer',
  'papaparse',
  'pdfkit',
  'postal-mime',
  'read-excel-file',
  'web-push',
];
const packageOf = (module: string): string | undefined => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(module)?.[1];

it('the engine starts without the libraries of mail, HTTP, push, tables, letters and paper, and has them', async () => {
  const entry = join(import.meta.dirname, '../../bench/four-steps/engine.ts');
  const config = bundling(entry, 'never-written');
  const built = (await build({ ...config, build: { ...config.build, write: false } })) as Rolldown.RolldownOutput;
  const chunks = built.output.filter((one) => one.type === 'chunk');
  const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const atOnce = new Set<string>();
  const read = (name: string): void => {
    if (atOnce.has(name)) return;
    atOnce.add(name);
    byName.get(name)?.imports.forEach(read);
  };
  for (const chunk of chunks) if (chunk.isEntry) read(chunk.fileName);
  const packagesIn = (some: typeof chunks) =>
    new Set(some.flatMap(({ moduleIds }) => moduleIds.map(packageOf)).filter((name) => name !== undefined));
  const first = packagesIn(chunks.filter(({ fileName }) => atOnce.has(fileName)));
  expect(later.filter((name) => first.has(name))).toEqual([]);
  const all = packagesIn(chunks);
  // Of a program without print and letters those two are nowhere.
  expect(later.filter((name) => !all.has(name) && !['pdfkit', 'mjml-browser'].includes(name))).toEqual([]);
  expect(first).toContain('zod');
});

const connectors = join(import.meta.dirname, '../../connectors');

/** The files of `connectors/` that one leads to, itself among them. */
function ledTo(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file) || !existsSync(file) || !file.startsWith(connectors)) return seen;
  seen.add(file);
  for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+\.ts)'/g))
    ledTo(join(dirname(file), name), seen);
  return seen;
}

it('every connector that calls by HTTP has the library read before an account of it is opened', async () => {
  const { connectors: known } = await loadEngineRegistry();
  const calling = globSync('*/index.ts', { cwd: connectors })
    .filter((file) => ledTo(join(connectors, file)).has(join(connectors, 'http.ts')))
    .map((file) => dirname(file));
  expect(calling).toContain('telegram');
  expect(calling.length).toBeGreaterThan(15);
  expect(calling.filter((type) => known.get(type)?.needs === undefined)).toEqual([]);
});
