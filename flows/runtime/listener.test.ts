/** Vendors that tell of news over a held connection: what the engine does when one holds, ends, is refused or not wanted any more. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { at, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount, removeAccount, updateAccount } from '../host/accounts.ts';
import { ConnectorError, defineConnector, type Incoming, type ListenContext } from '../sdk/connector.ts';
import { makeListener, reconnectPause } from './listener.ts';
import type { Runtime } from './state.ts';

const minute = 60_000;
const pollEvery = minute;
const pollWhileListening = 10 * minute;

/** A connection that the test plays the vendor of. */
interface Line extends ListenContext {
  /** As the account's form was when it was made. */
  word: string;
  end: (how: 'ended' | 'cannot') => void;
  fail: (error: unknown) => void;
  open: boolean;
}
let lines: Line[] = [];
let polls: number[] = [];
let inbox: Incoming[] = [];
let pollError: Error | null = null;
let closedClients = 0;

const vendor = defineConnector({
  type: 'ringing',
  config: z.strictObject({ word: z.string().default('one') }),
  capabilities: ['receive.messages'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 1, perSecond: null },
  pollEvery,
  pollWhileListening,
  receipts: [],
  open: ({ word }) => ({
    verify: async () => ({ detail: 'ready' }),
    poll: async () => {
      polls.push(ws.clock.now);
      if (pollError !== null) throw pollError;
      return { incoming: inbox.splice(0), cursor: polls.length, more: false };
    },
    listen: (context) =>
      new Promise((resolve, reject) => {
        const line: Line = {
          ...context,
          word,
          open: true,
          end(how) {
            line.open = false;
            resolve(how);
          },
          fail(error) {
            line.open = false;
            reject(error as Error);
          },
        };
        context.signal.addEventListener('abort', () => line.end('ended'));
        lines.push(line);
      }),
    close: async () => {
      closedClients++;
    },
  }),
});

let ws: TestWorkspace;
let account = '';
let stop: AbortController;
let running: Promise<unknown> = Promise.resolve();

beforeEach(async () => {
  [lines, polls, inbox, pollError, closedClients] = [[], [], [], null, 0];
  const known = await loadEngineRegistry();
  ws = await testWorkspace({
    now: '2026-03-02T09:00:00Z',
    registry: { ...known, connectors: new Map([...known.connectors, ['ringing', vendor]]) },
  });
  account = await addAccount(ws, { type: 'ringing', name: 'Ringing', config: {}, makeDefault: true });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
  await ws.dispose();
});

const run = (): void => {
  running = ws.engine.run(stop.signal);
};
const soon = (what: () => unknown, is: unknown) => expect.poll(what, { timeout: 5000, interval: 5 }).toEqual(is);
/** The engine has had its turn, and whatever it did not do it does not do now. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 10));
};
/** The engine sleeps on real timers: it is told that its clock has moved. */
const passes = async (ms: number): Promise<void> => {
  ws.clock.now += ms;
  ws.engine.wake();
  await settled();
};
const line = (n: number): Line => {
  const found = lines[n];
  if (found === undefined) throw new Error(`There is no connection ${n}: there are ${lines.length}.`);
  return found;
};
const openLines = () => lines.filter((one) => one.open).length;
/** Running, and listening; the poll that follows is over. */
async function listening(): Promise<void> {
  run();
  await soon(() => [lines.length, polls.length], [1, 1]);
  line(0).onListening();
  await passes(5000);
  expect(polls).toHaveLength(2);
}

