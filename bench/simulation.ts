/**
 * A forecast of sixty days for a whole base through ten nodes, beside running the same flow: the same engine on the wall
 * clock, which a loop here moves to whatever is due next, with a vendor that takes every message at once. Nobody answers in
 * either, so both do the same and have to come to the same counts.
 */
import * as z from 'zod';
import type { FlowDocument } from '../flows/document/schema.ts';
import { addAccount } from '../flows/host/accounts.ts';
import type { OpenWorkspace } from '../flows/host/workspace.ts';
import { readReport } from '../flows/reports/report.ts';
import { defineConnector } from '../flows/sdk/connector.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import { simulate } from '../flows/simulate/simulate.ts';
import { type Figure, inWorkspace, rate, type Size, type Took, took } from './measure.ts';
import { addPeople, everybody } from './people.ts';

const start = Date.UTC(2026, 2, 1, 9);
const day = 24 * 3_600_000;
const days = 60;
const seed = 7;

const vendor = defineConnector({
  type: 'bench',
  config: z.strictObject({}),
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 64, perSecond: null },
  pollEvery: null,
  receipts: [],
  open: () => ({
    verify: async () => ({ detail: 'ready' }),
    send: async () => ({ vendorId: null }),
  }),
});

const letter = (id: string) => ({
  id,
  type: 'email',
  version: 1,
  config: { account: 'mail', topic: 'service', content: { en: { subject: 'Hello', html: '<p>Hello</p>' } } },
});
const node = (id: string, type: string, config: object) => ({ id, type, version: 1, config: { ...config } });

const document: FlowDocument = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'Ten nodes',
  language: 'en',
  settings: {},
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    node('start', 'trigger-manual', { audience: everybody }),
    node('half', 'split', {
      arms: [
        { id: 'a', weight: 5000 },
        { id: 'b', weight: 5000 },
      ],
    }),
    letter('first'),
    letter('second'),
    node('think', 'wait', { for: 'P3D' }),
    node('who', 'segment', {
      branches: [{ id: 'ua', rule: { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] } }],
    }),
    node('ordered', 'wait-for', { outcomes: [{ id: 'yes', event: 'order.created' }], timeout: 'P10D' }),
    node('month', 'wait', { for: 'P30D' }),
    node('back', 'milestone', { name: 'A month later' }),
    node('end', 'exit', { reason: 'done' }),
  ],
  edges: [
    ['start', 'next', 'half'],
    ['half', 'a', 'first'],
    ['half', 'b', 'second'],
    ['first', 'next', 'think'],
    ['first', 'not-sent', 'think'],
    ['second', 'next', 'think'],
    ['second', 'not-sent', 'think'],
    ['think', 'next', 'who'],
    ['who', 'ua', 'ordered'],
    ['who', 'else', 'month'],
    ['ordered', 'yes', 'month'],
    ['ordered', 'timeout', 'month'],
    ['month', 'next', 'back'],
    ['back', 'next', 'end'],
  ].map(([from = '', outlet = '', to = '']) => ({ from, outlet, to })),
};

export async function simulation(known: EngineRegistry, size: Size): Promise<Figure[]> {
  const registry = { ...known, connectors: new Map([...known.connectors, [vendor.type, vendor]]) };
  const people = Math.min(size.people, size.forecast);
  const clock = { now: start };
  const measured = async (work: (ws: OpenWorkspace, flow: string) => Promise<unknown>): Promise<[Took, string]> => {
    clock.now = start;
    let counts: unknown;
    const spent = await inWorkspace(
      registry,
      async (ws) => {
        addPeople(ws.store.db, people);
        await addAccount(ws, { type: vendor.type, name: 'Vendor', config: {}, makeDefault: true });
        const flow = ws.store.flows.create(document, start);
        return took(async () => {
          counts = await work(ws, flow);
        });
      },
      () => clock.now,
    );
    return [spent, JSON.stringify(counts)];
  };
  const [foreseen, foretold] = await measured(async (ws, flow) => {
    const to = start + days * day;
    const channels = {
      email: { delivered: 1, failed: 0, read: 0, clicked: 0, replied: 0, pressed: 0, unsubscribed: 0 },
    };
    const result = await simulate(ws, { flow, from: start, to, seed, assumptions: { channels }, now: start });
    return result.nodes.map(({ id, entered, waiting, left, exited }) => ({ id, entered, waiting, left, exited }));
  });
  const [run, happened] = await measured(async (ws, flow) => {
    ws.engine.startFlow(flow, start, { letIn: 'later' });
    for (;;) {
      await ws.engine.runUntilIdle();
      const next = ws.store.journeys.nextDue();
      if (next === null || next > start + days * day) break;
      clock.now = Math.max(clock.now, next);
    }
    const { nodes } = readReport(ws.store, ws.registry, flow);
    return nodes.map(({ id, entered, waiting, left, exited }) => ({ id, entered, waiting, left, exited }));
  });
  if (foretold !== happened) throw new Error(`Foreseen ${foretold}, but there was ${happened}`);
  const about = { name: 'a forecast of 60 days through 10 nodes', items: people, bar: { atLeast: 1 } };
  return [rate('contacts', { ...about, limitIs: 'running the flow, with a vendor that takes no time' }, foreseen, run)];
}
