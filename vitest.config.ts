import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const include = ['{flows,nodes,connectors,cli,electron,renderer,registry,scripts,tests}/**/*.test.{ts,tsx}'];
const exclude = ['tests/e2e/**', 'node_modules/**', 'dist/**'];

/** Where whole engines, killed and started again, or servers of others are waited for. */
const heavy = [
  'tests/crash/**/*.test.ts',
  'tests/channels/**/*.test.ts',
  'tests/cdnow/**/*.test.ts',
  'tests/sync/**/*.test.ts',
];
/** Who looks at the clock would find it slow while others run. */
const looksAtClock = /performance\.now\(\)|cpuUsage\(|Date\.now\(\) - /;

const root = import.meta.dirname;
const timed = globSync(include, { cwd: root, exclude: ['node_modules/**', 'dist/**'] }).filter((file) =>
  looksAtClock.test(readFileSync(join(root, file), 'utf8')),
);
const alone = [...heavy, ...timed];

export default defineConfig({
  ssr: { resolve: { conditions: ['kaskad-bundle', 'node', 'import', 'default'] } },
  resolve: { conditions: ['kaskad-bundle', 'node', 'import', 'default'] },
  test: {
    // A busy machine is no broken promise.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include,
          exclude: [...exclude, ...alone],
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'alone', include: alone, exclude, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
    coverage: {
      provider: 'v8',
      include: ['flows/**/*.ts'],
      exclude: ['**/*.test.ts', 'flows/store/migrations/**'],
    },
  },
});
