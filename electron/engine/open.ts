/** Opens the desktop's workspace, or makes it, and lets its engine work. */

import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { loadEngineRegistry } from '#registry/engine';
import { resourcesFolder } from '../../flows/host/app-folders.ts';
import type { HostContext } from '../../flows/host/context.ts';
import { buildDemo } from '../../flows/host/demo.ts';
import { servePublicly } from '../../flows/host/public/listen.ts';
import type { SecretVault } from '../../flows/host/vault.ts';
import { fileVault } from '../../flows/host/vault-file.ts';
import { createWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import type { ToEngine } from '../messages.ts';
import { desktopVault } from './remote-vault.ts';

export interface DesktopWorkspace {
  context: HostContext;
  /** Ends when the engine was told to stop; fails when it cannot go on. */
  running: Promise<unknown>;
  close(): Promise<void>;
}

export async function openDesktopWorkspace(
  message: ToEngine & { kind: 'open' },
  keychain: SecretVault,
): Promise<DesktopWorkspace> {
  const files = fileVault();
  const vault = message.keychain ? desktopVault(keychain, files) : files;
  const options = { host: 'desktop', vault, registry: await loadEngineRegistry() } as const;
  const { file, language, timezone } = message;
  if (!existsSync(file) && message.missing !== 'refuse') {
    mkdirSync(dirname(file), { recursive: true });
    if (message.missing === 'demo') await buildDemo(file, { ...options, resources: resourcesFolder(), language });
    else {
      const made = await createWorkspace(file, { name: basename(file, '.kaskad'), language, timezone }, options);
      await made.close();
    }
  }
  const opened = await openWorkspace(file, { ...options, mode: 'write' });

  if (message.afterCrash) notify(opened, 'engine-restarted');
  if (!message.keychain && !hasNotice(opened, 'no-keychain')) notify(opened, 'no-keychain');
  const pages = await servePublicly(opened);
  const stop = new AbortController();
  const running = opened.engine.run(stop.signal);
  return {
    context: opened,
    running,
    async close() {
      stop.abort();
      await running.catch(() => undefined);
      await pages.close();
      await opened.close();
    },
  };
}

function notify({ store, changes, now }: HostContext, code: string): void {
  store.notices.add(now(), code, {});
  changes.publish('notices');
}

const hasNotice = ({ store }: HostContext, code: string): boolean =>
  store.notices.list(1000).some((notice) => notice.code === code);
