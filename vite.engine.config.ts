import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const builtin = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/**
 * The engine of the desktop and the `kaskad` command, each with every node type and connector in it (`kaskad-bundle` picks
 * registry/engine.bundle.ts). Only the native SQLite module stays outside.
 */
export default defineConfig({
  define: { 'process.env.NODE_ENV': '"production"' },
  resolve: { conditions: ['kaskad-bundle', 'node', 'import', 'module', 'default'] },
  build: {
    outDir: 'dist/engine',
    emptyOutDir: true,
    target: 'node22',
    minify: false,
    sourcemap: true,
    ssr: true,
    copyPublicDir: false,
    rolldownOptions: {
      input: { engine: 'electron/engine/main.ts', kaskad: 'cli/main.ts', 'print-worker': 'flows/print/worker.ts' },
      external: ['better-sqlite3', ...builtin],
      output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: 'parts/[name]-[hash].mjs' },
    },
  },
  ssr: {
    noExternal: true,
    external: ['better-sqlite3'],
    target: 'node',
    resolve: { conditions: ['kaskad-bundle', 'node', 'import', 'module', 'default'] },
  },
});
