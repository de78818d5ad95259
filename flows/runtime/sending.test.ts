/** The chapter "Sending" of docs/engine.md, line by line, with a scripted vendor. The order of reasons is in policy.test.ts. */
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { receiptStates } from '../sdk/channels.ts';
import {
  type Connector,
  ConnectorError,
  defineConnector,
  type OutgoingMessage,
  type SendReceipt,
} from '../sdk/connector.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { SendingSettings } from '../sdk/sending.ts';

const start = at('2026-03-02T09:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;

let ws: TestWorkspace;
let opened = false;
afterEach(async () => {
  if (opened) await ws.dispose();
  opened = false;
});

interface Sent {
  to: string;
  channel: string;
  node: string;
  at: number;
}

class Vendor {
  sent: Sent[] = [];
  answer: (message: OutgoingMessage) => SendReceipt | Promise<SendReceipt> = (message) => ({
    vendorId: `v:${message.key}`,
  });
  readonly connector: Connector;
  constructor(concurrency = 4) {
    this.connector = this.#made(concurrency);
  }
  #made = (concurrency: number): Connector =>
    defineConnector({
      type: 'fake',
      config: z.strictObject({}),
      capabilities: ['send.email', 'send.sms', 'send.telegram'],
      deduplicatesByKey: false,
      marksHandover: false,
      limits: { concurrency, perSecond: null },
      pollEvery: null,
      receipts: receiptStates,
      open: () => ({
        verify: async () => ({ detail: 'ready' }),
        send: async (message) => {
          const node = message.key.split(':')[1] ?? '';
          this.sent.push({ to: message.to, channel: message.channel, node, at: ws.clock.now });
          return this.answer(message);
        },
      }),
    });
}

async function world(vendor: Vendor, people: readonly string[], settings?: Partial<SendingSettings>): Promise<void> {
  const known = await loadEngineRegistry();
  const registry: EngineRegistry = { ...known, connectors: new Map([...known.connectors, ['fake', vendor.connector]]) };
  ws = await testWorkspace({ now: '2026-03-02T09:00:00Z', registry });
  opened = true;
  await addAccount(ws, { type: 'fake', name: 'Fake', config: {}, makeDefault: true });
  for (const [n, name] of people.entries()) person(name, n);
  if (settings !== undefined) {
    ws.store.meta.setSending({ quietHours: null, caps: [], ...settings });
    ws.engine.sendingChanged();
  }
}

function person(name: string, n: number, timezone?: string): number {
  return ws.contact(name, {
    ...(timezone === undefined ? {} : { profile: { timezone } }),
    addresses: [
      { kind: 'email', value: `${name}@example.com` },
      { kind: 'phone', value: `+38050${String(1_000_000 + n)}` },
    ],
    consents: ['email', 'sms'].map((channel) => ({ channel, topic: '', granted: true })),
  });
}

const sms = (id: string, extra: Record<string, unknown> = {}): [string, string, Record<string, unknown>] => [
  id,
  'sms',
  { account: 'text', topic: 'marketing', content: { en: { text: 'Hello' } }, ...extra },
];

/** A started flow: everybody gets this message, then ends with `told` or `lost`. */
function mailing(message: [string, string, Record<string, unknown>], settings = {}, hold = 0): string {
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        message,
        ['told', 'exit', { reason: 'told' }],
        ['lost', 'exit', { reason: 'lost' }],
      ],
      [`start.next>${message[0]}`, `${message[0]}.next>told`, `${message[0]}.not-sent>lost`],
      settings,
    ),
  );
  ws.engine.startFlow(flow, undefined, { hold });
  return flow;
}

const counts = (flow: string) => ws.report(flow).messages[0];
const costs = (flow: string) => ws.store.messages.costsOf(flow);

