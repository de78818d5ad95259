/** A connector that does what a script says, in a registry of its own: what the outbox makes of every kind of answer. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { type ReceiptState, receiptStates } from '../sdk/channels.ts';
import { type Connector, ConnectorError, defineConnector, type SendReceipt } from '../sdk/connector.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import { backoff, maxAttempts } from './failure.ts';

/** What the vendor does with a message. */
type Answer = () => Promise<SendReceipt> | SendReceipt;

class Vendor {
  sent: { key: string; to: string; wall: number; clock: number }[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  /** By recipient or, where it has no script, for everybody. Played in order; the last line stays. */
  script = new Map<string, Answer[]>();
  clock: () => number = () => 0;
  /** So many calls break before the vendor can have acted. */
  cutsBeforeHandover = 0;
  readonly connector: Connector;

  constructor(traits: Partial<Pick<Connector, 'deduplicatesByKey' | 'marksHandover' | 'limits'>> = {}) {
    this.connector = defineConnector({
      type: 'fake',
      config: z.strictObject({}),
      capabilities: ['send.email'],
      deduplicatesByKey: false,
      marksHandover: false,
      limits: { concurrency: 10, perSecond: null },
      pollEvery: null,
      receipts: receiptStates,
      ...traits,
      open: () => ({
        verify: async () => ({ detail: 'ready' }),
        send: async (message, { handover }) => {
          this.sent.push({ key: message.key, to: message.to, wall: performance.now(), clock: this.clock() });
          this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
          try {
            if (this.cutsBeforeHandover-- > 0) throw new Error('connection refused');
            if (this.connector.marksHandover) await handover();
            const lines = this.script.get(message.to) ?? this.script.get('*');
            const line = lines !== undefined && lines.length > 1 ? lines.shift() : lines?.[0];
            return (await line?.()) ?? { vendorId: `v:${message.key}` };
          } finally {
            this.atOnce--;
          }
        },
      }),
    });
  }

  triesOf = (to: string): number => this.sent.filter((one) => one.to === to).length;
}

const fails =
  (...args: ConstructorParameters<typeof ConnectorError>): Answer =>
  () => {
    throw new ConnectorError(...args);
  };
const takes: Answer = () => ({ vendorId: null });
const later = (ms: number, answer: Answer = takes): Answer => {
  return async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return answer();
  };
};

let ws: TestWorkspace;
let opened = false;
afterEach(async () => {
  if (opened) await ws.dispose();
  opened = false;
});

const start = at('2026-03-02T09:00:00Z');
const address = (name: string) => `${name}@example.com`;

/** A flow of one e-mail for these people, started but not yet run. */
async function mailing(vendor: Vendor, names: readonly string[], config = {}): Promise<string> {
  const known = await loadEngineRegistry();
  const registry: EngineRegistry = { ...known, connectors: new Map([...known.connectors, ['fake', vendor.connector]]) };
  ws = await testWorkspace({ now: '2026-03-02T09:00:00Z', registry });
  opened = true;
  vendor.clock = () => ws.clock.now;
  await addAccount(ws, { type: 'fake', name: 'Fake', config: {}, makeDefault: true });
  for (const name of names) {
    ws.contact(name, {
      addresses: [{ kind: 'email', value: address(name) }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
  }
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        email('mail', config),
        ['told', 'exit', { reason: 'told' }],
        ['lost', 'exit', { reason: 'lost' }],
      ],
      ['start.next>mail', 'mail.next>told', 'mail.not-sent>lost'],
    ),
  );
  ws.engine.startFlow(flow);
  return flow;
}

const mail = (flow: string) => ws.report(flow).messages.find((one) => one.node === 'mail');
const account = () => ws.store.accounts.list().find((one) => one.type === 'fake');
const notices = () => ws.store.db.prepare<[], string>('SELECT code FROM notices ORDER BY id').pluck().all();

/** Runs, then moves the clock to whatever is due next, until `until`. */
async function runTo(until: number): Promise<void> {
  for (;;) {
    await ws.engine.runUntilIdle();
    const next = ws.store.db
      .prepare<[], number | null>("SELECT min(due_at) FROM messages WHERE state = 'queued'")
      .pluck()
      .get();
    if (next == null || next > until) break;
    // While its account rests, what is due waits for the end of that.
    const resting = account()?.pausedUntil ?? 0;
    if (resting > until) break;
    ws.clock.now = Math.max(ws.clock.now, next, resting);
  }
  ws.clock.now = until;
}

