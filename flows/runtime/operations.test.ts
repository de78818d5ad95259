/** A vendor that does what a script says: what the outbox of operations makes of every kind of answer. */
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { type Connector, ConnectorError, defineConnector, defineOperation } from '../sdk/connector.ts';
import { maxAttempts } from './failure.ts';

type Answer = () => unknown;

class Vendor {
  calls: { key: string; input: { method: string; url: string; body?: unknown } }[] = [];
  letters: { to: string; parts: Readonly<Record<string, string>> }[] = [];
  /** When it was called, on the clock of `performance.now()`, and for what. */
  walls: number[] = [];
  order: ('message' | 'operation')[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  /** Played in order; the last line stays. */
  script: Answer[] = [];
  readonly connector: Connector;
  constructor(limits: Connector['limits'] = { concurrency: 10, perSecond: null }) {
    this.connector = defineConnector({
      type: 'fake',
      config: z.strictObject({}),
      capabilities: ['operations.http.request', 'send.email'],
      deduplicatesByKey: false,
      marksHandover: false,
      limits,
      pollEvery: null,
      receipts: [],
      operations: {
        'http.request': defineOperation({
          input: z.looseObject({ method: z.string(), url: z.string() }),
          idempotent: ({ method }) => method === 'PUT',
          keep: (value) => ({ status: (value as { status: number }).status }),
        }),
      },
      open: () => ({
        verify: async () => ({ detail: 'ready' }),
        send: async ({ to, parts }) => {
          this.walls.push(performance.now());
          this.order.push('message');
          this.letters.push({ to, parts });
          return { vendorId: 'v1' };
        },
        operate: async (_name, input, { key }) => {
          this.walls.push(performance.now());
          this.order.push('operation');
          this.calls.push({ key, input: input as { method: string; url: string } });
          this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
          try {
            const line = this.script.length > 1 ? this.script.shift() : this.script[0];
            await new Promise((resolve) => setTimeout(resolve, 2));
            return (await line?.()) ?? { status: 200, ok: true, body: { id: 71 } };
          } finally {
            this.atOnce--;
          }
        },
      }),
    });
  }
}

const fails =
  (...args: ConstructorParameters<typeof ConnectorError>): Answer =>
  () => {
    throw new ConnectorError(...args);
  };

let ws: TestWorkspace;
afterEach(async () => {
  await ws.dispose();
});

const start = ['start', 'trigger-manual', { audience: everybody }] as const;
const document = (request: Record<string, unknown> = {}) =>
  flowOf(
    [
      [...start],
      [
        'ask',
        'http-request',
        {
          account: 'shop',
          method: 'POST',
          url: 'https://shop.test/{{ contact.key }}',
          save: [{ path: 'id', field: 'attributes.order' }],
          ...request,
        },
      ],
      ['ok', 'exit', { reason: 'ok' }],
      ['bad', 'exit', { reason: 'bad' }],
    ],
    ['start.next>ask', 'ask.next>ok', 'ask.failed>bad'],
    {},
    { accounts: { shop: { capability: 'operations.http.request' } } },
  );

async function setUp(vendor: Vendor, people = 1): Promise<string> {
  const registry = await loadEngineRegistry();
  ws = await testWorkspace({
    registry: { ...registry, connectors: new Map([...registry.connectors, ['fake', vendor.connector]]) },
  });
  const account = await addAccount(ws, { type: 'fake', name: 'Shop', config: {}, makeDefault: true });
  for (let person = 0; person < people; person++) ws.contact(`p${person}`);
  return account;
}
const rows = () =>
  ws.store.db
    .prepare<
      [],
      { state: string; reason: string | null; attempts: number; result: string | null; due_at: number | null }
    >('SELECT state, reason, attempts, result, due_at FROM operations ORDER BY id')
    .all();
const begin = async (request: Record<string, unknown> = {}): Promise<string> => {
  const flow = ws.flow(document(request));
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  return flow;
};
const later = async (ms: number): Promise<void> => {
  ws.clock.now += ms;
  await ws.engine.runUntilIdle();
};
const hour = 3_600_000;

describe('an operation', () => {
  it('is done once, its answer goes to the block, and only a summary is kept', async () => {
    const vendor = new Vendor();
    await setUp(vendor);
    const flow = await begin();
    expect(vendor.calls).toMatchObject([{ key: '1:ask:1', input: { method: 'POST', url: 'https://shop.test/p0' } }]);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
    expect(rows()).toEqual([{ state: 'done', reason: null, attempts: 1, result: '{"status":200}', due_at: null }]);
    expect(ws.store.contacts.live(1, { workspace: 'UTC' })?.attributes).toEqual({ order: 71 });
    const why = ws.store.db.prepare("SELECT why FROM steps WHERE node = 'ask'").pluck().get();
    expect(JSON.parse(String(why))).toEqual({ status: 200, saved: { 'attributes.order': 71 } });
  });
  it('never has more calls at once than the account takes', async () => {
    const vendor = new Vendor({ concurrency: 3, perSecond: null });
    await setUp(vendor, 20);
    const flow = await begin();
    expect(ws.report(flow).exited).toEqual({ ok: 20 });
    expect(vendor.mostAtOnce).toBe(3);
    expect(new Set(vendor.calls.map(({ key }) => key)).size).toBe(20);
  });
  it('[S7] in no second are there more calls than the account takes, messages and operations together', async () => {
    const most = 20;
    const vendor = new Vendor({ concurrency: 100, perSecond: most });
    await setUp(vendor);
    await begin();
    // After a rest a bucket would be full.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    for (let person = 0; person < most; person++) {
      ws.contact(`q${person}`, {
        addresses: [{ kind: 'email', value: `q${person}@shop.test` }],
        consents: [{ channel: 'email', topic: '', granted: true }],
      });
    }
    ws.engine.startFlow(ws.flow(flowOf([[...start], email('mail')], ['start.next>mail'])));
    await begin();
    expect(vendor.letters).toHaveLength(most);
    expect(vendor.calls).toHaveLength(most + 2);
    // Two clocks are read for one moment, one behind the other.
    const inASecond = vendor.walls.map((from) => vendor.walls.filter((at) => at >= from && at < from + 995).length);
    expect(Math.max(...inASecond)).toBeLessThanOrEqual(most);
    // Neither waits until the other has nothing more to send.
    expect(new Set(vendor.order.slice(most, 2 * most))).toEqual(new Set(['message', 'operation']));
  });
  it('is tried again after errors that pass, with the same key, and not beyond its tries', async () => {
    const vendor = new Vendor();
    vendor.script = [
      fails('unreachable', 'nobody there'),
      fails('temporary', 'busy', { retryAfter: 90_000 }),
      () => undefined,
    ];
    await setUp(vendor);
    const flow = await begin();
    expect(rows()).toMatchObject([{ state: 'queued', reason: 'unreachable', attempts: 1 }]);
    await later(15_000);
    expect(rows()).toMatchObject([{ state: 'queued', reason: 'temporary', due_at: ws.clock.now + 90_000 }]);
    await later(90_000);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
    expect(vendor.calls.map(({ key }) => key)).toEqual(['1:ask:1', '1:ask:1', '1:ask:1']);
  });
  it.each([
    [{}, maxAttempts],
    [{ tries: 2 }, 2],
  ])('fails after its last try: %o', async (request, tries) => {
    const vendor = new Vendor();
    vendor.script = [fails('unreachable', 'nobody there')];
    await setUp(vendor);
    const flow = await begin(request);
    for (let round = 0; round < 10; round++) await later(2 * hour);
    expect(vendor.calls).toHaveLength(tries);
    expect(ws.report(flow).exited).toEqual({ bad: 1 });
    expect(rows()).toMatchObject([{ state: 'failed', reason: 'unreachable' }]);
  });
  it('is not tried again after errors that stay', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('bad-request', 'no such thing')];
    await setUp(vendor);
    const flow = await begin();
    await later(10 * hour);
    expect(vendor.calls).toHaveLength(1);
    expect(ws.report(flow).exited).toEqual({ bad: 1 });
  });
  it('that may have been done is of unknown fate: not repeated, told, and the journey goes on by "failed"', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('unreachable', 'cut', { mayHaveActed: true })];
    await setUp(vendor);
    const flow = await begin();
    await later(10 * hour);
    expect(vendor.calls).toHaveLength(1);
    expect(rows()).toMatchObject([{ state: 'unknown', reason: 'cut' }]);
    expect(ws.report(flow).exited).toEqual({ bad: 1 });
    expect(ws.store.notices.list(10).map(({ code }) => code)).toEqual(['operation-unknown']);
  });
  it('that is harmless to repeat is repeated even then', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('unreachable', 'cut', { mayHaveActed: true }), () => undefined];
    await setUp(vendor);
    const flow = await begin({ method: 'PUT' });
    await later(15_000);
    expect(vendor.calls).toHaveLength(2);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
  });
  it('is given up when its time is over, also while it waits for another try', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('rate-limited', 'slowly', { retryAfter: 5 * hour })];
    await setUp(vendor);
    const flow = await begin({ timeout: 'PT1H' });
    await later(hour - 1);
    expect(ws.report(flow).exited).toEqual({});
    await later(2);
    expect(ws.report(flow).exited).toEqual({ bad: 1 });
    expect(rows()).toMatchObject([{ state: 'failed', reason: 'expired' }]);
    expect(vendor.calls).toHaveLength(1);
  });
  it('waits where its account is paused, and wrong credentials pause it', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('bad-credentials', 'who are you'), () => undefined];
    const account = await setUp(vendor);
    const flow = await begin();
    expect(ws.store.accounts.get(account)?.pausedUntil).toBe(ws.clock.now + hour);
    ws.contact('late');
    await later(hour + 1);
    expect(vendor.calls).toHaveLength(2);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
    expect(ws.store.notices.list(10).map(({ code }) => code)).toEqual(['account-bad-credentials']);
  });
});