describe('while the connection holds', () => {
  it('news make the poll due now, and only the poll brings anything in', async () => {
    await listening();
    const before = ws.clock.now;
    await passes(3 * minute);
    expect(polls).toHaveLength(2);
    inbox = [{ kind: 'message', id: 'm1', channel: 'email', from: 'olena@example.test', at: before, text: 'Hi' }];
    line(0).onNews();
    await soon(() => polls.length, 3);
    await soon(() => inbox.length, 0);
    expect(polls.at(-1)).toBe(ws.clock.now);
    await soon(() => ws.store.accounts.get(account)?.cursor, 3);
    const received = ws.store.db.prepare("SELECT COUNT(*) FROM events WHERE type = 'message.received'").pluck();
    expect(received.get()).toBe(1);
  });

  it('is polled now and then all the same, for what was not told', async () => {
    await listening();
    await passes(9 * minute);
    expect(polls).toHaveLength(2);
    await passes(minute);
    expect(polls).toHaveLength(3);
  });

  it('many news are fetched together, and none is left behind', async () => {
    await listening();
    await passes(minute);
    for (let n = 0; n < 20; n++) line(0).onNews();
    await soon(() => polls.length, 3);
    for (let n = 0; n < 20; n++) line(0).onNews();
    await settled();
    expect(polls).toHaveLength(3);
    await passes(3000);
    expect(polls).toHaveLength(4);
    await passes(minute);
    expect(polls).toHaveLength(4);
  });

  it('news whose poll failed are fetched at the next try', async () => {
    await listening();
    await passes(minute);
    pollError = new ConnectorError('temporary', 'Not just now.');
    line(0).onNews();
    await soon(() => polls.length, 3);
    pollError = null;
    await passes(minute);
    expect(polls).toHaveLength(4);
  });

  it('the engine sleeps', async () => {
    await listening();
    const from = process.cpuUsage();
    const looks = ws.store.accounts.list;
    let looked = 0;
    ws.store.accounts.list = () => {
      looked++;
      return looks();
    };
    await new Promise((resolve) => setTimeout(resolve, 1000));
    ws.store.accounts.list = looks;
    expect(looked).toBe(0);
    const { user, system } = process.cpuUsage(from);
    expect((user + system) / 1000).toBeLessThan(500);
  });
});

