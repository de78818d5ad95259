/**
 * Sends to a vendor that answers at once, beside a bare ledger with the same promise: the intent is on the disk before the
 * call, for as many as are in flight, and the outcome after it.
 */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod';
import type { FlowDocument } from '../flows/document/schema.ts';
import { addAccount } from '../flows/host/accounts.ts';
import { readReport } from '../flows/reports/report.ts';
import { defineConnector } from '../flows/sdk/connector.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { type Figure, figure, inWorkspace, type Size, seconds } from './measure.ts';

const inFlight = 64;

const answers = (): Promise<{ vendorId: string }> =>
  new Promise((resolve) => setImmediate(() => resolve({ vendorId: 'v' })));

const vendor = defineConnector({
  type: 'bench',
  config: z.strictObject({}),
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: inFlight, perSecond: null },
  pollEvery: null,
  receipts: [],
  open: () => ({ verify: async () => ({ detail: 'ready' }), send: answers }),
});

const document: FlowDocument = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'One letter',
  language: 'en',
  settings: {},
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    { id: 'start', type: 'trigger-manual', version: 1, config: { audience: { combinator: 'and', rules: [] } } },
    {
      id: 'mail',
      type: 'email',
      version: 1,
      config: {
        account: 'mail',
        topic: 'service',
        content: { en: { subject: 'Hi {{ contact.first_name }}', html: '<p>Hello {{ contact.first_name }}</p>' } },
      },
    },
  ],
  edges: [{ from: 'start', outlet: 'next', to: 'mail' }],
};

export function sends(registry: EngineRegistry, size: Size): Promise<Figure> {
  const withVendor = { ...registry, connectors: new Map([...registry.connectors, [vendor.type, vendor]]) };
  return inWorkspace(withVendor, async (ws, folder) => {
    await addAccount(ws, { type: vendor.type, name: 'Bench', config: {}, makeDefault: true });
    ws.store.db.transaction(() => {
      for (let n = 0; n < size.sends; n++) {
        const addresses = [{ kind: 'email', value: `c${n}@example.com` }];
        ws.store.contacts.save({ key: `c${n}`, profile: { first_name: 'Anna' }, addresses }, 0, 'bench');
      }
    })();
    const flow = ws.store.flows.create(document, 0);
    ws.engine.startFlow(flow);
    const ours = await seconds(() => ws.engine.runUntilIdle());
    const sent = readReport(ws.store, ws.registry, flow).messages[0]?.sent;
    if (sent !== size.sends) throw new Error(`Only ${sent} of ${size.sends} messages were sent`);
    const limit = await ledger(join(folder, 'ledger.db'), size.sends);
    return figure('sends to a vendor that answers at once', 'messages', size.sends, { ours, limit }, 'a bare ledger');
  });
}

/** Seconds. One transaction a turn: what came back, and the intents of exactly the free slots. */
async function ledger(file: string, people: number): Promise<number> {
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(`CREATE TABLE run (id INTEGER PRIMARY KEY, node INTEGER NOT NULL) STRICT;
    CREATE INDEX run_node ON run(node, id);
    CREATE TABLE send (run_id INTEGER PRIMARY KEY, state INTEGER NOT NULL, vendor_id TEXT) STRICT;`);
  const add = db.prepare('INSERT INTO run (id, node) VALUES (?, 1)');
  db.transaction(() => {
    for (let n = 1; n <= people; n++) add.run(n);
  })();
  const ready = db.prepare<[number], number>('SELECT id FROM run WHERE node = 1 LIMIT ?').pluck();
  const intent = db.prepare('INSERT INTO send (run_id, state) VALUES (?, 1)');
  const outcome = db.prepare('UPDATE send SET state = 2, vendor_id = ? WHERE run_id = ?');
  const move = db.prepare('UPDATE run SET node = ? WHERE id = ?');
  const back: { id: number; vendorId: string }[] = [];
  let flying = 0;
  const turn = db.transaction((): number[] => {
    for (const { id, vendorId } of back.splice(0)) {
      outcome.run(vendorId, id);
      move.run(3, id);
    }
    const ids = ready.all(inFlight - flying);
    for (const id of ids) {
      intent.run(id);
      move.run(2, id);
    }
    return ids;
  });
  const took = await seconds(async () => {
    for (let done = 0; done < people; ) {
      done += back.length;
      for (const id of turn()) {
        flying++;
        void answers().then(({ vendorId }) => {
          flying--;
          back.push({ id, vendorId });
        });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  db.close();
  return took;
}
