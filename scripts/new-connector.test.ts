import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { newConnector } from './new-connector.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
let made: string | null = null;
afterEach(() => {
  if (made !== null) rmSync(made, { recursive: true });
  made = null;
});

describe('the generator of connectors', () => {
  it('makes what passes the conformance suite', { timeout: 120_000 }, async () => {
    // A sibling of connectors/, so that imports lead where they would.
    made = mkdtempSync(join(root, '.generated-connectors-'));
    newConnector({ into: made, type: 'acme-sms', channel: 'sms', name: 'Acme SMS' });
    const output = join(made, 'report.json');
    // The outer run's own settings must not reach the inner one.
    const outer = Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name));
    const suite = 'tests/conformance/connectors.test.ts';
    const args = ['node_modules/vitest/vitest.mjs', 'run', suite, '--reporter=json', `--outputFile=${output}`];
    const ended = await promisify(execFile)(process.execPath, args, {
      cwd: root,
      env: { ...Object.fromEntries(outer), KASKAD_CONNECTORS: basename(made) },
    }).catch((error: Error & { stdout: string; stderr: string }) => error);
    if (!existsSync(output)) throw new Error(`The suite did not run: ${ended.stdout} ${ended.stderr}`);
    const report = JSON.parse(readFileSync(output, 'utf8')) as { numPassedTests: number; numFailedTests: number };
    expect(report.numFailedTests).toBe(0);
    expect(report.numPassedTests).toBeGreaterThan(12);
  });

  it('refuses names that do not do', () => {
    expect(() => newConnector({ into: root, type: '../x', channel: 'sms', name: 'X' })).toThrow('folder');
    expect(() => newConnector({ into: root, type: 'connectors', channel: 'sms', name: 'X' })).toThrow('exists already');
  });
});
