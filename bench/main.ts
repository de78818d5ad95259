/**
 * `npm run bench -- --size smoke|small|full --only import,segment --json`: what the engine does, beside its limit in the
 * same run. `--people 100000 --rounds 1 --blocks 100,1000` changes the size.
 */
import { parseArgs } from 'node:util';
import { loadEngineRegistry } from '#registry/engine';
import { sizes } from './measure.ts';
import { benchmarks, byDefault, runAll, table } from './run.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: 'small' },
    only: { type: 'string', default: byDefault.join(',') },
    people: { type: 'string' },
    rounds: { type: 'string' },
    blocks: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const size = (Object.keys(sizes) as (keyof typeof sizes)[]).find((name) => name === values.size);
const only = values.only.split(',');
const unknown = only.find((name) => !Object.hasOwn(benchmarks, name));
if (size === undefined || unknown !== undefined) {
  process.stderr.write(
    size === undefined
      ? `There is no size "${values.size}". Use one of: ${Object.keys(sizes).join(', ')}.\n`
      : `There is no benchmark "${unknown}". Use some of: ${Object.keys(benchmarks).join(', ')}.\n`,
  );
  process.exit(2);
}
const measured = {
  ...sizes[size],
  ...(values.people === undefined ? {} : { people: Number(values.people) }),
  ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }),
  ...(values.blocks === undefined ? {} : { blocks: values.blocks.split(',').map(Number) }),
};
const figures = await runAll(await loadEngineRegistry(), measured, only, (some) => {
  if (process.stderr.isTTY) process.stderr.write(`${table(some)}\n`);
});
process.stdout.write(
  `${values.json ? JSON.stringify({ size: measured, node: process.version, figures }, null, 2) : table(figures)}\n`,
);
