/** Deliveries of a vendor that signs nothing, over a real socket: the address is believed, and may bring events alone. */
import { request as httpRequest } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { addAccount } from '../../flows/host/accounts.ts';
import { writeTally } from '../../flows/host/hook-tally.ts';
import { type RunningServer, serve } from '../../flows/host/server.ts';
import { personOf } from '../../flows/sdk/chat.ts';
import { defineConnector, type Incoming } from '../../flows/sdk/connector.ts';
import type { Signed } from '../kit/deliveries.ts';
import { jivoTold, jivoVisitor } from '../kit/fake-jivo.ts';
import { flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let ws: TestWorkspace;
let server: RunningServer;
let account = '';
const failures: unknown[] = [];
/** What a connector would bring that does not keep to the rule. */
let brought: readonly Incoming[] = [];

const careless = defineConnector({
  type: 'careless',
  config: z.strictObject({}),
  capabilities: ['receive.events'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery: null,
  receipts: [],
  hook: {
    checkedBy: null,
    byAddress: true,
    ready: () => true,
    receipts: [],
    wordIsCopied: false,
    receive: () => ({ kind: 'taken', incoming: brought }),
  },
  open: () => ({ verify: async () => ({ detail: 'ready' }) }),
});

async function connect(type: string): Promise<void> {
  account = await addAccount(ws, { type, name: type, config: {}, makeDefault: false });
}

beforeEach(async () => {
  const known = await loadEngineRegistry();
  ws = await testWorkspace({
    registry: { ...known, connectors: new Map([...known.connectors, ['careless', careless]]) },
  });
  server = await serve(ws, { onError: (error) => failures.push(error) });
});
afterEach(async () => {
  await server.close();
  await ws.dispose();
  expect(failures.splice(0)).toEqual([]);
});

function deliver(
  { headers, body }: Signed,
  more: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  const { path } = ws.store.vendorHooks.need(account, ws.clock.now);
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port: server.port, path: `/hooks/v/${path}`, method: 'POST' };
    const request = httpRequest({ ...options, headers: { ...headers, ...more } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}
const byEmail = (value: string) => ws.store.contacts.byAddress('email', value);
const view = (contact: number) => ws.store.contacts.view(contact, { workspace: 'UTC' });
const told = (contact: number) => ws.store.events.ofContact(contact, 100).map(({ type }) => type);

describe('Jivo', () => {
  beforeEach(() => connect('jivo'));

  it('brings a visitor into the flow that waits for the end of chats', async () => {
    const flow = ws.flow(
      flowOf(
        [
          [
            'start',
            'trigger-event',
            {
              event: 'chat.finished',
              where: { combinator: 'and', rules: [{ field: 'props.utm_source', operator: '=', value: 'google' }] },
            },
          ],
          ['end', 'wait', { for: 'P1D' }],
        ],
        ['start.next>end'],
      ),
    );
    ws.engine.startFlow(flow);
    expect(await deliver(jivoTold('chat_finished'))).toEqual({ status: 200, text: '{"result":"ok"}' });
    await ws.engine.runUntilIdle();
    const contact = byEmail('olena@example.com') ?? 0;
    expect(view(contact)).toMatchObject({ first_name: 'Olena Test', phone: '+380501112233' });
    // A chat is no consent to anything.
    expect(ws.store.contacts.consents(contact)).toEqual([]);
    expect(ws.report(flow).nodes.find(({ id }) => id === 'end')).toMatchObject({ waiting: 1 });
    // The same again changes nothing; another chat is another event of the same person.
    await deliver(jivoTold('chat_finished'));
    await deliver(jivoTold('offline_message'));
    await ws.engine.runUntilIdle();
    expect(told(contact).sort()).toEqual(['chat.finished', 'chat.offline']);
  });

  it('keeps nobody who left no address, and says ok all the same', async () => {
    const before = ws.store.contacts.total();
    const nameless = { visitor: { name: 'Somebody', number: '7', phone: 'none' } };
    expect((await deliver(jivoTold('chat_accepted', nameless))).status).toBe(200);
    expect(ws.store.contacts.total()).toBe(before);
  });

  it('gives a known person no address and no name that a stranger typed', async () => {
    const anna = ws.contact('anna', {
      profile: { first_name: 'Anna' },
      addresses: [{ kind: 'email', value: 'anna@example.com' }],
    });
    await deliver(jivoTold('chat_accepted', { visitor: { ...jivoVisitor, name: 'Eve', email: 'Anna@Example.com' } }));
    expect(view(anna)).toMatchObject({ first_name: 'Anna', phone: null });
    expect(told(anna)).toEqual(['chat.accepted']);
    expect(ws.store.contacts.byAddress('phone', '+380501112233')).toBeNull();
  });

  it('does not bring back who was erased, and says so', async () => {
    const olena = ws.contact('olena', { addresses: [{ kind: 'email', value: 'olena@example.com' }] });
    ws.engine.eraseContact(olena, { askedBy: 'person', reference: '1', reason: null });
    expect((await deliver(jivoTold('client_updated'))).status).toBe(200);
    expect(byEmail('olena@example.com')).toBeNull();
    expect(ws.store.notices.list(5).map(({ code }) => code)).toContain('erased-wrote');
  });
});

it('[X41] of a vendor that signs nothing events are taken, and nothing else whatever it says', async () => {
  await connect('careless');
  const anna = ws.contact('anna', {
    addresses: [{ kind: 'email', value: 'anna@example.com' }],
    consents: [{ channel: 'email', topic: '', granted: true }],
  });
  const at = ws.clock.now;
  const view = ws.store.contacts.view(anna, { workspace: 'UTC' });
  if (view === null) throw new Error('nobody');
  ws.engine.receive('sandbox', [
    { kind: 'message', id: 'hi', channel: 'email', from: 'anna@example.com', at, text: 'Where is it?' },
  ]);
  const handed = ws.store.operations.queue({
    ...{ key: '1:chat:1', flow_id: 'f', version_id: 1, journey_id: 1, contact_id: anna, node: 'chat' },
    ...{ account_id: account, operation: 'chat.hand-over', input: '{}', expires_at: null, max_attempts: null, now: at },
  });
  ws.store.operations.end({ id: handed, now: at, state: 'done', reason: null, result: null });
  brought = [
    { kind: 'unsubscribe', id: '1', channel: 'email', from: 'anna@example.com', at },
    { kind: 'address', id: '2', address: 'email', value: 'anna@example.com', state: 'blocked', at },
    { kind: 'message', id: '3', channel: 'email', from: 'anna@example.com', at, text: 'I agree' },
    { kind: 'answer', id: '5', person: personOf(view), at, text: 'Send money' },
    { kind: 'event', id: '4', type: 'chat.accepted', at, who: { email: 'anna@example.com' }, props: {} },
  ];
  expect((await deliver({ headers: {}, body: '{}' })).status).toBe(200);
  await ws.engine.runUntilIdle();
  expect(told(anna).sort()).toEqual(['chat.accepted', 'message.received']);
  expect(ws.store.db.prepare('SELECT count(*) AS n FROM messages').get()).toEqual({ n: 0 });
  expect(ws.store.contacts.consents(anna)).toMatchObject([{ granted: true }]);
  expect(ws.store.contacts.addresses(anna)).toMatchObject([{ state: 'valid' }]);
});

it('[X42] a page may not deliver where nothing is signed, and it is counted', async () => {
  await connect('jivo');
  const fromPages: Record<string, string>[] = [{ origin: 'https://shop.example' }, { 'sec-fetch-site': 'cross-site' }];
  for (const more of fromPages)
    expect(await deliver(jivoTold('chat_finished'), more)).toEqual({ status: 401, text: '' });
  expect(byEmail('olena@example.com')).toBeNull();
  writeTally(ws.store);
  expect(ws.store.vendorHooks.need(account, ws.clock.now)).toMatchObject({
    refused: 2,
    refusedFor: 'foreign',
    taken: 0,
  });
});

it('who found the address out is heard slowly', async () => {
  await connect('jivo');
  const answers = await Promise.all(Array.from({ length: 400 }, () => deliver({ headers: {}, body: '{}' })));
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses).toEqual(new Set([401, 429]));
});
