/** `npm run crash -- --rounds 2000 --seed 7`: the rounds of tests/crash, many more of them. Each failure names its round and seed. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '2000' },
    seed: { type: 'string', default: `${Date.now() % 100_000}` },
  },
});
console.log(`${values.rounds} rounds, seed ${values.seed}`);
const root = join(import.meta.dirname, '..');
const { status } = spawnSync(
  process.execPath,
  [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'tests/crash/crash.test.ts'],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, KASKAD_CRASH_ROUNDS: values.rounds, KASKAD_CRASH_SEED: values.seed },
  },
);
process.exitCode = status ?? 1;
