/** What the explanation works with: the workspace, the node types, and plans by version. */
import { createRenderer, type Renderer } from '../content/render.ts';
import type { Plan } from '../plan/types.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';

export interface ExplainSource {
  store: Store;
  registry: EngineRegistry;
  now: () => Millis;
}

export interface Version {
  id: number;
  number: number;
  plan: Plan;
  /** The flow's zone. */
  zone: string;
}

export interface World extends ExplainSource {
  renderer: Renderer;
  workspace: { name: string; timezone: string };
  version: (id: number) => Version;
  /** ISO in the workspace's zone. */
  iso: (ms: Millis) => string;
}

export function worldOf(source: ExplainSource): World {
  const { name, timezone } = source.store.meta.get();
  const versions = new Map<number, Version>();
  return {
    ...source,
    renderer: createRenderer(),
    workspace: { name, timezone },
    iso: (ms) => formatInstant(ms, timezone),
    version(id) {
      let known = versions.get(id);
      if (known === undefined) {
        const row = source.store.live.version(id);
        if (row === null)
          throw new KaskadError('version-missing', `Version ${id} is not in this workspace.`, { version: id });
        known = { id, number: row.number, plan: row.plan, zone: row.plan.settings.timezone ?? timezone };
        versions.set(id, known);
      }
      return known;
    },
  };
}
