/** What the composition roots found in `nodes/` and `connectors/`. The engine never sees a union of node types. */
import type { Connector } from './connector.ts';
import type { Cohort, NodeSpec, Step, Trigger } from './node.ts';

export interface EngineNode {
  spec: NodeSpec;
  step: Step;
  trigger: Trigger | null;
  cohort: Cohort | null;
}

export interface EngineRegistry {
  nodes: ReadonlyMap<string, EngineNode>;
  connectors: ReadonlyMap<string, Connector>;
}

/** Only the descriptions: what documents and the page need. */
export type SpecRegistry = ReadonlyMap<string, NodeSpec>;

type Modules = Record<string, Record<string, unknown>>;

/** Builds the registry from loaded modules, keyed by folder. Throws when a folder does not export what it must. */
export function registryFrom(specs: Modules, steps: Modules, connectors: Modules): EngineRegistry {
  const nodes = new Map<string, EngineNode>();
  for (const [folder, module] of Object.entries(specs).sort(([a], [b]) => a.localeCompare(b))) {
    const spec = module.spec as NodeSpec | undefined;
    const behaviour = steps[folder];
    if (spec?.type !== folder) throw new Error(`nodes/${folder}/schema.ts must export a spec of type "${folder}"`);
    if (typeof behaviour?.step !== 'function') throw new Error(`nodes/${folder}/step.ts must export a step`);
    nodes.set(folder, {
      spec,
      step: behaviour.step as Step,
      trigger: (behaviour.trigger as Trigger | undefined) ?? null,
      cohort: (behaviour.cohort as Cohort | undefined) ?? null,
    });
  }
  const vendors = new Map<string, Connector>();
  for (const [folder, module] of Object.entries(connectors).sort(([a], [b]) => a.localeCompare(b))) {
    const connector = module.connector as Connector | undefined;
    if (connector?.type !== folder)
      throw new Error(`connectors/${folder}/index.ts must export a connector of type "${folder}"`);
    vendors.set(folder, connector);
  }
  return { nodes, connectors: vendors };
}

export const specsOf = (registry: EngineRegistry): SpecRegistry =>
  new Map([...registry.nodes].map(([type, node]) => [type, node.spec]));
