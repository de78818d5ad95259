/**
 * `npm run mutation-check`: can the crash suite fail? The sources are copied, one promise is broken in each copy, and the suite
 * must go red there. A patch that no longer fits the sources fails too, so that this check cannot rot.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { mutations } from './mutations.ts';

const root = join(import.meta.dirname, '..');
const copied = [
  'flows',
  'nodes',
  'connectors',
  'registry',
  'tests',
  'resources',
  'scripts',
  'vitest.config.ts',
  'package.json',
  'tsconfig.json',
];
const only = process.argv[2];
let failed = 0;
for (const mutation of mutations) {
  if (only !== undefined && !mutation.name.includes(only)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-mutation-'));
  try {
    for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, from, to } of mutation.patches) {
      const text = readFileSync(join(folder, file), 'utf8');
      if (text.split(from).length !== 2)
        throw new Error(`The patch "${mutation.name}" no longer fits ${file}: ${from}`);
      writeFileSync(
        join(folder, file),
        text.replace(from, () => to),
      );
    }
    const began = performance.now();
    const broken = mutation.patches.length > 0;
    const vitest = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...(broken ? ['--bail', '1'] : [])];
    const run = spawnSync(process.execPath, [...vitest, ...mutation.tests], {
      cwd: folder,
      encoding: 'utf8',
      // The first rounds pass every point of the plain vendor; more would only take longer.
      env: { ...process.env, KASKAD_CRASH_ROUNDS: broken ? '60' : '200' },
    });
    const green = run.status === 0;
    // A suite that could not even be loaded has noticed nothing.
    const noticed = /Tests\s.*?\d+ failed/.test(stripVTControlCharacters(run.stdout));
    const right = broken ? !green && noticed : green;
    if (!right) failed++;
    const seconds = Math.round((performance.now() - began) / 1000);
    const why = /AssertionError.*|Error: .*/.exec(`${run.stdout}${run.stderr}`)?.[0].slice(0, 140) ?? '';
    console.log(`${right ? 'ok  ' : 'BAD '} ${mutation.name}: ${green ? 'green' : 'red'} after ${seconds} s. ${why}`);
    if (!right) console.log(run.stdout.slice(-3000));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exitCode = failed === 0 ? 0 : 1;
