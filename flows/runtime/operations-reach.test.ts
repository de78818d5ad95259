/** Operations by which a machine writes to or calls the person: done for nobody whom a message would not reach. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { defineConnector, defineOperation } from '../sdk/connector.ts';
import { simulate } from '../simulate/simulate.ts';

let ws: TestWorkspace;
let called: string[];
beforeEach(async () => {
  called = [];
  const dialler = defineConnector({
    type: 'dialler',
    config: z.strictObject({}),
    capabilities: ['operations.dial.add'],
    deduplicatesByKey: false,
    marksHandover: false,
    limits: { concurrency: 10, perSecond: null },
    pollEvery: null,
    receipts: [],
    operations: {
      'dial.add': defineOperation({
        input: z.strictObject({ who: z.string() }),
        idempotent: () => true,
        reaches: { channel: 'phone-call', topic: 'marketing' },
      }),
    },
    open: () => ({
      verify: async () => ({ detail: 'ready' }),
      operate: async (_name, input) => void called.push((input as { who: string }).who),
    }),
  });
  const registry = await loadEngineRegistry();
  ws = await testWorkspace({
    registry: { ...registry, connectors: new Map([...registry.connectors, ['dialler', dialler]]) },
  });
  await addAccount(ws, { type: 'dialler', name: 'Dialler', config: {}, makeDefault: true });
  const phone = (value: string) => [{ kind: 'phone', value }];
  const says = (granted: boolean) => [{ channel: 'phone-call', topic: 'marketing', granted }];
  ws.contact('agreed', { addresses: phone('+380501110001'), consents: says(true) });
  ws.contact('refused', { addresses: phone('+380501110002'), consents: says(false) });
  ws.contact('never-asked', { addresses: phone('+380501110003') });
  ws.contact('no-phone', { consents: says(true) });
  const talked = ws.contact('talked-to', { addresses: phone('+380501110004'), consents: says(true) });
  ws.store.pauses.pause(talked, ws.clock.now + 3_600_000);
});
afterEach(() => ws.dispose());

const document = flowOf(
  [
    ['start', 'trigger-manual', { audience: everybody }],
    [
      'dial',
      'account-action',
      { account: 'dial', operation: 'dial.add', input: [{ field: 'who', value: '{{ contact.key }}' }] },
    ],
    ['ok', 'exit', { reason: 'ok' }],
    ['bad', 'exit', { reason: 'bad' }],
  ],
  ['start.next>dial', 'dial.next>ok', 'dial.failed>bad'],
  {},
  { accounts: { dial: { capability: 'operations.dial.add' } } },
);

describe('an operation that reaches the person', () => {
  it('[S13] is done only for who agreed, can be reached, and is not talked to just now; the others are told why', async () => {
    const flow = ws.flow(document);
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(called).toEqual(['agreed']);
    expect(ws.report(flow).exited).toEqual({ ok: 1, bad: 4 });
    const reasons = ws.store.db
      .prepare<[], { key: string; reason: string | null }>(
        'SELECT c.key, o.reason FROM operations o JOIN contacts c ON c.id = o.contact_id ORDER BY c.id',
      )
      .all();
    expect(reasons.map(({ key, reason }) => [key, reason])).toEqual([
      ['agreed', null],
      ['refused', 'no-consent'],
      ['never-asked', 'no-consent'],
      ['no-phone', 'no-address'],
      ['talked-to', 'automation-paused'],
    ]);
  });

  it('[S13] goes by the consent of the moment in which it is done, not of that in which it was asked for', async () => {
    const flow = ws.flow(document);
    ws.engine.startFlow(flow);
    // Taken back before the outbox came to it.
    ws.contact('agreed', { consents: [{ channel: 'phone-call', topic: 'marketing', granted: false }] });
    await ws.engine.runUntilIdle();
    expect(called).toEqual([]);
    expect(ws.report(flow).exited).toEqual({ bad: 5 });
  });

  it('is foreseen as it would be', async () => {
    const flow = ws.flow(document);
    const from = ws.clock.now;
    const told = await simulate(ws, {
      flow,
      from,
      to: from + 86_400_000,
      now: from,
      seed: 1,
      assumptions: { currency: 'EUR', channels: {} },
    });
    expect(told.exited).toEqual({ ok: 1, bad: 4 });
    expect(called).toEqual([]);
  });
});
