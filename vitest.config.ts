import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['kaskad-bundle', 'node', 'import', 'default'] } },
  resolve: { conditions: ['kaskad-bundle', 'node', 'import', 'default'] },
  test: {
    include: ['{flows,nodes,connectors,cli,electron,renderer,registry,scripts,tests}/**/*.test.{ts,tsx}'],
    exclude: ['tests/e2e/**', 'node_modules/**', 'dist/**'],
    // A busy machine is no broken promise.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    coverage: {
      provider: 'v8',
      include: ['flows/**/*.ts'],
      exclude: ['**/*.test.ts', 'flows/store/migrations/**'],
    },
  },
});
