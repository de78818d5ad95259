/** The engine's node types and connectors, found by folder when a bundle is built. See `engine.node.ts`. */
import { type EngineRegistry, registryFrom } from '../flows/sdk/registry.ts';

type Modules = Record<string, Record<string, unknown>>;

const byFolder = (modules: Modules): Modules =>
  Object.fromEntries(Object.entries(modules).map(([path, module]) => [path.split('/').at(-2) ?? path, module]));

export async function loadEngineRegistry(): Promise<EngineRegistry> {
  return registryFrom(
    byFolder(import.meta.glob('../nodes/*/schema.ts', { eager: true })),
    byFolder(import.meta.glob('../nodes/*/step.ts', { eager: true })),
    byFolder(import.meta.glob('../connectors/*/index.ts', { eager: true })),
  );
}
