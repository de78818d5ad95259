/** One script with all it needs as a single file, as the engine is shipped: tests and benchmarks start it as a process. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build, type InlineConfig } from 'vite';

const root = join(import.meta.dirname, '..');
/** Inside the tree, so that the bundle finds the native SQLite module. */
const cache = join(root, 'node_modules/.cache/kaskad-bundles');

const conditions = ['kaskad-bundle', 'node', 'import', 'default'];

/** How `entry` (a `.ts` file) is built into `folder`. */
export const bundling = (entry: string, folder: string): InlineConfig => ({
  configFile: false,
  root,
  logLevel: 'error',
  ssr: { resolve: { conditions }, noExternal: true, external: ['better-sqlite3'] },
  resolve: { conditions },
  build: {
    ssr: entry,
    outDir: folder,
    emptyOutDir: true,
    minify: false,
    rolldownOptions: { output: { entryFileNames: `${basename(entry, '.ts')}.mjs` } },
  },
});

/** Builds `entry` into a new folder; whoever asked removes it. */
export async function bundle(entry: string): Promise<{ script: string; folder: string }> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'run-'));
  await build(bundling(entry, folder));
  return { script: join(folder, `${basename(entry, '.ts')}.mjs`), folder };
}