describe('retries', () => {
  it('[S6] a temporary error is tried again after a growing pause, a limited number of times, then has failed', async () => {
    const vendor = new Vendor();
    vendor.script.set('*', [fails('temporary', 'Down for a moment')]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 24 * 3_600_000);
    expect(vendor.sent).toHaveLength(maxAttempts);
    const gaps = vendor.sent.slice(1).map((one, n) => one.clock - (vendor.sent[n]?.clock ?? 0));
    for (const [n, gap] of gaps.entries()) {
      // Five failures in a row pause the account for a minute, which may come on top.
      expect(gap).toBeGreaterThanOrEqual(8_000 * 2 ** n);
      expect(gap).toBeLessThanOrEqual(Math.max(12_000 * 2 ** n, 60_000));
    }
    expect(mail(flow)).toMatchObject({ failed: 1, sent: 0, queued: 0 });
    expect(ws.report(flow).exited).toEqual({ lost: 1 });
  });

  it('backoff doubles from ten seconds to an hour, within a fifth', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 1, noNaN: true }), (tries, random) => {
        const base = Math.min(10_000 * 2 ** (tries - 1), 3_600_000);
        expect(backoff(tries, () => random)).toBeGreaterThanOrEqual(base * 0.8);
        expect(backoff(tries, () => random)).toBeLessThanOrEqual(base * 1.2);
      }),
    );
  });

  it('[S6] honours Retry-After: the whole account waits that long, nobody is lost', async () => {
    const vendor = new Vendor({ limits: { concurrency: 1, perSecond: null } });
    vendor.script.set('*', [fails('rate-limited', 'Slow down', { retryAfter: 300_000 }), takes]);
    const flow = await mailing(vendor, ['anna', 'boris', 'clara']);
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(1);
    ws.clock.now = start + 299_999;
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(1);
    ws.clock.now = start + 300_000;
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(4);
    expect(mail(flow)).toMatchObject({ sent: 3, queued: 0 });
  });

  it('a temporary error with Retry-After waits as long as was asked', async () => {
    const vendor = new Vendor();
    vendor.script.set('*', [fails('temporary', 'Busy', { retryAfter: 123_456 }), takes]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 3_600_000);
    expect(vendor.sent.map((one) => one.clock - start)).toEqual([0, 123_456]);
    expect(mail(flow)).toMatchObject({ sent: 1 });
  });

  it.each(['blocked', 'unreachable-recipient', 'bad-request', 'outside-window'] as const)(
    '%s is final at the first try',
    async (errorClass) => {
      const vendor = new Vendor();
      vendor.script.set('*', [fails(errorClass, 'No')]);
      const flow = await mailing(vendor, ['anna']);
      await runTo(start + 24 * 3_600_000);
      expect(vendor.sent).toHaveLength(1);
      expect(mail(flow)).toMatchObject({ failed: 1 });
      const state = ws.store.db.prepare<[], string>('SELECT state FROM addresses').pluck().get();
      expect(state).toBe(
        errorClass === 'blocked' ? 'blocked' : errorClass === 'unreachable-recipient' ? 'bounced' : 'valid',
      );
    },
  );
});

