/** What vendors tell when asked: fates of open messages, failures that name the recipient only, and unsubscribes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { scansIn } from '../../tests/kit/plans.ts';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { defineConnector, type Incoming, type OpenMessage, type PollContext } from '../sdk/connector.ts';
import { messageStore } from '../store/messages.ts';

const hour = 3_600_000;
let ws: TestWorkspace;
let account = '';
let asked: readonly OpenMessage[] = [];
let answer: Incoming[] = [];

const vendor = defineConnector({
  type: 'asked',
  config: z.strictObject({}),
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 4, perSecond: null },
  pollEvery: 1000,
  receipts: ['delivered', 'failed'],
  open: () => ({
    verify: async () => ({ detail: 'ready' }),
    send: async (message) => ({ vendorId: `v:${message.to}` }),
    poll: async (_cursor: unknown, { open }: PollContext) => {
      asked = [];
      for (let page = open?.(null, 2) ?? []; page.length > 0; page = open?.(page.at(-1) ?? null, 2) ?? [])
        asked = [...asked, ...page];
      return { incoming: answer.splice(0), cursor: null, more: false };
    },
  }),
});

beforeEach(async () => {
  const known = await loadEngineRegistry();
  ws = await testWorkspace({
    now: '2026-03-02T09:00:00Z',
    registry: { ...known, connectors: new Map([...known.connectors, ['asked', vendor]]) },
  });
  account = await addAccount(ws, { type: 'asked', name: 'Asked', config: {}, makeDefault: true });
  for (const name of ['anna', 'boris', 'clara']) {
    ws.contact(name, {
      addresses: [{ kind: 'email', value: `${name}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
  }
  answer = [];
  const flow = ws.flow(
    flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail']),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
});
afterEach(() => ws.dispose());

const stateOf = (name: string) => {
  const contact = ws.store.contacts.byKey(name) as number;
  return ws.store.messages.latestSentTo(contact, 'email');
};

describe('open messages', () => {
  it('are given a page at a time, until their fate is told or three days have passed', async () => {
    await ws.engine.sync(account);
    expect(asked.map(({ vendorId, to, channel }) => ({ vendorId, to, channel }))).toEqual(
      ['anna', 'boris', 'clara'].map((name) => ({
        vendorId: `v:${name}@example.com`,
        to: `${name}@example.com`,
        channel: 'email',
      })),
    );
    answer = [
      { kind: 'receipt', id: '1', vendorId: 'v:anna@example.com', state: 'delivered', at: ws.clock.now },
      { kind: 'receipt', id: '2', vendorId: 'v:boris@example.com', state: 'failed', at: ws.clock.now },
    ];
    await ws.engine.sync(account);
    await ws.engine.sync(account);
    expect(asked.map(({ to }) => to)).toEqual(['clara@example.com']);
    ws.clock.now += 73 * hour;
    await ws.engine.sync(account);
    expect(asked).toEqual([]);
  });

  it('are found by an index', () => {
    const { db } = ws.store;
    let sql = '';
    messageStore(
      new Proxy(db, {
        get: (of, key) =>
          key !== 'prepare'
            ? Reflect.get(of, key)
            : (text: string) => {
                if (text.includes('vendorId')) sql = text;
                return of.prepare(text);
              },
      }),
    );
    const plan = db
      .prepare<[string, number, number, number], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all(account, 1, 1, 100)
      .map(({ detail }) => detail);
    expect(plan.join()).toContain('messages_open');
    expect(scansIn(plan)).toEqual([]);
  });
});

describe('a failure that names the recipient only', () => {
  const failed = (recipient: string, at: number): Incoming => ({
    kind: 'receipt',
    id: `${recipient}:${at}`,
    recipient,
    channel: 'email',
    state: 'failed',
    at,
    reason: '5.1.1 no such user',
  });
  it('is about the last message that this account sent to them', () => {
    expect(ws.engine.receive(account, [failed('anna@example.com', ws.clock.now)]).messages).toBe(1);
    expect(stateOf('anna')).toMatchObject({ state: 'failed', reason: '5.1.1 no such user' });
    expect(stateOf('boris')?.state).toBe('sent');
  });
  it.each([
    ['older than the message', () => failed('anna@example.com', ws.clock.now - hour)],
    ['days younger', () => failed('anna@example.com', ws.clock.now + 73 * hour)],
    ['of nobody', () => failed('nobody@example.com', ws.clock.now)],
  ])('is none when it is %s', (_, notice) => {
    expect(ws.engine.receive(account, [notice()]).messages).toBe(0);
    expect(stateOf('anna')?.state).toBe('sent');
  });
  it('is none when another account tells of it', () => {
    expect(ws.engine.receive('sandbox', [failed('anna@example.com', ws.clock.now)]).messages).toBe(0);
    expect(stateOf('anna')?.state).toBe('sent');
  });
});

describe('an unsubscribe at the vendor', () => {
  const no = (from: string): Incoming => ({ kind: 'unsubscribe', id: from, channel: 'email', from, at: ws.clock.now });
  it('takes back the consent, and makes nobody a contact', () => {
    ws.engine.receive(account, [no('anna@example.com'), no('stranger@example.com')]);
    const anna = ws.store.contacts.byKey('anna') as number;
    expect(ws.store.contacts.consents(anna)).toMatchObject([{ channel: 'email', granted: false }]);
    expect(ws.store.contacts.byAddress('email', 'stranger@example.com')).toBeNull();
  });
});
