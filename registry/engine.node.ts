/**
 * The engine's node types and connectors, found by folder. This form reads the disk and serves plain Node (the CLI in a
 * checkout); `engine.bundle.ts` is the same for bundles. `#registry/engine` in package.json picks one.
 */
import { existsSync, readdirSync } from 'node:fs';
import { type EngineRegistry, registryFrom } from '../flows/sdk/registry.ts';

const root = new URL('../', import.meta.url);

async function loadFolders(folder: string, file: string): Promise<Record<string, Record<string, unknown>>> {
  const base = new URL(`${folder}/`, root);
  const found: Record<string, Record<string, unknown>> = {};
  for (const entry of readdirSync(base, { withFileTypes: true })) {
    const url = new URL(`${entry.name}/${file}`, base);
    if (!entry.isDirectory() || !existsSync(url)) continue;
    found[entry.name] = await import(url.href);
  }
  return found;
}

export async function loadEngineRegistry(): Promise<EngineRegistry> {
  const [specs, steps, connectors] = await Promise.all([
    loadFolders('nodes', 'schema.ts'),
    loadFolders('nodes', 'step.ts'),
    loadFolders('connectors', 'index.ts'),
  ]);
  return registryFrom(specs, steps, connectors);
}