describe('an account in trouble', () => {
  it('bad credentials pause it and tell the person; messages wait until it works again', async () => {
    const vendor = new Vendor({ limits: { concurrency: 1, perSecond: null } });
    vendor.script.set('*', [fails('bad-credentials', 'The password is wrong'), takes]);
    const flow = await mailing(vendor, ['anna', 'boris']);
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(1);
    expect(account()).toMatchObject({ pausedUntil: start + 3_600_000, pausedReason: 'The password is wrong' });
    expect(notices()).toEqual(['account-bad-credentials']);
    expect(mail(flow)).toMatchObject({ queued: 2, sent: 0, failed: 0 });
    await runTo(start + 2 * 3_600_000);
    expect(mail(flow)).toMatchObject({ queued: 0, sent: 2, failed: 0 });
  });

  it('[S7] five failures in a row pause it for a minute; the others wait untried', async () => {
    const vendor = new Vendor({ limits: { concurrency: 1, perSecond: null } });
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    vendor.script.set('*', [fails('unreachable', 'No route')]);
    const flow = await mailing(vendor, names);
    await ws.engine.runUntilIdle();
    expect(vendor.sent.map((one) => one.to)).toEqual(names.slice(0, 5).map(address));
    expect(account()?.pausedUntil).toBe(start + 60_000);
    expect(notices()).toEqual(['account-failing']);
    vendor.script.set('*', [takes]);
    await runTo(start + 3_600_000);
    expect(mail(flow)).toMatchObject({ sent: 8, failed: 0, queued: 0 });
  });

  it('a success in between starts the count anew', async () => {
    const vendor = new Vendor({ limits: { concurrency: 1, perSecond: null } });
    const fail = fails('unreachable', 'No route');
    vendor.script.set('*', [fail, fail, fail, fail, takes, fail, fail, fail, fail, takes]);
    await mailing(vendor, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
    await ws.engine.runUntilIdle();
    expect(account()?.pausedUntil ?? null).toBeNull();
    expect(notices()).toEqual([]);
  });
});

describe('a call that was cut off', () => {
  const cut = fails('temporary', 'Connection cut', { mayHaveActed: true });
  const states = () => ws.store.db.prepare<[], string>('SELECT state FROM messages ORDER BY id').pluck().all();

  it('[S3] may have acted: unknown, once, told to the person, never sent again', async () => {
    const vendor = new Vendor();
    vendor.script.set('*', [cut]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 48 * 3_600_000);
    ws = await ws.reopen();
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(1);
    expect(mail(flow)).toMatchObject({ unknown: 1, sent: 0, failed: 0, queued: 0 });
    expect(notices()).toEqual(['message-unknown']);
    // It may have arrived: the journey goes on as after a message.
    expect(ws.report(flow).exited).toEqual({ told: 1 });
  });

  it('is tried again with the same key where the vendor drops repeats', async () => {
    const vendor = new Vendor({ deduplicatesByKey: true });
    vendor.script.set('*', [cut, takes]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 3_600_000);
    expect(vendor.sent).toHaveLength(2);
    expect(new Set(vendor.sent.map((one) => one.key)).size).toBe(1);
    expect(mail(flow)).toMatchObject({ unknown: 0, sent: 1 });
  });

  it('[S6] is of unknown fate, not failed, where no later try told what became of the one that was cut', async () => {
    const vendor = new Vendor({ deduplicatesByKey: true });
    vendor.script.set('*', [cut, fails('temporary', 'Down for a moment')]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 24 * 3_600_000);
    expect(vendor.sent).toHaveLength(maxAttempts);
    expect(mail(flow)).toMatchObject({ unknown: 1, failed: 0, queued: 0 });
    expect(ws.report(flow).exited).toEqual({ told: 1 });
  });

  it.each([false, true])(
    '[S3] is of unknown fate, not canceled, where it was called back before a later try (after a restart: %s)',
    async (restarted) => {
      const vendor = new Vendor({ deduplicatesByKey: true });
      vendor.script.set('*', [cut]);
      const flow = await mailing(vendor, ['anna']);
      await ws.engine.runUntilIdle();
      expect(mail(flow)).toMatchObject({ queued: 1, unknown: 0 });
      if (restarted) ws = await ws.reopen();
      ws.engine.stopFlow(flow);
      await ws.engine.runUntilIdle();
      expect(mail(flow)).toMatchObject({ unknown: 1, queued: 0 });
      expect(states()).toEqual(['unknown']);
      expect(notices()).toEqual(['message-unknown']);
      expect(vendor.sent).toHaveLength(1);
    },
  );

  it('[S3] nor is it failed after a restart, where no later try told', async () => {
    const vendor = new Vendor({ deduplicatesByKey: true });
    vendor.script.set('*', [cut, fails('temporary', 'Down for a moment')]);
    const flow = await mailing(vendor, ['anna']);
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();
    await runTo(start + 24 * 3_600_000);
    expect(mail(flow)).toMatchObject({ unknown: 1, failed: 0, queued: 0 });
  });

  it('is canceled as ever where no try was handed over', async () => {
    const vendor = new Vendor({ deduplicatesByKey: true });
    vendor.script.set('*', [fails('temporary', 'Down for a moment')]);
    const flow = await mailing(vendor, ['anna']);
    await ws.engine.runUntilIdle();
    ws.engine.stopFlow(flow);
    expect(mail(flow)).toMatchObject({ unknown: 0, queued: 0 });
    expect(states()).toEqual(['canceled']);
    expect(notices()).toEqual([]);
  });

  it('has failed where a later try was refused for good', async () => {
    const vendor = new Vendor({ deduplicatesByKey: true });
    vendor.script.set('*', [cut, fails('unreachable-recipient', 'Nobody there')]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 3_600_000);
    expect(mail(flow)).toMatchObject({ unknown: 0, failed: 1 });
  });

  it.each([true, false])('an error nobody foresaw is unknown once handed over (handed over: %s)', async (handed) => {
    const vendor = new Vendor({ marksHandover: handed });
    vendor.script.set('*', [
      () => {
        throw new Error('socket hang up');
      },
    ]);
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 3_600_000);
    expect(vendor.sent).toHaveLength(1);
    expect(mail(flow)).toMatchObject({ unknown: 1 });
  });
});

