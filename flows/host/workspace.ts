/** Opens a workspace for a host: store, engine, registries, secrets and the bus of changes in one place. */
import { createEngine } from '../runtime/create-engine.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type EngineRegistry, specsOf } from '../sdk/registry.ts';
import { isZone, type Millis } from '../sdk/time.ts';
import { inWords } from '../store/open.ts';
import { openStore, type Store } from '../store/store.ts';
import { addAccount, openAccount, renewCapabilities } from './accounts.ts';
import { carryOn, stopBulk } from './bulk.ts';
import { changeBus } from './changes.ts';
import { clean } from './cleaning.ts';
import type { HostContext } from './context.ts';
import { watched } from './error-words.ts';
import { writeTally } from './hook-tally.ts';
import { closePrintFiles } from './print-files.ts';
import { tellWhileOpen } from './printed.ts';
import { publicWeb } from './public/web.ts';
import { scoreWhileOpen } from './scoring.ts';
import { sealWhileOpen } from './sealing.ts';
import { lookAtSegmentsWhileOpen } from './segment-looks.ts';
import { signInsOf } from './sign-in/sign-ins.ts';
import { tellUnseenWhileOpen } from './unseen-blocks.ts';
import { closeUploads } from './uploads.ts';
import type { SecretVault } from './vault.ts';
import { fileVault } from './vault-file.ts';

export interface OpenWorkspaceOptions {
  mode: 'write' | 'read';
  host: 'web' | 'desktop';
  /** Made by the composition root: registry/ finds the node types and connectors by folder. */
  registry: EngineRegistry;
  vault?: SecretVault;
  now?: () => Millis;
  /** See EngineOptions: for tests and benchmarks. */
  smallestSet?: number;
}

export type OpenWorkspace = HostContext & { close(): Promise<void> };

/** Throws as openFile does. Close it, or the next opener is refused until this process ends. */
export async function openWorkspace(file: string, options: OpenWorkspaceOptions): Promise<OpenWorkspace> {
  const store = openStore(file, { mode: options.mode });
  try {
    const opened = compose(store, options);
    await loadKey(opened);
    return opened;
  } catch (error) {
    store.close();
    throw inWords(error, store.file);
  }
}

/** A vault that cannot be read keeps nobody from working: links are left out of messages until it can. */
async function loadKey({ web, store, now }: OpenWorkspace): Promise<void> {
  try {
    await web.load();
  } catch (error) {
    if (!(error instanceof KaskadError)) throw error;
    if (!store.readOnly) store.notices.add(now(), 'links-without-key', { reason: error.message });
  }
}

export interface NewWorkspace {
  name: string;
  timezone: string;
  language: string;
  demo?: boolean;
}

/** Makes a workspace with a sandbox account that serves every channel, and one for paper. Throws `unknown-zone` and as openFile does. */
export async function createWorkspace(
  file: string,
  workspace: NewWorkspace,
  options: Omit<OpenWorkspaceOptions, 'mode'>,
): Promise<OpenWorkspace> {
  if (!isZone(workspace.timezone)) {
    throw new KaskadError(
      'unknown-zone',
      `"${workspace.timezone}" is not a time zone. Use a name such as Europe/Kyiv.`,
      {
        timezone: workspace.timezone,
      },
    );
  }
  const store = openStore(file, { mode: 'create' });
  store.meta.set({ demo: false, ...workspace });
  const opened = compose(store, options);
  await addAccount(opened, { type: 'sandbox', name: 'Sandbox', config: {}, makeDefault: true });
  if (options.registry.connectors.get('print') !== undefined) {
    await addAccount(opened, { type: 'print', name: 'Printer', config: {}, makeDefault: true });
  }
  return opened;
}

function compose(store: Store, options: Omit<OpenWorkspaceOptions, 'mode'>): OpenWorkspace {
  const { registry } = options;
  const changes = changeBus();
  const vault = watched(options.vault ?? fileVault());
  const now = options.now ?? Date.now;
  const web = publicWeb(store, vault);
  const signIns = signInsOf({ store, vault, now });
  const engine = createEngine({
    store,
    registry,
    now,
    links: web.links,
    shortLinks: web.shortLinks,
    ...(options.smallestSet === undefined ? {} : { smallestSet: options.smallestSet }),
    openAccount: (account) => openAccount({ store, registry, vault }, account),
    onChange: (topics) => {
      for (const topic of topics) changes.publish(topic);
    },
  });
  if (!store.readOnly) {
    store.imports.settle();
    renewCapabilities({ store, registry });
  }
  // Somebody was erased and the app ended before the file was rewritten.
  clean(store, now(), 'small');
  const sealing = store.readOnly ? null : sealWhileOpen(store, changes);
  const scoring = store.readOnly ? null : scoreWhileOpen({ store, changes, engine, now });
  const looking = store.readOnly ? null : lookAtSegmentsWhileOpen({ store, changes, now });
  const telling = store.readOnly ? null : tellWhileOpen({ store, changes, engine, now });
  const unseen = store.readOnly ? null : tellUnseenWhileOpen({ store, engine, now });
  carryOn({ store, changes, engine, now });
  return {
    store,
    engine,
    registry,
    specs: specsOf(registry),
    vault,
    changes,
    web,
    now,
    host: options.host,
    async close() {
      signIns.close();
      try {
        await engine.close();
      } finally {
        // Also when what came last could not be written down: the next opener finds the file free.
        writeTally(store);
        closeUploads(store);
        closePrintFiles(store);
        telling?.stop();
        unseen?.stop();
        stopBulk(store);
        sealing?.stop();
        scoring?.stop();
        looking?.stop();
        if (store.db.open) clean(store, now(), 'any');
        store.close();
      }
    },
  };
}
