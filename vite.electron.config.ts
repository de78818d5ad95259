import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

const builtin = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)];

/**
 * Electron's main process, and with `--mode preload` the script between it and the page. CommonJS, because a sandboxed
 * preload must be, and because the oldest Electron that is supported starts nothing else.
 */
export default defineConfig(({ mode }) => {
  const preload = mode === 'preload';
  return {
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: 'dist/electron',
      emptyOutDir: !preload,
      target: preload ? 'chrome114' : 'node18',
      minify: false,
      sourcemap: true,
      ssr: true,
      copyPublicDir: false,
      rolldownOptions: {
        input: preload ? { preload: 'electron/preload/preload.ts' } : { main: 'electron/main/main.ts' },
        external: ['electron', ...builtin],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
    ssr: { noExternal: true, external: ['electron'], target: 'node' },
  };
});
