/** What every benchmark shares: a temporary folder, a workspace to measure, and figures beside their limit. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryVault } from '../flows/host/vault-memory.ts';
import { createWorkspace, type OpenWorkspace } from '../flows/host/workspace.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';

export interface Figure {
  name: string;
  /** What is counted a second. */
  unit: string;
  items: number;
  /** Items a second: ours, and the limit's in the same run. */
  ours: number;
  limit: number;
  limitIs: string;
  /** ours / limit. */
  ratio: number;
}

export const sizes = {
  smoke: { journeys: 300, segment: 500, rows: 300, sends: 100 },
  small: { journeys: 5_000, segment: 20_000, rows: 5_000, sends: 1_000 },
  full: { journeys: 100_000, segment: 200_000, rows: 100_000, sends: 20_000 },
} as const;
export type Size = (typeof sizes)[keyof typeof sizes];

/** Seconds that the work takes on the monotonic clock. */
export async function seconds(work: () => unknown): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

export function figure(
  name: string,
  unit: string,
  items: number,
  took: { ours: number; limit: number },
  limitIs: string,
): Figure {
  const ours = items / took.ours;
  const limit = items / took.limit;
  return { name, unit, items, ours, limit, limitIs, ratio: ours / limit };
}

/** Gives a fresh workspace to the work, and removes it afterwards. The clock stands still. */
export async function inWorkspace<T>(
  registry: EngineRegistry,
  work: (workspace: OpenWorkspace, folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'kaskad-bench-'));
  const options = { host: 'web', registry, vault: memoryVault(), now: () => Date.UTC(2026, 5, 1) } as const;
  const about = { name: 'Bench', timezone: 'UTC', language: 'en' };
  const workspace = await createWorkspace(join(folder, 'bench.kaskad'), about, options);
  try {
    return await work(workspace, folder);
  } finally {
    await workspace.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