describe('a call that broke before the vendor could act', () => {
  it('is tried again', async () => {
    const vendor = new Vendor({ marksHandover: true });
    vendor.cutsBeforeHandover = 2;
    const flow = await mailing(vendor, ['anna']);
    await runTo(start + 3_600_000);
    expect(vendor.triesOf(address('anna'))).toBe(3);
    expect(mail(flow)).toMatchObject({ sent: 1, unknown: 0 });
  });
});

describe('limits of an account', () => {
  it('[S7] never more at once than it takes', async () => {
    const vendor = new Vendor({ limits: { concurrency: 3, perSecond: null } });
    vendor.script.set('*', [later(5)]);
    const flow = await mailing(
      vendor,
      Array.from({ length: 20 }, (_, n) => `p${n}`),
    );
    await ws.engine.runUntilIdle();
    expect(vendor.mostAtOnce).toBe(3);
    expect(mail(flow)).toMatchObject({ sent: 20, queued: 0 });
  });

  it('[S7] never more a second than it takes', async () => {
    const vendor = new Vendor({ limits: { concurrency: 10, perSecond: 25 } });
    const flow = await mailing(
      vendor,
      Array.from({ length: 15 }, (_, n) => `p${n}`),
    );
    await ws.engine.runUntilIdle();
    expect(mail(flow)).toMatchObject({ sent: 15 });
    const walls = vendor.sent.map((one) => one.wall);
    // One token at the start, then one every 40 ms; a busy machine may begin the first call late.
    for (const [n, wall] of walls.entries()) expect(wall - (walls[0] ?? 0)).toBeGreaterThan(n * 40 - 100);
  });
});

