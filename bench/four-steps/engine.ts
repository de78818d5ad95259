/**
 * The engine in a process of its own: trigger, condition, wait of nothing, send to the sink. Arguments: workspace, the sink's
 * port, contacts, `make` (fills a new workspace and ends) or `open`. Says `ready`; on `{ start: "<country>" }` lets those
 * contacts in; on `stop` tells what the report says and ends. Opened again after a crash it goes on by itself.
 */
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';
import { inFlight, postTo } from './post.ts';

/** What the engine's report counted, over all flows. */
export interface Counted {
  sent: number;
  unknown: number;
  failed: number;
}

const [file = '', port = '', people = '0', mode] = process.argv.slice(2);

const sink = defineConnector({
  type: 'bench',
  config: z.strictObject({}),
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: inFlight, perSecond: null },
  pollEvery: null,
  receipts: [],
  open: () => ({
    verify: async () => ({ detail: 'ready' }),
    async send({ to }) {
      const status = await postTo(Number(port), to);
      if (status !== 200) throw new ConnectorError('bad-request', `The sink answered ${status}.`);
      return { vendorId: null };
    },
  }),
});

const flow = (country: string): FlowDocument => ({
  format: 'kaskad.flow',
  formatVersion: 1,
  name: `To ${country}`,
  language: 'en',
  settings: {},
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    {
      id: 'start',
      type: 'trigger-manual',
      version: 1,
      config: { audience: { combinator: 'and', rules: [{ field: 'country', operator: '=', value: country }] } },
    },
    {
      id: 'who',
      type: 'segment',
      version: 1,
      config: {
        branches: [
          {
            id: 'known',
            rule: { combinator: 'and', rules: [{ field: 'first_name', operator: '=', value: 'Anna' }] },
          },
        ],
      },
    },
    { id: 'pause', type: 'wait', version: 1, config: { for: 'PT0S' } },
    {
      id: 'mail',
      type: 'email',
      version: 1,
      config: { account: 'mail', topic: 'service', content: { en: { subject: 'Hello', html: '<p>Hello</p>' } } },
    },
  ],
  edges: [
    { from: 'start', outlet: 'next', to: 'who' },
    { from: 'who', outlet: 'known', to: 'pause' },
    { from: 'pause', outlet: 'next', to: 'mail' },
  ],
});

const registry = await loadEngineRegistry();
const options = {
  host: 'web',
  registry: { ...registry, connectors: new Map([...registry.connectors, [sink.type, sink]]) },
  vault: memoryVault(),
} as const;

async function made() {
  const ws = await createWorkspace(file, { name: 'Bench', timezone: 'UTC', language: 'en' }, options);
  await addAccount(ws, { type: sink.type, name: 'Sink', config: {}, makeDefault: true });
  const contact = (key: string, country: string) => ({
    key,
    profile: { first_name: 'Anna', country },
    addresses: [{ kind: 'email', value: key }],
  });
  ws.store.db.transaction(() => {
    const warm = Array.from({ length: 200 }, (_, n) => contact(`w${n}@example.com`, 'PL'));
    const all = Array.from({ length: Number(people) }, (_, n) => contact(`c${n}@example.com`, 'UA'));
    ws.store.contacts.saveAll([...warm, ...all], 0, 'bench');
  })();
  return ws;
}

if (mode === 'make') {
  await (await made()).close();
  process.send?.('made', () => process.disconnect());
} else await work();

async function work(): Promise<void> {
  const ws = await openWorkspace(file, { ...options, mode: 'write' });
  const stopping = new AbortController();
  const running = ws.engine.run(stopping.signal);
  process.on('message', (message: 'stop' | { start: string }) => {
    if (message !== 'stop') {
      ws.engine.startFlow(ws.store.flows.create(flow(message.start), Date.now()));
      return;
    }
    stopping.abort();
    void running.then(async () => {
      const counted: Counted = { sent: 0, unknown: 0, failed: 0 };
      for (const { id } of ws.store.flows.list()) {
        for (const one of readReport(ws.store, ws.registry, id).messages) {
          counted.sent += one.sent;
          counted.unknown += one.unknown;
          counted.failed += one.failed;
        }
      }
      await ws.close();
      process.send?.(counted, () => process.disconnect());
    });
  });
  process.send?.('ready');
}
