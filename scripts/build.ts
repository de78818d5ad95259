/**
 * Builds what is missing or older than its sources: the page, the engine with the command, Electron's main process and
 * preload. `node scripts/build.ts --force` builds all.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

interface Part {
  name: string;
  /** Arguments of `vite build`, one run each. */
  runs: string[][];
  sources: string[];
}

const pure = ['flows/sdk', 'flows/document', 'flows/plan', 'flows/segments', 'flows/api', 'flows/content'];
const parts: Part[] = [
  {
    name: 'page',
    runs: [[]],
    sources: [
      ...pure,
      'flows/reports',
      'nodes',
      'connectors',
      'renderer',
      'registry',
      'resources',
      'index.html',
      'vite.config.ts',
    ],
  },
  {
    name: 'engine',
    runs: [['--config', 'vite.engine.config.ts']],
    sources: [
      'flows',
      'nodes',
      'connectors',
      'electron/engine',
      'electron/messages.ts',
      'cli',
      'registry',
      'resources',
      'vite.engine.config.ts',
    ],
  },
  {
    name: 'electron',
    runs: [
      ['--config', 'vite.electron.config.ts'],
      ['--config', 'vite.electron.config.ts', '--mode', 'preload'],
    ],
    sources: ['electron/main', 'electron/preload', 'electron/messages.ts', 'flows/api', 'vite.electron.config.ts'],
  },
];

const stampOf = (part: Part): string => join(root, 'dist', `.${part.name}-built`);

/** The newest change below a file or folder, tests left out. Folders count too: a file may have been removed. */
function newest(path: string): number {
  if (!existsSync(path)) return 0;
  const own = statSync(path);
  if (!own.isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : own.mtimeMs;
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function isStale(part: Part): boolean {
  const stamp = stampOf(part);
  if (!existsSync(stamp) || !existsSync(join(root, 'dist', part.name))) return true;
  const built = statSync(stamp).mtimeMs;
  return [...part.sources, 'package.json', 'package-lock.json'].some((path) => newest(join(root, path)) > built);
}

/** Throws when a build fails; its output has then been printed. */
export function build(options: { force?: boolean; only?: string } = {}): void {
  for (const part of parts) {
    if (options.only !== undefined && options.only !== part.name) continue;
    if (options.force !== true && !isStale(part)) continue;
    console.error(`Building the ${part.name}…`);
    const startedAt = new Date();
    for (const run of part.runs) {
      const done = spawnSync(
        process.execPath,
        [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', ...run],
        {
          cwd: root,
          stdio: ['ignore', 2, 2],
          env: { ...process.env, NODE_ENV: 'production' },
        },
      );
      if (done.status !== 0) throw new Error(`The build of the ${part.name} failed; see above.`);
    }
    mkdirSync(join(root, 'dist'), { recursive: true });
    writeFileSync(stampOf(part), startedAt.toISOString());
  }
}

if (import.meta.main) {
  try {
    build({ force: process.argv.includes('--force') });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
