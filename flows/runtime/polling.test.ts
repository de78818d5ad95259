/** Vendors that hold the line until something happens, as Telegram and VK do: none of the others is asked later for it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { ConnectorError, defineConnector, type Incoming } from '../sdk/connector.ts';

const pollEvery = 2000;
let inbox: Incoming[] = [];
/** By account name: how often it was asked. */
let asked: Record<string, number> = {};
let held: { answer: () => void; holdsFor: number }[] = [];
/** Calls that the vendor holds now: it takes one at a time for each account. */
let open = 0;
let mostOpen = 0;
let pollError: Error | null = null;

const vendor = defineConnector({
  type: 'holding',
  config: z.strictObject({ name: z.string(), holds: z.boolean() }),
  capabilities: ['receive.messages'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery,
  receipts: [],
  open: ({ name, holds }) => ({
    verify: async () => ({ detail: 'ready' }),
    poll: async (_cursor, { signal, hold }) => {
      asked[name] = (asked[name] ?? 0) + 1;
      if (pollError !== null) throw pollError;
      if (holds && hold !== undefined) {
        mostOpen = Math.max(mostOpen, ++open);
        await new Promise<void>((resolve, reject) => {
          held.push({ answer: resolve, holdsFor: hold.for });
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }).finally(() => open--);
      }
      return { incoming: holds ? [] : inbox.splice(0), cursor: asked[name], more: false };
    },
  }),
});

let ws: TestWorkspace;
let stop: AbortController;
let running: Promise<unknown>;

beforeEach(async () => {
  [inbox, asked, held, open, mostOpen, pollError] = [[], {}, [], 0, 0, null];
  const known = await loadEngineRegistry();
  ws = await testWorkspace({
    now: '2026-03-02T09:00:00Z',
    registry: { ...known, connectors: new Map([...known.connectors, ['holding', vendor]]) },
  });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
  await ws.dispose();
});

const account = (name: string, holds: boolean) =>
  addAccount(ws, { type: 'holding', name, config: { name, holds }, makeDefault: false });
const soon = (what: () => unknown, is: unknown) => expect.poll(what, { timeout: 5000, interval: 5 }).toEqual(is);
/** The engine has had its turn: whatever it did not do it does not do now. */
const rest = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, 50));
const passes = (ms: number): void => {
  ws.clock.now += ms;
  ws.engine.wake();
};

it('[W10] what comes to one account is taken in while two others hold the line', async () => {
  await account('bot', true);
  await account('group', true);
  await account('mail', false);
  running = ws.engine.run(stop.signal);
  await soon(() => asked, { bot: 1, group: 1, mail: 1 });
  inbox = [{ kind: 'message', id: 'm1', channel: 'email', from: 'olena@example.test', at: ws.clock.now, text: 'Hi' }];
  passes(pollEvery);
  const received = ws.store.db.prepare("SELECT COUNT(*) FROM events WHERE type = 'message.received'").pluck();
  await soon(() => received.get(), 1);
  expect(asked).toEqual({ bot: 1, group: 1, mail: 2 });
});

it('one that held the line is asked again when it has answered and its time has come', async () => {
  await account('bot', true);
  running = ws.engine.run(stop.signal);
  await soon(() => asked, { bot: 1 });
  passes(10 * pollEvery);
  held[0]?.answer();
  await soon(() => ws.store.accounts.list().find(({ type }) => type === 'holding')?.cursor, 1);
  expect(asked).toEqual({ bot: 1 });
  passes(pollEvery);
  await soon(() => asked, { bot: 2 });
});

it('[W10] somebody who wants to know now is not kept waiting, and the line is held again afterwards', async () => {
  const bot = await account('bot', true);
  running = ws.engine.run(stop.signal);
  await soon(() => held.length, 1);
  expect(held[0]?.holdsFor).toBe(25_000);
  await ws.engine.sync(bot);
  expect(asked).toEqual({ bot: 2 });
  passes(pollEvery);
  await soon(() => held.length, 2);
  expect(mostOpen).toBe(1);
});

it('new settings of an account end the call that was made with the old ones', async () => {
  const bot = await account('bot', true);
  running = ws.engine.run(stop.signal);
  await soon(() => held.length, 1);
  ws.engine.accountChanged(bot);
  // It has never answered, so that it is due at once; no error keeps it back.
  await soon(() => held.length, 2);
  expect(mostOpen).toBe(1);
});

it('a run that is stopped lets go of every line', async () => {
  await account('bot', true);
  await account('group', true);
  running = ws.engine.run(stop.signal);
  await soon(() => open, 2);
  stop.abort();
  await running;
  expect(open).toBe(0);
});

it('[W11] a line that was held while the computer slept is held anew when it wakes', async () => {
  await account('bot', true);
  running = ws.engine.run(stop.signal);
  await soon(() => held.length, 1);
  ws.clock.now += 8 * 3_600_000;
  ws.engine.afterSleep();
  await soon(() => held.length, 2);
  expect([open, mostOpen]).toEqual([1, 1]);
});

it('[W11] who cannot be reached is tried again within seconds, then minute by minute, and at once after a sleep', async () => {
  await account('mail', false);
  pollError = new ConnectorError('unreachable', 'The network is away.');
  running = ws.engine.run(stop.signal);
  await soon(() => asked, { mail: 1 });
  for (let failures = 1; failures < 8; failures++) {
    passes(1200 * 2 ** (failures - 1));
    await soon(() => asked, { mail: failures + 1 });
  }
  for (let minutes = 0; minutes < 2; minutes++) {
    passes(59_000);
    await rest();
    expect(asked).toEqual({ mail: 8 + minutes });
    passes(1000);
    await soon(() => asked, { mail: 9 + minutes });
  }
  pollError = null;
  await rest();
  ws.engine.afterSleep();
  await soon(() => asked, { mail: 11 });
});
