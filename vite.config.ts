import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page. Built for Chrome 114 and later: the oldest browser (and Electron) the app promises to run in. */
export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['kaskad-bundle', 'module', 'browser', 'import', 'default'] },
  build: { outDir: 'dist/page', target: 'chrome114', emptyOutDir: true, assetsInlineLimit: 0 },
  server: { host: '127.0.0.1', port: 5199 },
});
