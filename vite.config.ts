import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The page. Built for Chrome 114 and later: the oldest browser (and Electron) the app promises to run in. In development
 * the calls go on to the web host whose port scripts/dev.ts gives; it answers only its own origin.
 */
const engine = process.env.KASKAD_DEV_ENGINE;

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['kaskad-bundle', 'module', 'browser', 'import', 'default'] },
  build: {
    outDir: 'dist/page',
    target: 'chrome114',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
  server: {
    host: '127.0.0.1',
    port: 5199,
    ...(engine === undefined
      ? {}
      : { proxy: { '/rpc': { target: engine, changeOrigin: true, headers: { origin: engine } } } }),
  },
});
