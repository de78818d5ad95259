/** Every node type, and the loopback vendors: what the children and the test itself run with. Bundled, so that a child starts fast. */
import { connector as sandbox } from '../../connectors/sandbox/index.ts';
import { type EngineRegistry, registryFrom } from '../../flows/sdk/registry.ts';
import { vendorConnectors } from './vendor.ts';

type Modules = Record<string, Record<string, unknown>>;
const byFolder = (modules: Modules): Modules =>
  Object.fromEntries(Object.entries(modules).map(([path, module]) => [path.split('/').at(-2) ?? path, module]));

const specs = byFolder(import.meta.glob('../../nodes/*/schema.ts', { eager: true }));
const steps = byFolder(import.meta.glob('../../nodes/*/step.ts', { eager: true }));

/** `smtp` brings the real mail connector, which takes longer to load. */
export async function crashRegistry(round: string, smtp = false): Promise<EngineRegistry> {
  const connectors: Modules = { sandbox: { connector: sandbox } };
  for (const connector of vendorConnectors(round)) connectors[connector.type] = { connector };
  if (smtp) connectors['smtp-imap'] = await import('../../connectors/smtp-imap/index.ts');
  return registryFrom(specs, steps, connectors);
}
