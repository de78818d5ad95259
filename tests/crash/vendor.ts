/**
 * A vendor on this computer, over HTTP, in three manners: one that takes everything it is given (`plain`), one that drops
 * repeats of a key (`keyed`), and one whose client says when the message is handed over (`marked`). It can kill its
 * caller in the middle of a call, before or after it acted.
 */
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { type Connector, ConnectorError, defineConnector } from '../../flows/sdk/connector.ts';

export const manners = ['plain', 'keyed', 'marked'] as const;
export type Manner = (typeof manners)[number];

/** Calls that one account makes at once, of letters and of operations each: what a crash may leave unknown of either. */
export const concurrency = 5;

/** What one round did to the vendor. */
export interface Ledger {
  /** How often the vendor acted, by key of the message. */
  acted: Map<string, number>;
  /** Keys in the order in which the vendor acted. */
  order: string[];
  /** Asked at each call whether its caller is to be killed, and when. */
  kill: ((call: number) => 'before-acting' | 'after-acting' | null) | null;
  calls: number;
  killed: number;
}

/** False when the process was killed from elsewhere in between. */
function kills(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

export type SinkVendor = Awaited<ReturnType<typeof startVendor>>;

export async function startVendor() {
  const ledgers = new Map<string, Ledger>();
  const ledgerOf = (round: string): Ledger => {
    let ledger = ledgers.get(round);
    if (ledger === undefined) {
      ledger = {
        acted: new Map(),
        order: [],
        kill: null,
        calls: 0,
        killed: 0,
      };
      ledgers.set(round, ledger);
    }
    return ledger;
  };

  const server = createServer((req, res) => {
    const [, what = '', round = '', rest = ''] = (req.url ?? '').split('/');
    const ledger = ledgerOf(round);
    if (what === 'receipts') {
      const from = Number(rest);
      res.end(JSON.stringify(ledger.order.slice(from, from + 20)));
      return;
    }
    const key = decodeURIComponent(rest);
    const caller = Number(req.headers['x-caller']);
    ledger.calls++;
    const kill = ledger.kill?.(ledger.calls) ?? null;
    const act = (): void => {
      if (what === 'keyed' && ledger.acted.has(key)) return;
      ledger.acted.set(key, (ledger.acted.get(key) ?? 0) + 1);
      // Of calls to the team nobody asks what became of them.
      if (!key.includes(':alarm:')) ledger.order.push(key);
    };
    if (kill !== 'before-acting') act();
    if (kill !== null && caller !== process.pid) {
      if (kills(caller)) ledger.killed++;
      req.socket.destroy();
      return;
    }
    res.end(JSON.stringify({ id: `v:${key}` }));
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    ledgerOf,
    forget: (round: string) => ledgers.delete(round),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The three connectors. `round` names the workspace to the vendor, since copies of one workspace share their keys. */
export function vendorConnectors(round: string): Connector[] {
  return manners.map((manner) =>
    defineConnector({
      type: `sink-${manner}`,
      config: z.strictObject({ port: z.number() }),
      capabilities: ['send.email', 'receive.receipts'],
      deduplicatesByKey: manner === 'keyed',
      marksHandover: manner === 'marked',
      limits: { concurrency, perSecond: null },
      pollEvery: 3_600_000,
      receipts: ['delivered'],
      open: ({ port }) => client(port, manner, round),
    }),
  );
}

function client(port: number, manner: Manner, round: string): ReturnType<Connector['open']> {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 * concurrency + 1 });
  const call = (path: string, signal: AbortSignal): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { host: '127.0.0.1', port, path, method: 'POST', agent, signal, headers: { 'x-caller': process.pid } },
        (res) => {
          let text = '';
          res.setEncoding('utf8');
          res.on('data', (chunk: string) => {
            text += chunk;
          });
          res.on('end', () => resolve(JSON.parse(text)));
        },
      );
      sent.on('error', (cause) =>
        reject(new ConnectorError('unreachable', 'The vendor hung up.', { mayHaveActed: true, cause })),
      );
      sent.end();
    });
  return {
    verify: async () => ({ detail: 'The loopback vendor.' }),
    async send(message, { signal, handover }) {
      await handover();
      const { id } = (await call(`/${manner}/${round}/${encodeURIComponent(message.key)}`, signal)) as { id: string };
      return { vendorId: id };
    },
    async poll(cursor, { signal, now }) {
      const from = typeof cursor === 'number' ? cursor : 0;
      const keys = (await call(`/receipts/${round}/${from}`, signal)) as string[];
      return {
        incoming: keys.map((key) => ({ kind: 'receipt', id: `delivered ${key}`, key, state: 'delivered', at: now })),
        cursor: from + keys.length,
        more: keys.length > 0,
      };
    },
    async close() {
      agent.destroy();
    },
  };
}
