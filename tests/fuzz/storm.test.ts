/** Deterministic simulation of bad days. More of them: KASKAD_STORM_RUNS, KASKAD_STORM_FROM. */
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import type { EngineRegistry } from '../../flows/sdk/registry.ts';
import { stormSeeds } from './seeds.ts';
import { storm, type Weather } from './storm.ts';

const runs = Number(process.env.KASKAD_STORM_RUNS ?? 40);
const from = Number(process.env.KASKAD_STORM_FROM ?? 1);
const size = 10;

let registry: EngineRegistry;
beforeAll(async () => {
  registry = await loadEngineRegistry();
});

const all: Weather[] = [];
async function through(seed: number): Promise<void> {
  try {
    all.push(await storm(seed, registry));
  } catch (error) {
    if (error instanceof Error) error.message = `seed ${seed}: ${error.message}`;
    throw error;
  }
}

describe.skipIf(stormSeeds.length === 0)('seeds that once failed', () => {
  it.each(stormSeeds)('[S3] $seed: $found', ({ seed }) => through(seed), 60_000);
});

describe('[S3] [L2] crashes, clocks that jump both ways, a vendor that fails in every way', () => {
  for (let first = from; first < from + runs; first += size) {
    const last = Math.min(first + size, from + runs) - 1;
    it(`seeds ${first} to ${last}: nothing twice, nobody lost, unknown at most what was in flight`, async () => {
      for (let seed = first; seed <= last; seed++) await through(seed);
    }, 720_000);
  }

  it.skipIf(runs < 40)('and all of it really came up', () => {
    const sum = (of: (weather: Weather) => number): number => all.reduce((total, weather) => total + of(weather), 0);
    expect(sum(({ crashes }) => crashes)).toBeGreaterThan(runs);
    expect(sum(({ back }) => back)).toBeGreaterThan(runs);
    expect(sum(({ sent }) => sent)).toBeGreaterThan(2 * runs);
    expect(sum(({ unknown }) => unknown)).toBeGreaterThan(5);
    for (const answer of Object.keys(all[0]?.answers ?? {}) as (keyof Weather['answers'])[]) {
      expect({ answer, times: sum(({ answers }) => answers[answer]) > 0 }).toEqual({ answer, times: true });
    }
    const points = new Set(all.flatMap(({ crashedAt }) => [...crashedAt]));
    expect(points.size).toBeGreaterThan(6);
  });
});
