/** The titles of all tests of this repository, read from their sources: what a map of promises may point to. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folders = [
  'flows',
  'nodes',
  'connectors',
  'cli',
  'electron',
  'renderer',
  'registry',
  'scripts',
  'tests',
  'bench',
];

export interface Title {
  file: string;
  title: string;
}

/** `it('…')`, `test('…')` and `describe('…')`, also with `.each(…)`, `.skipIf(…)` between. */
const call =
  /\b(?:it|test|describe)(?:\.\w+(?:\([^\n]*?\)|\((?:[^()]|\([^()]*\))*?\))?)*\(\s*(['"`])((?:\\.|(?!\1).)*)\1/gs;

export function allTitles(): Title[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(?:test|spec)\.tsx?$/.test(entry.name))
      .flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        return [...readFileSync(path, 'utf8').matchAll(call)].map(([, , title = '']) => ({
          file: relative(root, path),
          title: title.replaceAll("\\'", "'"),
        }));
      }),
  );
}

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
