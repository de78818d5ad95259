/** An open, empty workspace for tests of hosts, with an engine that has nothing to do. */
import { changeBus } from '../../flows/host/changes.ts';
import type { HostContext } from '../../flows/host/context.ts';
import { publicWeb } from '../../flows/host/public/web.ts';
import type { SecretVault } from '../../flows/host/vault.ts';
import type { Engine } from '../../flows/runtime/engine.ts';
import { openStore } from '../../flows/store/store.ts';

/** Merging and erasing need an engine that works: see kit/workspace.ts. */
const none = (): never => {
  throw new Error('This engine does nothing');
};

const idle: Engine = {
  startFlow: () => ({ version: 1, entered: 0, entering: false }),
  standing: () => [],
  letIn: () => true,
  heldUntil: () => null,
  releaseFlow() {},
  sendingChanged() {},
  brandChanged() {},
  linksChanged() {},
  sendTest: async () => ({ ok: true, detail: '', errorClass: null }),
  pauseFlow() {},
  resumeFlow() {},
  stopFlow: () => 0,
  runUntilIdle: async () => ({ steps: 0, messages: 0, until: 0 }),
  run: async () => ({ steps: 0, messages: 0, until: 0 }),
  runVirtual: async () => ({ steps: 0, messages: 0, until: 0 }),
  mergeContacts: none,
  foreseeMerge: none,
  unmergeContacts: none,
  eraseContact: none,
  foresee: none,
  redeemOffer: none,
  answerConsents() {},
  pressButton: () => false,
  followLink() {},
  wake() {},
  afterSleep() {},
  sync: async () => ({ contacts: 0, events: 0, messages: 0 }),
  receive: () => ({ events: 0, messages: 0 }),
  testAccount: async () => ({ ok: true, detail: '', errorClass: null }),
  accountChanged() {},
  async close() {},
};

export function testContext(file: string): HostContext {
  const secrets = new Map<string, string>();
  const store = openStore(file, { mode: 'create' });
  const vault: SecretVault = {
    async put(value) {
      const reference = `test-${secrets.size}`;
      secrets.set(reference, value);
      return reference;
    },
    get: async (reference) => secrets.get(reference) ?? null,
    async remove(reference) {
      secrets.delete(reference);
    },
  };
  return {
    store,
    engine: idle,
    registry: { nodes: new Map(), connectors: new Map() },
    specs: new Map(),
    vault,
    web: publicWeb(store, vault),
    changes: changeBus(10),
    now: () => Date.now(),
    host: 'web',
  };
}