/** Runs, and moves the clock to whatever is due next, until then. */
async function runTo(until: number): Promise<void> {
  for (let round = 0; ; round++) {
    if (round > 1000) throw new Error('Something is due and never done');
    await ws.engine.runUntilIdle();
    const next = ws.store.db
      .prepare<[], number | null>('SELECT min(due_at) FROM messages WHERE due_at IS NOT NULL')
      .pluck()
      .get();
    const resting = Math.max(0, ...ws.store.accounts.list().map((one) => one.pausedUntil ?? 0));
    if (next == null || Math.max(next, resting) > until) break;
    ws.clock.now = Math.max(ws.clock.now, next, resting);
  }
  ws.clock.now = until;
}

describe('Sending: one flow with a long queue does not starve another', () => {
  it('[O2] flows take turns, each in order', async () => {
    const vendor = new Vendor(2);
    const many = Array.from({ length: 40 }, (_, n) => `p${n}`);
    await world(vendor, many);
    mailing(email('big'));
    mailing(email('small'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(80);
    const places = vendor.sent.flatMap(({ node }, place) => (node === 'small' ? [place] : []));
    // Every second one: after n places of the queue at least n/2 - 2 are theirs.
    for (const [n, place] of places.entries()) expect(place).toBeLessThanOrEqual(2 * n + 3);
    for (const node of ['big', 'small']) {
      const order = vendor.sent.filter((one) => one.node === node).map(({ to }) => to);
      expect(order).toEqual(many.map((name) => `${name}@example.com`));
    }
  });

  it('[O2] with one slot they still take turns', async () => {
    const vendor = new Vendor(1);
    await world(vendor, ['a', 'b', 'c', 'd']);
    mailing(email('one'));
    mailing(email('two'));
    mailing(email('three'));
    await ws.engine.runUntilIdle();
    const firsts = vendor.sent.slice(0, 6).map(({ node }) => node);
    expect(new Set(firsts.slice(0, 3)).size).toBe(3);
    expect(firsts.slice(3)).toEqual(firsts.slice(0, 3));
  });

  it('what is of higher priority leaves first; a service message is high by itself', async () => {
    const vendor = new Vendor(1);
    await world(vendor, ['a', 'b']);
    mailing(email('low', { priority: 'low' }));
    mailing(email('plain'));
    mailing(email('service', { topic: 'service' }));
    mailing(email('high', { priority: 'high' }));
    await ws.engine.runUntilIdle();
    const order = vendor.sent.map(({ node }) => node);
    expect(new Set(order.slice(0, 4))).toEqual(new Set(['service', 'high']));
    expect(order.slice(4)).toEqual(['plain', 'plain', 'low', 'low']);
  });

  it('finding whose turn it is takes no longer with a hundred thousand in the queue', async () => {
    await world(new Vendor(), ['a']);
    const fill = ws.store.db.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, state, state_at, due_at, queued_at)
       SELECT ? || i, ?, 1, 1, 1, 'mail', 'email', 'news', 'fake', 'queued', 0, i, 0 FROM n`,
    );
    const quickest = (): number => {
      const times = Array.from({ length: 50 }, () => {
        const from = performance.now();
        ws.store.messages.queues();
        return performance.now() - from;
      });
      return Math.min(...times);
    };
    fill.run(100, 'x', 'one');
    const few = quickest();
    fill.run(100_000, 'y', 'two');
    expect(ws.store.messages.queues().map(({ flow_id }) => flow_id)).toEqual(['one', 'two']);
    expect(quickest()).toBeLessThan(few * 5 + 0.5);
  });

  it('finding whose turn it is reads no queue through', async () => {
    await world(new Vendor(), ['a']);
    const plan = (sql: string) =>
      ws.store.db
        .prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
        .join('; ');
    for (const where of [
      "account_id = 'a' AND priority = 1 AND flow_id > 'f'",
      "account_id = 'a' AND priority > 1",
      "account_id > 'a'",
    ]) {
      const after = plan(
        `SELECT account_id, priority, flow_id, due_at FROM messages WHERE due_at IS NOT NULL AND ${where}
         ORDER BY account_id, priority, flow_id, due_at LIMIT 1`,
      );
      expect(after).toMatch(/SEARCH messages USING COVERING INDEX messages_due/);
      expect(after).not.toContain('TEMP B-TREE');
    }
    const due = plan(
      `SELECT * FROM messages WHERE account_id = 'a' AND priority = 1 AND flow_id = 'f' AND due_at IS NOT NULL AND due_at <= 1
       ORDER BY due_at, id LIMIT 9`,
    );
    expect(due).toMatch(/SEARCH messages USING INDEX messages_due/);
    expect(due).not.toContain('TEMP B-TREE');
  });
});

describe('Sending: caps count across all flows, per channel and in total, per contact', () => {
  it('[S4] one a day in a channel: the second waits a day, another channel is free', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna'], { caps: [{ channel: 'sms', count: 1, per: 'P1D' }] });
    mailing(sms('first'));
    mailing(sms('second'));
    mailing(email('letter'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent.map(({ node }) => node).sort()).toEqual(['first', 'letter']);
    expect(ws.store.db.prepare("SELECT reason, due_at FROM messages WHERE state = 'queued'").all()).toEqual([
      { reason: 'frequency-cap', due_at: start + day },
    ]);
    await runTo(start + 2 * day);
    expect(vendor.sent.find(({ node }) => node === 'second')?.at).toBe(start + day);
  });

  it('[S4] three a week in all: the oldest that counts makes room', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna'], { caps: [{ channel: null, count: 3, per: 'P1W' }] });
    mailing(email('one'));
    await runTo(start + day);
    mailing(sms('two'));
    await runTo(start + 2 * day);
    mailing(email('three'));
    mailing(email('four'));
    await runTo(start + 3 * day);
    mailing(sms('five'));
    await runTo(start + 14 * day);
    expect(vendor.sent.map(({ at }) => (at - start) / day)).toEqual([0, 1, 2, 7, 8]);
  });

  it('[S4] service messages pass and do not count', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna'], { caps: [{ channel: null, count: 1, per: 'P1D' }] });
    mailing(email('order', { topic: 'service' }));
    await ws.engine.runUntilIdle();
    mailing(email('offer'));
    mailing(email('code', { topic: 'service' }));
    await ws.engine.runUntilIdle();
    expect(vendor.sent.map(({ node }) => node).sort()).toEqual(['code', 'offer', 'order']);
  });

  it('[S4] priority decides who waits', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna'], { caps: [{ channel: null, count: 1, per: 'P1D' }] });
    mailing(email('low', { priority: 'low', onSuppressed: 'not-sent' }));
    mailing(sms('high', { priority: 'high' }));
    await ws.engine.runUntilIdle();
    expect(vendor.sent.map(({ node }) => node)).toEqual(['high']);
  });

  it('a message in flight counts; one that failed does not', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna'], { caps: [{ channel: null, count: 1, per: 'P1D' }] });
    vendor.answer = () => {
      throw new ConnectorError('bad-request', 'No');
    };
    const flow = mailing(email('broken'));
    await ws.engine.runUntilIdle();
    expect(counts(flow)).toMatchObject({ failed: 1 });
    vendor.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { vendorId: null };
    };
    mailing(email('one'));
    mailing(email('two', { onSuppressed: 'not-sent' }));
    await ws.engine.runUntilIdle();
    expect(vendor.sent.filter(({ node }) => node !== 'broken')).toHaveLength(1);
  });

  it.each([
    ['not-sent', 'lost'],
    ['exit', 'not-sent'],
  ] as const)('the author may choose %s', async (onSuppressed, reason) => {
    await world(new Vendor(), ['anna'], { caps: [{ channel: null, count: 1, per: 'P1D' }] });
    mailing(email('one'));
    await ws.engine.runUntilIdle();
    const flow = mailing(email('two', { onSuppressed }));
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ [reason]: 1 });
    expect(counts(flow)?.suppressed).toEqual({ 'frequency-cap': 1 });
  });
});

describe('Sending: prices and the flow’s budget', () => {
  it('what the vendor says counts, else the price times the parts, else the account’s list', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna']);
    const long = { en: { text: 'x'.repeat(200) } };
    ws.store.accounts.setPrices('fake', { sms: { amount: 0.7, currency: 'UAH' } });
    ws.engine.accountChanged('fake');
    const own = mailing(sms('own', { price: 0.5, content: long }));
    const listed = mailing(sms('listed'));
    const free = mailing(email('letter'));
    await ws.engine.runUntilIdle();
    vendor.answer = () => ({ vendorId: null, cost: 0.9 });
    const told = mailing(sms('vendor', { price: 0.5 }));
    await ws.engine.runUntilIdle();
    expect([own, listed, free, told].map((flow) => counts(flow)?.cost)).toEqual([1, 0.7, 0, 0.9]);
    expect(costs(own)).toEqual({ spent: 1, reserved: 0 });
  });

  it('is never overspent, whatever is in flight at once', async () => {
    const vendor = new Vendor(10);
    const people = Array.from({ length: 9 }, (_, n) => `p${n}`);
    await world(vendor, people);
    vendor.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { vendorId: null };
    };
    const flow = mailing(sms('text', { price: 0.1 }), { budget: { amount: 0.3, currency: 'UAH' } });
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(3);
    expect(counts(flow)).toMatchObject({ sent: 3, suppressed: { budget: 6 }, cost: 0.3 });
    expect(ws.report(flow).exited).toEqual({ told: 3, lost: 6 });
  });

  it('gives back what a failed message had reserved, and keeps it for one of unknown fate', async () => {
    const vendor = new Vendor(1);
    await world(vendor, ['a', 'b', 'c']);
    const answers = [
      new ConnectorError('bad-request', 'No'),
      new ConnectorError('temporary', 'Cut', { mayHaveActed: true }),
    ];
    vendor.answer = () => {
      const error = answers.shift();
      if (error !== undefined) throw error;
      return { vendorId: null };
    };
    const flow = mailing(sms('text', { price: 1 }), { budget: { amount: 2, currency: 'UAH' } });
    await ws.engine.runUntilIdle();
    expect(counts(flow)).toMatchObject({ failed: 1, unknown: 1, sent: 1, cost: 1 });
    expect(costs(flow)).toEqual({ spent: 1, reserved: 1 });
    const key = ws.store.db.prepare<[], string>("SELECT key FROM messages WHERE state = 'unknown'").pluck().get() ?? '';
    ws.engine.receive('fake', [{ kind: 'receipt', id: 'r1', key, state: 'delivered', at: start }]);
    expect(counts(flow)).toMatchObject({ unknown: 0, sent: 2, cost: 2 });
    expect(costs(flow)).toEqual({ spent: 2, reserved: 0 });
  });

  it('a price in another currency cannot be compared, so nothing is spent', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna']);
    ws.store.accounts.setPrices('fake', { sms: { amount: 0.01, currency: 'USD' } });
    ws.engine.accountChanged('fake');
    const flow = mailing(sms('text'), { budget: { amount: 100, currency: 'UAH' } });
    await ws.engine.runUntilIdle();
    expect(counts(flow)?.suppressed).toEqual({ budget: 1 });
  });
});

describe('Sending: consent, address and attributes are read at send time', () => {
  it('[S5] who unsubscribed between enqueueing and sending gets nothing', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna', 'boris'], { quietHours: { from: '08:00', to: '12:00' } });
    const flow = mailing(email('mail'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toEqual([]);
    ws.store.contacts.setConsent(
      ws.store.contacts.byKey('anna') as number,
      { channel: 'email', topic: '', granted: false },
      ws.clock.now,
      'test',
    );
    await runTo(start + day);
    expect(vendor.sent.map(({ to }) => to)).toEqual(['boris@example.com']);
    expect(counts(flow)?.suppressed).toEqual({ 'no-consent': 1 });
  });
});

describe('Sending: quiet hours over midnight', () => {
  it('[W6] 22:00 to 06:00 end at six of the person’s own morning, also when the clocks change in between', async () => {
    const vendor = new Vendor();
    await world(vendor, [], { quietHours: { from: '22:00', to: '06:00' } });
    person('kyiv', 1, 'Europe/Kyiv');
    person('tokyo', 2, 'Asia/Tokyo');
    person('london', 3, 'Europe/London');
    // In the night before the clocks of Europe go forward: 23:30 in Kyiv, 21:30 in London, 06:30 in Tokyo.
    ws.clock.now = at('2026-03-28T21:30:00Z');
    mailing(email('spring'));
    await runTo(at('2026-03-29T20:00:00Z'));
    const times = Object.fromEntries(
      vendor.sent.map(({ to, at: ms }) => [to.split('@')[0], new Date(ms).toISOString()]),
    );
    expect(times).toEqual({
      kyiv: '2026-03-29T03:00:00.000Z',
      tokyo: '2026-03-28T21:30:00.000Z',
      london: '2026-03-28T21:30:00.000Z',
    });
    vendor.sent = [];
    // And back: 23:30 in Kyiv, 21:30 in London, 05:30 in Tokyo.
    ws.clock.now = at('2026-10-24T20:30:00Z');
    mailing(email('autumn'));
    await runTo(at('2026-10-25T20:00:00Z'));
    const later = Object.fromEntries(
      vendor.sent.map(({ to, at: ms }) => [to.split('@')[0], new Date(ms).toISOString()]),
    );
    expect(later).toEqual({
      kyiv: '2026-10-25T04:00:00.000Z',
      tokyo: '2026-10-24T21:00:00.000Z',
      london: '2026-10-24T20:30:00.000Z',
    });
  });
});

describe('Sending: a started send can be held so that Stop can call it back', () => {
  it('[S8] Stop cancels what is held: nothing leaves', async () => {
    const vendor = new Vendor();
    await world(vendor, ['a', 'b', 'c']);
    const flow = mailing(email('mail'), {}, 60_000);
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toEqual([]);
    expect(ws.engine.heldUntil(flow)).toBe(start + 60_000);
    expect(ws.store.db.prepare('SELECT DISTINCT reason, due_at FROM messages').all()).toEqual([
      { reason: 'held', due_at: start + 60_000 },
    ]);
    ws.clock.now = start + 59_999;
    expect(ws.engine.stopFlow(flow)).toBe(3);
    await runTo(start + day);
    expect(vendor.sent).toEqual([]);
    expect(ws.store.db.prepare("SELECT count(*) FROM messages WHERE state = 'canceled'").pluck().get()).toBe(3);
  });

  it('[S8] left alone it leaves when its time comes', async () => {
    const vendor = new Vendor();
    await world(vendor, ['a', 'b']);
    const flow = mailing(email('mail'), {}, 60_000);
    await runTo(start + hour);
    expect(vendor.sent.map(({ at: ms }) => ms - start)).toEqual([60_000, 60_000]);
    expect(ws.engine.heldUntil(flow)).toBeNull();
  });

  it('may be let go early; a pause keeps it', async () => {
    const vendor = new Vendor();
    await world(vendor, ['a']);
    const flow = mailing(email('mail'), {}, 60_000);
    ws.engine.pauseFlow(flow);
    await runTo(start + hour);
    expect(vendor.sent).toEqual([]);
    ws.clock.now = start;
    ws.engine.resumeFlow(flow);
    ws.engine.releaseFlow(flow);
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(1);
  });

  it('service messages are never held, and without a hold nothing is', async () => {
    const vendor = new Vendor();
    await world(vendor, ['a']);
    mailing(email('order', { topic: 'service' }), {}, 60_000);
    mailing(email('plain'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent.map(({ node }) => node).sort()).toEqual(['order', 'plain']);
  });
});

describe('Sending: the breaker pauses the account, not the world', () => {
  const down = () => {
    throw new ConnectorError('unreachable', 'No route');
  };

  it('[S7] does not trip on one failure of five', async () => {
    const vendor = new Vendor(1);
    await world(vendor, ['a', 'b', 'c', 'd', 'e']);
    let n = 0;
    vendor.answer = () => (n++ === 2 ? down() : { vendorId: null });
    mailing(email('mail'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(5);
    expect(ws.store.accounts.get('fake')?.pausedUntil).toBeNull();
  });

  it('[S7] trips at half of twenty, although none follows five others', async () => {
    const vendor = new Vendor(1);
    await world(
      vendor,
      Array.from({ length: 40 }, (_, n) => `p${n}`),
    );
    let n = 0;
    vendor.answer = () => (n++ % 2 === 1 ? down() : { vendorId: null });
    mailing(email('mail'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(20);
    expect(ws.store.accounts.get('fake')?.pausedUntil).toBe(start + 60_000);
  });

  it('tries one message alone after the rest, and rests twice as long when that fails too', async () => {
    const vendor = new Vendor(5);
    await world(
      vendor,
      Array.from({ length: 30 }, (_, n) => `p${n}`),
    );
    vendor.answer = down;
    const flow = mailing(email('mail'));
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(5);
    ws.clock.now = start + 60_000;
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(6);
    expect(ws.store.accounts.get('fake')?.pausedUntil).toBe(start + 60_000 + 120_000);
    vendor.answer = () => ({ vendorId: null });
    await runTo(start + hour);
    expect(counts(flow)).toMatchObject({ sent: 30, queued: 0, failed: 0 });
  });

  it('[S7] another account goes on meanwhile', async () => {
    const vendor = new Vendor(1);
    await world(vendor, ['a', 'b', 'c', 'd', 'e', 'f']);
    const other = await addAccount(ws, { type: 'fake', name: 'Other', config: {} });
    vendor.answer = (message) => (message.channel === 'email' ? down() : { vendorId: null });
    mailing(email('mail'));
    const flow = ws.flow({
      ...flowOf([['start', 'trigger-manual', { audience: everybody }], sms('text')], ['start.next>text']),
    });
    const stored = ws.store.flows.need(flow);
    ws.store.flows.save(
      flow,
      { revision: stored.revision, document: stored.draft, bindings: { text: other } },
      ws.clock.now,
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(ws.store.accounts.get('fake')?.pausedUntil).toBe(start + 60_000);
    expect(counts(flow)).toMatchObject({ sent: 6 });
  });

  it('a message that would be too late after the rest of its account is told so at once', async () => {
    const vendor = new Vendor(1);
    await world(vendor, ['a', 'b']);
    vendor.answer = () => {
      throw new ConnectorError('bad-credentials', 'Wrong password');
    };
    const flow = mailing(email('mail', { ttl: 'PT10M' }));
    await ws.engine.runUntilIdle();
    expect(vendor.sent).toHaveLength(1);
    expect(counts(flow)?.suppressed).toEqual({ expired: 1 });
    expect(ws.store.notices.list(10).map(({ code }) => code)).toEqual(['account-bad-credentials']);
  });
});

describe('Sending: receipts may come late or out of order', () => {
  it('[S9] one that overtakes the answer naming its message is kept and applied, once', async () => {
    const vendor = new Vendor();
    await world(vendor, ['anna']);
    vendor.answer = () => {
      const receipt = { kind: 'receipt', vendorId: 'early', at: start } as const;
      ws.engine.receive('fake', [
        { ...receipt, id: 'r2', state: 'read' },
        { ...receipt, id: 'r1', state: 'delivered' },
        { ...receipt, id: 'r1', state: 'delivered' },
        { ...receipt, id: 'other', vendorId: 'not-ours', state: 'failed' },
      ]);
      return { vendorId: 'early' };
    };
    const flow = mailing(email('mail'));
    await ws.engine.runUntilIdle();
    expect(counts(flow)).toMatchObject({ sent: 1, delivered: 1, read: 1, failed: 0 });
    expect(ws.store.db.prepare('SELECT vendor_id FROM early_receipts').pluck().all()).toEqual(['not-ours']);
    expect(ws.report(flow).exited).toEqual({ told: 1 });
    ws.clock.now = start + 4 * day;
    ws.engine.receive('fake', [{ kind: 'receipt', id: 'r9', vendorId: 'nobody', state: 'read', at: start }]);
    expect(ws.store.db.prepare('SELECT vendor_id FROM early_receipts').pluck().all()).toEqual(['nobody']);
  });
});
