/** All benchmarks, one after the other. */
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { atWork } from './at-work.ts';
import { canvas } from './canvas.ts';
import { cohort } from './cohort.ts';
import { fourSteps } from './four-steps.ts';
import { importing } from './import.ts';
import type { Figure, Size } from './measure.ts';
import { oneByOne } from './one-by-one.ts';
import { peers } from './peers.ts';
import { screens } from './screens.ts';
import { segment } from './segment.ts';
import { simulation } from './simulation.ts';

export const benchmarks: Readonly<Record<string, (registry: EngineRegistry, size: Size) => Promise<Figure[]>>> = {
  cohort,
  'one-by-one': oneByOne,
  'four-steps': fourSteps,
  segment,
  screens,
  import: importing,
  simulation,
  'at-work': atWork,
  canvas,
  peers,
};

/** Without those that first fetch other programs. */
export const byDefault: readonly string[] = Object.keys(benchmarks).filter((name) => name !== 'peers');

export async function runAll(
  registry: EngineRegistry,
  size: Size,
  only: readonly string[] = byDefault,
  onFigures: (figures: readonly Figure[]) => void = () => {},
): Promise<Figure[]> {
  const all: Figure[] = [];
  for (const name of only) {
    const benchmark = benchmarks[name];
    if (benchmark === undefined) {
      throw new Error(`There is no benchmark "${name}". There are: ${Object.keys(benchmarks).join(', ')}.`);
    }
    const figures = await benchmark(registry, size);
    onFigures(figures);
    all.push(...figures);
  }
  return all;
}

const shown = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(value < 1 ? 2 : 3);

export const met = ({ ratio, cpuRatio, bar }: Figure): boolean | null => {
  if (bar === null) return null;
  const holds = (one: number) => ('atLeast' in bar ? one >= bar.atLeast : one <= bar.atMost);
  return holds(ratio) || (cpuRatio !== null && holds(cpuRatio));
};

const short = (value: number): string => String(Number(value.toFixed(2)));
const wanted = ({ bar }: Figure): string =>
  bar === null ? '' : 'atLeast' in bar ? `>= ${short(bar.atLeast)}` : `<= ${short(bar.atMost)}`;

export function table(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'items', 'ours', 'limit', 'ours/limit', 'by cpu', 'bar', '', 'the limit is'],
    ...figures.map((figure) => [
      figure.name,
      figure.items.toLocaleString('en'),
      `${shown(figure.ours)} ${figure.unit}`,
      `${shown(figure.limit)} ${figure.unit}`,
      figure.ratio.toFixed(2),
      figure.cpuRatio?.toFixed(2) ?? '',
      wanted(figure),
      met(figure) === null ? '' : met(figure) === true ? 'met' : 'not met',
      figure.limitIs,
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
