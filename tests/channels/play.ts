/** A workspace of so many people with six accounts, and one flow of a cascade over them, played to its end on a fast clock. */
import { loadEngineRegistry } from '#registry/engine';
import { addAccount } from '../../flows/host/accounts.ts';
import type { ReceiptState } from '../../flows/sdk/channels.ts';
import type { Connector } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { at, everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';
import { type Channel, channels, type Push, startVendors, type Vendor, whatsappPush } from './vendors.ts';
import { type Watched, watch } from './watch.ts';
import { chance, enough, receipts, trouble } from './world.ts';

/** The clock moves in such steps at least, so that what is due close together is done together. */
const step: Millis = 10_000;
/** How long the engine waits for a vendor that hangs. Real milliseconds. */
const patience: Millis = 250;

const start = at('2026-03-02T06:00:00Z');

const rung = (channel: Channel, advance: string) => ({
  channel,
  account: channel,
  content: { en: channel === 'email' ? { subject: 'News', html: '<p>Hello</p>' } : { text: 'Hello' } },
  advance,
  after: 'PT1H',
});

const flow = flowOf(
  [
    ['start', 'trigger-manual', { audience: everybody }],
    [
      'all',
      'cascade',
      {
        topic: 'marketing',
        rungs: [
          rung('whatsapp', 'not-delivered'),
          rung('viber', 'not-read'),
          rung('sms', 'not-delivered'),
          rung('telegram', 'not-clicked'),
          rung('vk', 'not-read'),
          rung('email', 'not-delivered'),
        ],
        deadline: 'P1D',
      },
    ],
    ['reached', 'exit', { reason: 'reached' }],
    ['missed', 'exit', { reason: 'missed' }],
  ],
  ['start.next>all', 'all.reached>reached', 'all.exhausted>missed'],
  {},
  { accounts: Object.fromEntries(channels.map((channel) => [channel, { capability: `send.${channel}` }])) },
);

export interface Played {
  ws: TestWorkspace;
  flow: string;
  vendors: Record<Channel, Vendor>;
  watched: Watched;
  /** Number of the contact in the workspace to the one by which the vendors' addresses are made. */
  numbers: ReadonlyMap<number, number>;
  /** What the engine was told of messages, as `channel:contact`. */
  told: ReadonlyMap<string, ReadonlySet<ReceiptState>>;
  close(): Promise<void>;
}

export async function play(people: number, seed: string): Promise<Played> {
  let now = (): Millis => 0;
  const told = new Map<string, Set<ReceiptState>>();
  const timetable = new Map<Millis, (() => void)[]>();
  /** Accounts that have something to be found by polling. */
  const toPoll = new Set<Channel>();
  const found: (() => void)[] = [];

  const vendors = await startVendors({
    clock: () => now(),
    plan: (channel, to, before, all) => trouble(seed, { channel, to, before, all, since: now() - start }),
    hangs(channel, { to }) {
      setTimeout(() => watched.giveUp(channel, vendors[channel].contactOf(to)), patience);
    },
    acted(channel, { to }, answer) {
      const id = vendors[channel].vendorId(answer);
      for (const one of receipts(seed, channel, vendors[channel].contactOf(to))) {
        const tell = () => tellOf(channel, to, id, one.state, one.twice);
        if (one.after === null) tell();
        else {
          const when = Math.ceil((now() + one.after) / step) * step;
          timetable.set(when, [...(timetable.get(when) ?? []), tell]);
        }
      }
    },
  });
  const known = await loadEngineRegistry();
  const connectors = Object.fromEntries(
    channels.map((channel) => [channel, known.connectors.get(vendors[channel].type) as Connector]),
  ) as Record<Channel, Connector>;
  const watched = watch(
    known,
    () => now(),
    (channel, to) => vendors[channel as Channel].contactOf(to),
    (channel, contact) => vendors[channel as Channel].ledger.last(contact),
    new Set(channels.map((channel) => vendors[channel].type)),
  );
  const ws = await testWorkspace({ now: new Date(start).toISOString(), registry: watched.registry });
  now = () => ws.clock.now;
  const accounts = {} as Record<Channel, string>;
  for (const channel of channels) {
    const { type, config } = vendors[channel];
    accounts[channel] = await addAccount(ws, { type, name: channel, config, makeDefault: true });
  }

  function hear(channel: Channel, { headers, body }: Push): void {
    const { hook, config } = connectors[channel];
    const delivery = {
      method: 'POST' as const,
      url: 'https://shop.example/hooks/v/1',
      query: new URLSearchParams(),
      header: (name: string) => headers[name] ?? null,
      body: Buffer.from(body),
    };
    const result = hook?.receive(config.parse(vendors[channel].config), delivery, { now: now(), word: 'word' });
    if (result?.kind !== 'taken') throw new Error(`${channel} does not believe its vendor: ${result?.kind}`);
    ws.engine.receive(accounts[channel], result.incoming);
  }

  function tellOf(channel: Channel, to: string, id: string, state: ReceiptState, twice: boolean): void {
    const vendor = vendors[channel];
    const contact = vendor.contactOf(to);
    const done = () => {
      const name = `${channel}:${contact}`;
      told.set(name, (told.get(name) ?? new Set()).add(state));
      if (enough[channel].includes(state)) watched.reached(contact);
    };
    const push = vendor.tell(to, id, state, now(), twice);
    if (push === undefined) {
      toPoll.add(channel);
      found.push(done);
      return;
    }
    for (let n = twice ? 2 : 1; n > 0; n--) hear(channel, push);
    done();
  }

  const numbers = new Map<number, number>();
  const writers: number[] = [];
  ws.store.db.transaction(() => {
    for (let n = 1; n <= people; n++) {
      const theirs = channels.filter((channel) => chance(seed, 'has', channel, n) > 0.08);
      const agreed = channels.filter((channel) => chance(seed, 'agrees', channel, n) > 0.04);
      const id = ws.contact(`c${n}`, {
        addresses: theirs.map((channel) => vendors[channel].address(n)),
        consents: agreed.map((channel) => ({ channel, topic: '', granted: true })),
      });
      numbers.set(id, n);
      if (theirs.includes('whatsapp') && chance(seed, 'wrote', n) > 0.05) writers.push(n);
    }
  })();
  // WhatsApp lets one answer only those who wrote within a day.
  const { appSecret } = vendors.whatsapp.config as { appSecret: string };
  for (let from = 0; from < writers.length; from += 500) {
    const messages = writers.slice(from, from + 500).map((n) => ({
      id: `wamid.in${n}`,
      from: vendors.whatsapp.address(n).value.slice(1),
      timestamp: String(Math.floor(now() / 1000)),
      type: 'text',
      text: { body: 'Hello' },
    }));
    hear('whatsapp', whatsappPush(appSecret, { messages }));
  }

  // An engine that runs polls from the beginning: positions are of before the first message.
  await ws.engine.sync();
  const id = ws.flow(flow);
  ws.engine.startFlow(id);
  await toTheEnd();
  return {
    ws,
    flow: id,
    vendors,
    watched,
    numbers,
    told,
    async close() {
      await ws.dispose();
      await Promise.all(channels.map((channel) => vendors[channel].close()));
    },
  };

  async function toTheEnd(): Promise<void> {
    for (;;) {
      await ws.engine.runUntilIdle();
      const due = [...timetable.keys()].filter((when) => when <= now());
      for (const when of due) {
        for (const tell of timetable.get(when) ?? []) tell();
        timetable.delete(when);
      }
      for (const channel of toPoll) await ws.engine.sync(accounts[channel]);
      toPoll.clear();
      for (const done of found.splice(0)) done();
      if (due.length > 0) continue;
      const next = Math.min(engineNext(), ...timetable.keys());
      if (next === Number.POSITIVE_INFINITY) return;
      ws.clock.now = Math.ceil(Math.max(next, now() + 1) / step) * step;
    }
  }

  /** When the engine would wake by itself. */
  function engineNext(): Millis {
    const { messages, journeys, events, accounts: kept } = ws.store;
    return Math.min(
      journeys.nextDue() ?? Number.POSITIVE_INFINITY,
      journeys.nextTimer() ?? Number.POSITIVE_INFINITY,
      events.nextPendingAt(Number.MIN_SAFE_INTEGER) ?? Number.POSITIVE_INFINITY,
      ...messages.queues().map((queue) => Math.max(queue.due_at, kept.pausedUntil(queue.account_id) ?? 0)),
    );
  }
}
