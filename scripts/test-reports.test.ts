import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { playwrightCounts, vitestCounts } from './test-reports.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'kaskad-reports-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The runner is really run, so that a new form of its report is noticed. */
function unitReport(file: string, source: string): unknown {
  writeFileSync(join(folder, file), source);
  const out = join(folder, 'vitest.json');
  const args = ['run', '--root', folder, '--globals', '--reporter=json', `--outputFile=${out}`];
  const { VITEST: _, ...env } = process.env;
  spawnSync(join(root, 'node_modules/.bin/vitest'), args, { cwd: folder, env });
  return JSON.parse(readFileSync(out, 'utf8'));
}

describe('what the summary says of a report', () => {
  it('names what failed in the unit tests, and why', () => {
    const report = unitReport(
      'sums.test.js',
      "test('one and one', () => { expect(1 + 1).toBe(3); }); test('two', () => {}); test.skip('three', () => {});",
    );
    const { failures, ...counts } = vitestCounts(report, folder);
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 1 });
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^sums\.test\.js › one and one\n.*expected 2 to be 3/s);
  });

  it('names what failed end to end, and why', () => {
    const suite = {
      specs: [],
      suites: [
        {
          specs: [
            {
              title: 'draws a flow',
              file: 'canvas.spec.ts',
              tests: [
                {
                  status: 'unexpected',
                  results: [{ errors: [{ message: '\u001b[31mError: no card\u001b[39m' }] }],
                },
              ],
            },
            { title: 'starts it', file: 'canvas.spec.ts', tests: [{ status: 'expected', results: [{ errors: [] }] }] },
          ],
        },
      ],
    };
    const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 2 };
    const { failures, ...counts } = playwrightCounts({ stats, suites: [suite], errors: [{ message: 'No browser' }] });
    expect(counts).toEqual({ passed: 1, failed: 2, skipped: 2 });
    expect(failures).toEqual([
      'canvas.spec.ts › draws a flow\n         Error: no card',
      'outside a test\n         No browser',
    ]);
  });
});
