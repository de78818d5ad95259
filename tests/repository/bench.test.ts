/** The benchmarks run, and check what they measure. */
import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { sizes } from '../../bench/measure.ts';
import { byDefault, runAll, table } from '../../bench/run.ts';

it('every benchmark gives figures beside their limits', { timeout: 240_000 }, async () => {
  const seen: string[][] = [];
  const figures = await runAll(await loadEngineRegistry(), sizes.smoke, undefined, (some) => {
    seen.push(some.map(({ unit }) => unit));
  });
  expect(seen).toEqual([
    ['steps/s', 'steps/s', 'steps/s'],
    ['steps/s'],
    ['contacts/s', 'CPU s/1000', 'MB', 'lost', 'twice', 'unknown', 'ms'],
    ['ms', 'ms'],
    Array<string>(14).fill('ms'),
    ['rows/s', 'rows/s'],
    ['contacts/s'],
    ['s', 'MB', 'ms', 'ms', '%'],
    ['frames/s', 'frames/s', 'ms', 'ms', 'MB'],
  ]);
  expect(seen).toHaveLength(byDefault.length);
  for (const { name, unit, ours, limit, ratio } of figures) {
    if (unit === 'lost' || unit === 'twice') expect(ours, name).toBe(0);
    else {
      expect(ours, name).toBeGreaterThanOrEqual(0);
      expect(limit, name).toBeGreaterThan(0);
      expect(ratio, name).toBeCloseTo(ours / limit);
    }
  }
  expect(table(figures).split('\n')).toHaveLength(figures.length + 1);
});
