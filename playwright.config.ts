import { defineConfig } from '@playwright/test';
import type { HostKind } from './tests/e2e/app.ts';

/** The same specs, twice: the page in Chromium served by the web host, and the desktop app in Electron. */
export default defineConfig<{ host: HostKind }>({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/e2e/global-setup.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  // A busy machine is no broken promise.
  timeout: 240_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  outputDir: 'test-results/e2e',
  // Recording costs a quarter of the time. `--trace on` records when one looks for a cause.
  use: { trace: 'off', actionTimeout: 30_000, screenshot: 'only-on-failure' },
  projects: [
    { name: 'chromium', testIgnore: '**/*.desktop.spec.ts', use: { host: 'web' } },
    { name: 'electron', testIgnore: '**/*.web.spec.ts', use: { host: 'desktop' } },
    { name: 'packaged', testDir: 'tests/packaging', timeout: 300_000 },
  ],
});
