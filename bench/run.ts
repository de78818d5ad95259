/** All benchmarks, one after the other. */
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { importing } from './import.ts';
import { journeys } from './journeys.ts';
import { type Figure, sizes } from './measure.ts';
import { segment } from './segment.ts';
import { sends } from './sends.ts';

export async function runAll(registry: EngineRegistry, size: keyof typeof sizes): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const one of [journeys, segment, importing, sends]) figures.push(await one(registry, sizes[size]));
  return figures;
}

const thousands = (n: number): string => Math.round(n).toLocaleString('en');

export function table(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'items', 'ours', 'limit', 'ours/limit', 'the limit is'],
    ...figures.map(({ name, unit, items, ours, limit, ratio, limitIs }) => [
      name,
      thousands(items),
      `${thousands(ours)} ${unit}/s`,
      `${thousands(limit)} ${unit}/s`,
      ratio.toFixed(2),
      limitIs,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