describe('a journey', () => {
  it('that ends takes back what was not done yet', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('temporary', 'busy')];
    await setUp(vendor);
    const flow = await begin();
    ws.engine.stopFlow(flow);
    expect(rows()).toMatchObject([{ state: 'canceled', reason: 'stopped' }]);
    await later(10 * hour);
    expect(vendor.calls).toHaveLength(1);
  });
  it('of a paused flow has nothing done until the flow goes on', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('temporary', 'busy'), () => undefined];
    await setUp(vendor);
    const flow = await begin();
    ws.engine.pauseFlow(flow);
    await later(10 * hour);
    expect(vendor.calls).toHaveLength(1);
    ws.engine.resumeFlow(flow);
    await ws.engine.runUntilIdle();
    expect(vendor.calls).toHaveLength(2);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
  });
  it('whose contact was deleted has nothing done', async () => {
    const vendor = new Vendor();
    vendor.script = [fails('temporary', 'busy')];
    await setUp(vendor);
    await begin();
    ws.store.db.prepare('UPDATE contacts SET deleted_at = ? WHERE id = 1').run(ws.clock.now);
    await later(hour);
    expect(vendor.calls).toHaveLength(1);
    expect(rows()).toMatchObject([{ state: 'failed', reason: 'contact-deleted' }]);
  });
  it('asks again at another visit, under another key', async () => {
    const vendor = new Vendor();
    await setUp(vendor);
    const base = document();
    const flow = ws.flow({
      ...base,
      nodes: [
        ...base.nodes,
        { id: 'nap', type: 'wait', version: 1, config: { for: 'PT1H' } },
        { id: 'back', type: 'goto', version: 1, config: { node: 'ask', maxLoops: 1 } },
      ],
      edges: [
        { from: 'start', outlet: 'next', to: 'ask' },
        { from: 'ask', outlet: 'next', to: 'nap' },
        { from: 'nap', outlet: 'next', to: 'back' },
      ],
    });
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    await later(hour);
    await later(hour);
    expect(vendor.calls.map(({ key }) => key)).toEqual(['1:ask:1', '1:ask:2']);
    expect(ws.report(flow).exited).toEqual({ 'loop-limit': 1 });
  });
});

