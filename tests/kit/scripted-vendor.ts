/** A vendor inside the process that does with each call what a script says, and keeps a ledger of what it did. */
import * as z from 'zod';
import { type Connector, ConnectorError, defineConnector, type SendReceipt } from '../../flows/sdk/connector.ts';
import type { EngineRegistry } from '../../flows/sdk/registry.ts';

export type Answer =
  | 'takes'
  | 'temporary'
  | 'rate-limited'
  | 'blocked'
  /** Acts, then the connection is cut. */
  | 'cut-after-acting'
  /** The connection is cut before anything was done. */
  | 'cut-before-acting'
  /** Acts, and never answers: only the engine's signal ends the call. */
  | 'hangs';

export interface ScriptedVendor {
  /** The engine's registry with this vendor in it, of type `scripted`. */
  registry: EngineRegistry;
  /** Decides about the next calls; by default it takes everything. */
  script: (call: number, key: string) => Answer;
  /** How often it acted, by key. */
  acted: Map<string, number>;
  calls: number;
  callers: number;
  /** Calls of the present caller that it has not answered yet. */
  open: number;
  mostOpen: number;
  /** The calls of a process that died are nobody's any more. */
  callerDied(): void;
}

export const retryAfter = 45_000;

export function scriptedVendor(
  registry: EngineRegistry,
  kind: { deduplicatesByKey?: boolean; marksHandover?: boolean; concurrency?: number } = {},
): ScriptedVendor {
  const deduplicatesByKey = kind.deduplicatesByKey ?? false;
  const marksHandover = kind.marksHandover ?? false;
  const act = (key: string): void => {
    if (deduplicatesByKey && vendor.acted.has(key)) return;
    vendor.acted.set(key, (vendor.acted.get(key) ?? 0) + 1);
  };
  async function answer(key: string, signal: AbortSignal): Promise<SendReceipt> {
    const what = vendor.script(++vendor.calls, key);
    await new Promise((resolve) => setImmediate(resolve));
    switch (what) {
      case 'takes':
        act(key);
        return { vendorId: `v:${key}` };
      case 'temporary':
        throw new ConnectorError('temporary', 'Try again later.');
      case 'rate-limited':
        throw new ConnectorError('rate-limited', 'Slower, please.', { retryAfter });
      case 'blocked':
        throw new ConnectorError('blocked', 'This person has blocked us.');
      case 'cut-after-acting':
        act(key);
        throw new ConnectorError('unreachable', 'The connection was cut.', { mayHaveActed: true });
      case 'cut-before-acting':
        throw new ConnectorError('unreachable', 'The connection was cut.');
      case 'hangs':
        act(key);
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () =>
            reject(new ConnectorError('unreachable', 'No answer came.', { mayHaveActed: true })),
          );
        });
    }
  }
  const connector: Connector = defineConnector({
    type: 'scripted',
    config: z.strictObject({}),
    capabilities: ['send.email', 'send.sms'],
    deduplicatesByKey,
    marksHandover,
    limits: { concurrency: kind.concurrency ?? 5, perSecond: null },
    pollEvery: null,
    receipts: ['delivered'],
    open: () => ({
      verify: async () => ({ detail: 'The scripted vendor.' }),
      async send(message, { signal, handover }) {
        const caller = vendor.callers;
        vendor.open++;
        vendor.mostOpen = Math.max(vendor.mostOpen, vendor.open);
        try {
          await handover();
          return await answer(message.key, signal);
        } finally {
          if (caller === vendor.callers) vendor.open--;
        }
      },
    }),
  });
  const vendor: ScriptedVendor = {
    registry: { nodes: registry.nodes, connectors: new Map([...registry.connectors, ['scripted', connector]]) },
    script: () => 'takes',
    acted: new Map(),
    calls: 0,
    callers: 1,
    open: 0,
    mostOpen: 0,
    callerDied() {
      vendor.callers++;
      vendor.open = 0;
    },
  };
  return vendor;
}
