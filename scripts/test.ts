/**
 * `npm test`: everything a change must pass, one after the other, with a summary at the end. `npm test -- unit e2e` runs only
 * the steps named. In CI a browser or Electron test that was skipped counts as failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepareSystem } from './prepare.ts';
import { type Counts, playwrightCounts, vitestCounts } from './test-reports.ts';

const root = resolve(import.meta.dirname, '..');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);
const results = join(root, 'test-results');

interface Step {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** Where the runner leaves its numbers, and how to read them. */
  report?: { file: string; read: (json: unknown) => Counts };
  /** Skipping is as bad as failing, in CI. */
  mustRun?: boolean;
}

const folders = [
  'flows',
  'nodes',
  'connectors',
  'electron',
  'cli',
  'renderer',
  'registry',
  'tests',
  'bench',
  'scripts',
];

function endToEnd(project: string): Step {
  const file = join(results, `${project}.json`);
  return {
    name: `e2e-${project}`,
    command: bin('playwright'),
    args: ['test', '--project', project, '--reporter=list,json'],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    report: { file, read: playwrightCounts },
    mustRun: true,
  };
}

const steps: Step[] = [
  { name: 'lint', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
  { name: 'boundaries', command: bin('depcruise'), args: folders.filter((folder) => existsSync(join(root, folder))) },
  { name: 'unused', command: bin('knip'), args: [] },
  {
    name: 'unit',
    command: bin('vitest'),
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, 'unit.json')}`],
    report: { file: join(results, 'unit.json'), read: (json) => vitestCounts(json, root) },
  },
  { name: 'build', command: process.execPath, args: [join(root, 'scripts/build.ts'), '--force'] },
  endToEnd('chromium'),
  endToEnd('electron'),
  endToEnd('packaged'),
];

interface Outcome {
  name: string;
  seconds: number;
  ok: boolean;
  counts: Counts | null;
  note: string;
}

function perform(step: Step): Outcome {
  console.log(`\n── ${step.name} ${'─'.repeat(60 - step.name.length)}`);
  if (step.report !== undefined) rmSync(step.report.file, { force: true });
  const startedAt = Date.now();
  const done = spawnSync(step.command, step.args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...step.env },
    timeout: 45 * 60_000,
  });
  const counts =
    step.report !== undefined && existsSync(step.report.file)
      ? step.report.read(JSON.parse(readFileSync(step.report.file, 'utf8')) as unknown)
      : null;
  const notes: string[] = [];
  if (done.error !== undefined) notes.push(done.error.message);
  if (done.signal !== null) notes.push(`ended by ${done.signal}`);
  if (step.report !== undefined && counts === null) notes.push('left no report');
  if (counts !== null && counts.passed + counts.failed === 0) notes.push('ran no test');
  const skippedInCi = step.mustRun === true && process.env.CI !== undefined && (counts?.skipped ?? 0) > 0;
  if (skippedInCi) notes.push('skipped tests, which CI does not accept');
  return {
    name: step.name,
    seconds: (Date.now() - startedAt) / 1000,
    ok: done.status === 0 && notes.length === 0,
    counts,
    note: notes.join('; '),
  };
}

function summarize(outcomes: readonly Outcome[]): boolean {
  console.log('\n── summary ──────────────────────────────────────────────────────');
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, seconds, ok, counts, note } of outcomes) {
    const figures =
      counts === null ? '' : `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
    console.log(
      `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(14)} ${seconds.toFixed(1).padStart(7)} s  ${figures}  ${note}`.trimEnd(),
    );
    total.passed += counts?.passed ?? 0;
    total.skipped += counts?.skipped ?? 0;
    // A check without tests of its own counts as one, so that the last line tells the truth.
    total.failed += ok ? 0 : Math.max(1, counts?.failed ?? 0);
  }
  // At the very end, where a cut log still has them.
  for (const { name, counts } of outcomes)
    for (const failure of counts?.failures ?? []) console.log(`\n${name}: ${failure}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !steps.some((step) => step.name.startsWith(name)));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}`);
  process.exit(2);
}
const advice = prepareSystem();
if (advice !== null) console.log(advice);
mkdirSync(results, { recursive: true });
const chosen = steps.filter((step) => wanted.length === 0 || wanted.some((name) => step.name.startsWith(name)));
const ok = summarize(chosen.map(perform));
if (advice !== null) console.log(advice);
process.exitCode = ok ? 0 : 1;