it('[S7] nor in any second after a rest, in which a bucket alone would have filled', async () => {
  const most = 25;
  const vendor = new Vendor({ limits: { concurrency: 100, perSecond: most } });
  await mailing(vendor, ['anna']);
  await ws.engine.runUntilIdle();
  await new Promise((resolve) => setTimeout(resolve, 1100));
  for (let n = 0; n < 2 * most; n++)
    ws.contact(`p${n}`, {
      addresses: [{ kind: 'email', value: address(`p${n}`) }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
  const next = ws.flow(
    flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail']),
  );
  ws.engine.startFlow(next);
  await ws.engine.runUntilIdle();
  const walls = vendor.sent.map((one) => one.wall);
  expect(walls).toHaveLength(2 * most + 2);
  // Two clocks are read for one moment, one behind the other.
  const inASecond = walls.map((from) => walls.filter((wall) => wall >= from && wall < from + 995).length);
  expect(Math.max(...inASecond)).toBe(most);
});

describe('receipts', () => {
  const receipt = (id: string, key: string, state: ReceiptState, when: number) =>
    ({ kind: 'receipt', id, key, state, at: when }) as const;
  const row = () =>
    ws.store.db
      .prepare<[], { id: number; key: string; state: string; attempts: number }>(
        'SELECT id, key, state, attempts FROM messages',
      )
      .get();
  const rank = ['queued', 'sending', 'sent', 'delivered', 'read', 'clicked', 'replied'];

  it('[S9] in any order, and twice, never move a state backwards', async () => {
    const vendor = new Vendor();
    const flow = await mailing(vendor, ['anna']);
    await ws.engine.runUntilIdle();
    const states = ['delivered', 'read', 'clicked', 'replied'] as const;
    let n = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { maxLength: 8 }), (told) => {
        ws.store.db.exec(
          `UPDATE messages SET state = 'sent', delivered_at = NULL, read_at = NULL, clicked_at = NULL, replied_at = NULL;
           DELETE FROM counters WHERE what IN ('message:delivered', 'message:read', 'message:clicked', 'message:replied')`,
        );
        let best = rank.indexOf('sent');
        for (const state of told) {
          const one = receipt(`r${n++}`, row()?.key ?? '', state, start + n);
          ws.engine.receive('fake', [one]);
          ws.engine.receive('fake', [one, { ...one, id: `r${n++}` }]);
          best = Math.max(best, rank.indexOf(state));
          expect(row()?.state).toBe(rank[best]);
        }
        const count = mail(flow);
        expect(count?.clicked).toBe(told.includes('clicked') ? 1 : 0);
        expect(count?.read).toBe(told.includes('clicked') || told.includes('read') ? 1 : 0);
        expect(count?.delivered).toBe(told.length > 0 ? 1 : 0);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['delivered', 'read', 'clicked', 'replied'] as const)(
    '%s of a message of unknown fate proves that it was sent',
    async (state) => {
      const vendor = new Vendor();
      vendor.script.set('*', [fails('temporary', 'Connection cut', { mayHaveActed: true })]);
      const flow = await mailing(vendor, ['anna']);
      await ws.engine.runUntilIdle();
      expect(mail(flow)).toMatchObject({ unknown: 1, sent: 0 });
      ws.engine.receive('fake', [receipt('r', row()?.key ?? '', state, start + 5)]);
      expect(mail(flow)).toMatchObject({ unknown: 0, sent: 1, delivered: 1, failed: 0 });
      expect(row()?.state).toBe(state);
    },
  );

  it('a failure told of a message of unknown fate makes it failed, not sent', async () => {
    const vendor = new Vendor();
    vendor.script.set('*', [fails('temporary', 'Connection cut', { mayHaveActed: true })]);
    const flow = await mailing(vendor, ['anna']);
    await ws.engine.runUntilIdle();
    ws.engine.receive('fake', [receipt('r', row()?.key ?? '', 'failed', start + 5)]);
    expect(mail(flow)).toMatchObject({ unknown: 0, sent: 0, failed: 1 });
  });

  it('one that is faster than the answer to the call settles the message; the answer takes nothing back', async () => {
    const vendor = new Vendor();
    vendor.script.set('*', [
      () => {
        ws.engine.receive('fake', [receipt('r', '1:mail:1', 'read', start + 1)]);
        expect(ws.report(flow).exited).toEqual({ told: 1 });
        return { vendorId: 'v1', cost: 2 };
      },
    ]);
    const flow = await mailing(vendor, ['anna']);
    await ws.engine.runUntilIdle();
    expect(row()?.state).toBe('read');
    expect(mail(flow)).toMatchObject({ queued: 0, sent: 1, delivered: 1, read: 1, cost: 2 });
  });

  it.each([false, true])(
    'one that is faster than a cut-off call proves it was sent: no second try (vendor drops repeats: %s)',
    async (deduplicatesByKey) => {
      const vendor = new Vendor({ deduplicatesByKey });
      vendor.script.set('*', [
        () => {
          ws.engine.receive('fake', [receipt('r', '1:mail:1', 'delivered', start + 1)]);
          throw new ConnectorError('temporary', 'Connection cut', { mayHaveActed: true });
        },
      ]);
      const flow = await mailing(vendor, ['anna']);
      await runTo(start + 3_600_000);
      expect(vendor.sent).toHaveLength(1);
      expect(mail(flow)).toMatchObject({ queued: 0, sent: 1, delivered: 1, unknown: 0 });
    },
  );

  it('one that comes while a repeat waits in the queue cancels the repeat', async () => {
    const vendor = new Vendor({ deduplicatesByKey: true });
    vendor.script.set('*', [fails('temporary', 'Connection cut', { mayHaveActed: true }), takes]);
    const flow = await mailing(vendor, ['anna']);
    await ws.engine.runUntilIdle();
    expect(row()).toMatchObject({ state: 'queued', attempts: 1 });
    ws.engine.receive('fake', [receipt('r', '1:mail:1', 'delivered', start + 1)]);
    expect(ws.report(flow).exited).toEqual({ told: 1 });
    await runTo(start + 3_600_000);
    expect(vendor.sent).toHaveLength(1);
    expect(mail(flow)).toMatchObject({ queued: 0, sent: 1, delivered: 1 });
  });

  it('one about a message that has not left yet is not believed', async () => {
    const vendor = new Vendor();
    const flow = await mailing(vendor, ['anna']);
    ws.engine.receive('fake', [receipt('r', '1:mail:1', 'read', start)]);
    expect(mail(flow)).toMatchObject({ queued: 1, sent: 0, read: 0 });
    await ws.engine.runUntilIdle();
    expect(mail(flow)).toMatchObject({ queued: 0, sent: 1, read: 0 });
  });
});
