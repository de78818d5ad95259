/** What the procedures of the API and the commands of the CLI work with: one open workspace and its engine. */
import type { Engine } from '../runtime/engine.ts';
import type { EngineRegistry, SpecRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';
import type { ChangeBus } from './changes.ts';
import type { PublicWeb } from './public/web.ts';
import type { SecretVault } from './vault.ts';

export interface HostContext {
  store: Store;
  engine: Engine;
  registry: EngineRegistry;
  specs: SpecRegistry;
  vault: SecretVault;
  changes: ChangeBus;
  /** What strangers may reach. */
  web: PublicWeb;
  /** The wall clock. */
  now: () => Millis;
  host: 'web' | 'desktop';
}