describe('when the connection ends', () => {
  it('another is made after growing pauses, and each time it is polled once for what came meanwhile', async () => {
    await listening();
    await passes(5 * minute);
    const pauses: number[] = [];
    for (let n = 0; n < 6; n++) {
      const polled = polls.length;
      line(n).end('ended');
      await settled();
      expect(lines).toHaveLength(n + 1);
      const from = ws.clock.now;
      const step = 100 * 2 ** n;
      while (lines.length === n + 1) await passes(step);
      pauses.push(ws.clock.now - from);
      line(n + 1).onListening();
      await passes(3000);
      expect(polls.length - polled).toBeGreaterThanOrEqual(1);
      expect(polls.at(-1)).toBeGreaterThan(from);
    }
    for (const [n, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(1000 * 2 ** n * 0.8);
      expect(pause).toBeLessThanOrEqual(1000 * 2 ** n * 1.3);
    }
    expect(closedClients).toBeGreaterThanOrEqual(6);
  });

  it('pauses grow to five minutes and no more, with jitter; a connection that held a minute begins them anew', async () => {
    expect(reconnectPause(1, () => 0)).toBe(800);
    expect(reconnectPause(1, () => 1)).toBe(1200);
    expect(reconnectPause(40, () => 0.5)).toBe(300_000);
    await listening();
    for (let n = 0; n < 4; n++) {
      line(n).fail(new ConnectorError('unreachable', 'Nobody there.'));
      await settled();
      while (lines.length === n + 1) await passes(1000);
    }
    line(4).onListening();
    await passes(minute);
    line(4).end('ended');
    await settled();
    await passes(1200);
    expect(lines).toHaveLength(6);
  });

  it('is polled each minute until it is back', async () => {
    await listening();
    await passes(minute);
    line(0).end('ended');
    await settled();
    const polled = polls.length;
    await passes(1200);
    expect(lines).toHaveLength(2);
    for (let n = 0; n < 5; n++) await passes(minute);
    expect(polls.length - polled).toBeGreaterThanOrEqual(4);
  });

  it('what comes back is polled at once, although nobody was to be reached a moment ago', async () => {
    await listening();
    await passes(minute);
    pollError = new ConnectorError('unreachable', 'Nobody there.');
    line(0).end('ended');
    await settled();
    const polled = polls.length;
    pollError = null;
    await passes(1200);
    line(1).onListening();
    await soon(() => polls.length > polled, true);
  });

  it('a poll that reaches nobody shows that a connection only seems to hold', async () => {
    await listening();
    pollError = new ConnectorError('unreachable', 'Nobody there.');
    await passes(10 * minute);
    expect(line(0).signal.aborted).toBe(true);
    pollError = null;
    await passes(1200);
    expect(openLines()).toBe(1);
    expect(lines).toHaveLength(2);
  });

  it('[W11] one from before the computer slept is not trusted: another is made at once', async () => {
    await listening();
    ws.clock.now += 8 * 60 * minute;
    ws.engine.afterSleep();
    await settled();
    expect(line(0).signal.aborted).toBe(true);
    await passes(1200);
    expect([lines.length, openLines()]).toEqual([2, 1]);
  });

  it('a vendor that tells nothing is polled as ever, and asked again after a day', async () => {
    run();
    await soon(() => lines.length, 1);
    line(0).end('cannot');
    await settled();
    for (let n = 1; n <= 10; n++) await passes(minute);
    expect(lines).toHaveLength(1);
    expect(polls).toHaveLength(11);
    await passes(24 * 60 * minute);
    expect(lines).toHaveLength(2);
  });

  it('waits as long as the vendor asks to', async () => {
    await listening();
    line(0).fail(new ConnectorError('rate-limited', 'Wait.', { retryAfter: 4 * minute }));
    await settled();
    await passes(3 * minute);
    expect(lines).toHaveLength(1);
    await passes(minute);
    expect(lines).toHaveLength(2);
  });
});

describe('nobody listens', () => {
  it('when the vendor refused the password: the account rests, its owner is told once', async () => {
    await listening();
    line(0).fail(new ConnectorError('bad-credentials', 'Wrong password.'));
    await settled();
    for (let n = 0; n < 30; n++) await passes(minute);
    expect(lines).toHaveLength(1);
    expect(ws.store.accounts.get(account)?.pausedReason).toBe('Wrong password.');
    expect(ws.store.notices.list(50).filter(({ code }) => code === 'account-bad-credentials')).toHaveLength(1);
    await passes(30 * minute);
    expect(lines).toHaveLength(2);
  });

  it('while the account is paused, or waits for somebody to sign in', async () => {
    await listening();
    ws.store.accounts.pause(account, ws.clock.now + 5 * minute, 'resting');
    await passes(1000);
    expect(openLines()).toBe(0);
    await passes(4 * minute);
    expect(openLines()).toBe(0);
    await passes(minute);
    expect(openLines()).toBe(1);
    ws.store.accounts.keepSignIn(account, null, { code: 'never', detail: '' });
    await passes(1000);
    expect(openLines()).toBe(0);
    ws.store.accounts.keepSignIn(account, null);
    ws.engine.accountChanged(account);
    await settled();
    expect(openLines()).toBe(1);
  });

  it('with settings that were changed: the connection is made anew with the others', async () => {
    await listening();
    await updateAccount(ws, account, { name: 'Ringing', config: { word: 'two' } });
    ws.engine.accountChanged(account);
    await settled();
    expect(line(0).open).toBe(false);
    expect(lines.filter((one) => one.open).map(({ word }) => word)).toEqual(['two']);
  });

  it('to an account that was removed', async () => {
    await listening();
    await removeAccount(ws, account);
    ws.engine.accountChanged(account);
    await settled();
    expect(openLines()).toBe(0);
    await passes(10 * minute);
    expect(lines).toHaveLength(1);
  });

  it('once the engine has stopped: what is heard then changes nothing', async () => {
    await listening();
    stop.abort();
    await running;
    expect(openLines()).toBe(0);
    const polled = polls.length;
    line(0).onNews();
    line(0).onListening();
    await passes(10 * minute);
    expect([lines.length, polls.length]).toEqual([1, polled]);
  });

  it('but the live engine: no run until idle, no sync, no simulated time', async () => {
    ws.contact('anna');
    const flow = ws.flow(flowOf([['start', 'trigger-manual', { audience: everybody }]], []));
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await ws.engine.sync(account);
    await ws.engine.testAccount(account);
    await ws.engine.runVirtual(at('2026-03-02T09:00:00Z'), at('2026-03-04T09:00:00Z'), { reallySend: true });
    expect(lines).toEqual([]);
  });

  it('is tried again soon when it was given up while the account was still being opened', async () => {
    const rt = { now: () => ws.clock.now, store: ws.store, registry: ws.registry } as unknown as Runtime;
    let opened: () => void = () => {};
    const opening = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const open = async () => {
      await opening;
      return { connector: vendor, client: vendor.open({ word: 'one' }) } as never;
    };
    const listener = makeListener(rt, open, () => 0.5, { listening: () => {}, news: () => {}, ended: () => {} });
    listener.tend();
    listener.distrust(account);
    opened();
    await expect.poll(() => listener.nextAt()).toBe(ws.clock.now + 1000);
    await listener.stop();
  });
});
