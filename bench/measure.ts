/** What every benchmark shares: a temporary folder, a workspace to measure, time taken, and figures beside their limit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryVault } from '../flows/host/vault-memory.ts';
import { createWorkspace, type OpenWorkspace } from '../flows/host/workspace.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Millis } from '../flows/sdk/time.ts';

export interface Figure {
  name: string;
  /** What is counted: `rows/s` and the like are better when higher, the others (`ms`, `MB`, `%`) when lower. */
  unit: string;
  items: number;
  ours: number;
  /** The limit's figure in the same run, or the figure that was promised. */
  limit: number;
  limitIs: string;
  /** ours / limit. */
  ratio: number;
  /** The same ratio by processor time, which other work on the machine hardly moves; null where it was not taken. */
  cpuRatio: number | null;
  /** What the ratio has to be: `>= 0.5`, `<= 1.2`. Null where nothing is promised. */
  bar: Bar | null;
}

export type Bar = { atLeast: number } | { atMost: number };

export interface Size {
  /** Contacts, rows and journeys. */
  people: number;
  /** How often each is measured; the best counts. */
  rounds: number;
  /** Contacts of the flow that sends. */
  sends: number;
  /** The most contacts of a forecast. */
  forecast: number;
  idleMs: number;
  /** Blocks of the flows that are drawn. */
  blocks: readonly number[];
  /** How long frames are counted, milliseconds. */
  frameMs: number;
}

export const sizes: Readonly<Record<'smoke' | 'small' | 'full', Size>> = {
  smoke: { people: 300, rounds: 1, sends: 60, forecast: 300, idleMs: 200, blocks: [20], frameMs: 300 },
  small: {
    people: 20_000,
    rounds: 3,
    sends: 2_000,
    forecast: 20_000,
    idleMs: 2_000,
    blocks: [100, 500, 1_000, 5_000],
    frameMs: 2_000,
  },
  full: {
    people: 1_000_000,
    rounds: 2,
    sends: 10_000,
    forecast: 1_000_000,
    idleMs: 10_000,
    blocks: [100, 500, 1_000, 5_000],
    frameMs: 4_000,
  },
};

/** Seconds on the wall and of the processor. */
export interface Took {
  wall: number;
  cpu: number;
}

export async function took(work: () => unknown): Promise<Took> {
  const before = process.cpuUsage();
  const from = performance.now();
  await work();
  const wall = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall, cpu: (user + system) / 1e6 };
}

/** The best of each over the rounds, taken in turn so that what else the machine does meets all of them alike. */
export async function inTurn<Name extends string>(
  rounds: number,
  works: Readonly<Record<Name, () => Promise<Took> | Took>>,
): Promise<Record<Name, Took>> {
  const best: Partial<Record<Name, Took>> = {};
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(works) as Name[]) {
      const now = await works[name]();
      const kept = best[name];
      best[name] = kept === undefined ? now : { wall: Math.min(kept.wall, now.wall), cpu: Math.min(kept.cpu, now.cpu) };
    }
  }
  return best as Record<Name, Took>;
}

type About = Pick<Figure, 'name' | 'items' | 'limitIs' | 'bar'>;

/** Items a second: higher is better. */
export function rate(unit: string, about: About, ours: Took, limit: Took): Figure {
  const { items } = about;
  return {
    ...about,
    unit: `${unit}/s`,
    ours: items / ours.wall,
    limit: items / limit.wall,
    ratio: limit.wall / ours.wall,
    cpuRatio: limit.cpu / ours.cpu,
  };
}

/** Milliseconds: lower is better. */
export function time(about: About, ours: Took, limit: Took): Figure {
  return {
    ...about,
    unit: 'ms',
    ours: ours.wall * 1000,
    limit: limit.wall * 1000,
    ratio: ours.wall / limit.wall,
    cpuRatio: ours.cpu / limit.cpu,
  };
}

/** A cost beside the most it may be. */
export function cost(unit: string, about: Omit<About, 'bar' | 'limitIs'>, ours: number, limit: number): Figure {
  const bar = { atMost: 1 };
  return { ...about, unit, ours, limit, limitIs: 'promised', ratio: ours / limit, cpuRatio: null, bar };
}

/** Gives a fresh workspace to the work, and removes it afterwards. The clock stands still unless `now` is given. */
export async function inWorkspace<T>(
  registry: EngineRegistry,
  work: (workspace: OpenWorkspace, folder: string) => Promise<T>,
  now: () => Millis = () => Date.UTC(2026, 5, 1),
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-bench-'));
  const options = { host: 'web', registry, vault: memoryVault(), now } as const;
  const about = { name: 'Bench', timezone: 'UTC', language: 'en' };
  const workspace = await createWorkspace(join(folder, 'bench.kaskad'), about, options);
  try {
    return await work(workspace, folder);
  } finally {
    await workspace.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