describe('after a crash', () => {
  /** As the file looks when the process died during the call. */
  const crashed = async (vendor: Vendor, request: Record<string, unknown>): Promise<string> => {
    vendor.script = [fails('temporary', 'busy'), () => undefined];
    const flow = await begin(request);
    ws.store.db.prepare("UPDATE operations SET state = 'running', due_at = NULL, handed_at = ?").run(ws.clock.now);
    await ws.engine.runUntilIdle();
    return flow;
  };
  it('what was under way is done again where that is harmless', async () => {
    const vendor = new Vendor();
    await setUp(vendor);
    const flow = await crashed(vendor, { method: 'PUT' });
    expect(vendor.calls).toHaveLength(2);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
  });
  it('and is of unknown fate where it is not', async () => {
    const vendor = new Vendor();
    await setUp(vendor);
    const flow = await crashed(vendor, {});
    expect(vendor.calls).toHaveLength(1);
    expect(rows()).toMatchObject([{ state: 'unknown', reason: 'crash' }]);
    expect(ws.report(flow).exited).toEqual({ bad: 1 });
  });
});

describe('on the virtual clock', () => {
  it('nothing leaves: a stand-in answers at once, and it is listed', async () => {
    const vendor = new Vendor();
    await setUp(vendor);
    const flow = ws.flow(document());
    ws.engine.startFlow(flow, at('2026-03-02T09:00:00Z'));
    await ws.engine.runVirtual(at('2026-03-02T09:00:00Z'), at('2026-03-03T09:00:00Z'), { reallySend: false });
    expect(vendor.calls).toEqual([]);
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
    expect(rows()).toMatchObject([{ state: 'done', result: null }]);
  });
});

