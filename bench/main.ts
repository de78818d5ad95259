/** `npm run bench -- --size small|full --json`: what the engine does a second, beside its limit in the same run. */
import { parseArgs } from 'node:util';
import { loadEngineRegistry } from '#registry/engine';
import { runAll, table } from './run.ts';

const { values } = parseArgs({
  options: { size: { type: 'string', default: 'small' }, json: { type: 'boolean', default: false } },
});
const { size } = values;
if (size !== 'small' && size !== 'full') {
  process.stderr.write(`There is no size "${size}". Use --size small or --size full.\n`);
  process.exit(2);
}
const figures = await runAll(await loadEngineRegistry(), size);
process.stdout.write(
  `${values.json ? JSON.stringify({ size, node: process.version, figures }, null, 2) : table(figures)}\n`,
);
