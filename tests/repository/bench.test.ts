/** The benchmarks run, and check what they measure. */
import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { runAll, table } from '../../bench/run.ts';

it('every benchmark gives a figure beside its limit', async () => {
  const figures = await runAll(await loadEngineRegistry(), 'smoke');
  expect(figures.map(({ unit }) => unit)).toEqual(['steps', 'contacts', 'rows', 'messages']);
  for (const { ours, limit, ratio } of figures) {
    expect(ours).toBeGreaterThan(0);
    expect(limit).toBeGreaterThan(0);
    expect(ratio).toBeCloseTo(ours / limit);
  }
  expect(table(figures).split('\n')).toHaveLength(figures.length + 1);
});