describe('a new workspace', () => {
  it('plays requests and notes to the team in the sandbox, and shows them in the contact’s history', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const flow = ws.flow(
      flowOf(
        [
          [...start],
          ['ask', 'http-request', { account: 'http', method: 'POST', url: 'https://shop.test/orders' }],
          [
            'tell',
            'notify-team',
            { channel: 'email', account: 'mail', to: 'boss@company.test', text: 'New: {{ contact.key }}' },
          ],
          ['ok', 'exit', { reason: 'ok' }],
        ],
        ['start.next>ask', 'ask.next>tell', 'tell.next>ok'],
        {},
        { accounts: { http: { capability: 'operations.http.request' } } },
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ ok: 1 });
    expect(ws.store.timeline.of(anna, 10).filter(({ kind }) => kind === 'operation')).toMatchObject([
      {
        type: 'message.send',
        node: 'tell',
        state: 'done',
        channel: 'email',
        text: 'New: anna',
        props: { to: 'boss@company.test' },
      },
      {
        type: 'http.request',
        node: 'ask',
        state: 'done',
        text: 'POST https://shop.test/orders',
        props: { status: 200 },
      },
    ]);
  });
  it('a colleague gets one letter through the account that sends', async () => {
    const vendor = new Vendor();
    await setUp(vendor);
    const flow = ws.flow(
      flowOf(
        [
          [...start],
          [
            'tell',
            'notify-team',
            { channel: 'email', account: 'mail', to: 'boss@company.test', subject: 'Hi', text: 'Look' },
          ],
        ],
        ['start.next>tell'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(vendor.letters).toEqual([{ to: 'boss@company.test', parts: { text: 'Look', subject: 'Hi' } }]);
  });
});

it('every query over operations uses an index', async () => {
  ws = await testWorkspace();
  const plan = (sql: string): string =>
    (ws.store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[])
      .map(({ detail }) => detail)
      .join('; ');
  for (const where of [
    "account_id = 'a' AND due_at IS NOT NULL AND due_at <= 5 ORDER BY due_at, id LIMIT 1",
    "flow_id = 'f' AND state = 'queued' AND due_at IS NOT NULL",
    "key = 'k' AND state = 'queued'",
    "state = 'running'",
    'contact_id = 1 ORDER BY id DESC LIMIT 5',
  ])
    expect(plan(`SELECT * FROM operations WHERE ${where}`), where).toMatch(/USING INDEX/);
});
