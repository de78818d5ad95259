/** The response model from the workspace's own past: shares and delays of its latest messages, by channel and by block. */
import type { Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';
import { defaultsOf, enoughMessages, type Shares } from './defaults.ts';
import { type Spread, spreadOf } from './delay.ts';

/** At most so many of the latest messages are looked at. */
const lookedAt = 50_000;
/** Younger messages have not had time to be answered. */
const settled: Millis = 3 * 86_400_000;

export interface Learnt {
  messages: number;
  shares: Shares;
  /** Mean price of those that had one. */
  price: number | null;
  delays: Partial<Record<keyof Shares, Spread>>;
  /** Share of presses by button. */
  buttons: Readonly<Record<string, number>>;
}

export interface History {
  channel(channel: string): Learnt | null;
  node(node: string, channel: string): Learnt | null;
}

interface Tally {
  sent: number;
  failed: number;
  delivered: number;
  read: number;
  clicked: number;
  replied: number;
  priced: number;
  cost: number;
  delays: Record<'failed' | 'delivered' | 'read' | 'clicked' | 'replied', Millis[]>;
  presses: Map<string, number>;
}

const fresh = (): Tally => ({
  sent: 0,
  failed: 0,
  delivered: 0,
  read: 0,
  clicked: 0,
  replied: 0,
  priced: 0,
  cost: 0,
  delays: { failed: [], delivered: [], read: [], clicked: [], replied: [] },
  presses: new Map(),
});

/**
 * Reads the past of a store as of `now`; `flow` is the one whose blocks count by themselves. Messages that the sandbox
 * took say nothing about people, save in a demo, whose people are made up anyway.
 */
export function readHistory(store: Store, flow: string, now: Millis): History {
  const demo = store.meta.get().demo;
  const channels = new Map<string, Tally>();
  const nodes = new Map<string, Tally>();
  const tallyOf = (map: Map<string, Tally>, key: string): Tally => {
    const known = map.get(key);
    if (known !== undefined) return known;
    const made = fresh();
    map.set(key, made);
    return made;
  };
  for (const message of store.responses.latest(lookedAt)) {
    if (message.sent > now - settled || (message.account === 'sandbox' && !demo)) continue;
    const own = message.flow === flow ? [tallyOf(nodes, `${message.node} ${message.channel}`)] : [];
    for (const tally of [tallyOf(channels, message.channel), ...own]) add(tally, message);
  }
  for (const press of store.responses.presses(lookedAt)) {
    if (press.flow !== flow) continue;
    nodes.get(`${press.node} ${press.channel}`)?.presses.set(press.button, press.presses);
  }
  return {
    channel: (channel) => learn(channels.get(channel), channel),
    node: (node, channel) => learn(nodes.get(`${node} ${channel}`), channel),
  };
}

type Past = Parameters<typeof add>[1];

function add(
  tally: Tally,
  m: {
    sent: Millis;
    delivered: Millis | null;
    read: Millis | null;
    clicked: Millis | null;
    replied: Millis | null;
    failed: Millis | null;
    cost: number | null;
  },
): void {
  tally.sent++;
  for (const state of ['failed', 'delivered', 'read', 'clicked', 'replied'] as const) {
    const at = m[state];
    if (at === null) continue;
    tally[state]++;
    tally.delays[state].push(Math.max(0, at - followed(m, state)));
  }
  if (m.cost !== null && m.cost > 0) {
    tally.priced++;
    tally.cost += m.cost;
  }
}

/** When the state began that this one follows. */
const followed = (m: Past, state: 'failed' | 'delivered' | 'read' | 'clicked' | 'replied'): Millis =>
  state === 'failed' || state === 'delivered'
    ? m.sent
    : state === 'clicked'
      ? (m.read ?? m.delivered ?? m.sent)
      : (m.delivered ?? m.sent);

function learn(tally: Tally | undefined, channel: string): Learnt | null {
  if (tally === undefined || tally.sent < enoughMessages) return null;
  const defaults = defaultsOf(channel);
  const arrived = Math.max(1, tally.sent - tally.failed);
  // Vendors that report no delivery still deliver: then all that did not fail count as delivered.
  const reports = tally.delivered > 0;
  const delivered = Math.max(1, reports ? tally.delivered : arrived);
  const presses = [...tally.presses.values()].reduce((a, b) => a + b, 0);
  const of = (n: number, whole: number): number => Math.min(1, Math.round((n / whole) * 10_000) / 10_000);
  const spread = (list: Millis[]): Spread | undefined => {
    if (list.length < 20) return undefined;
    list.sort((a, b) => a - b);
    const at = (share: number): Millis => list[Math.min(list.length - 1, Math.floor(share * list.length))] as Millis;
    return spreadOf(at(0.5), at(0.9), at(0.99));
  };
  const delays = Object.fromEntries(
    Object.entries(tally.delays).flatMap(([state, list]) => {
      const found = spread(list);
      return found === undefined ? [] : [[state, found]];
    }),
  );
  return {
    messages: tally.sent,
    shares: {
      failed: of(tally.failed, tally.sent),
      delivered: reports ? of(tally.delivered, arrived) : 1,
      read: of(tally.read, delivered),
      clicked: of(tally.clicked, delivered),
      // A press of a button is a reply to the engine; what is left are words.
      replied: of(Math.max(0, tally.replied - presses), delivered),
      pressed: tally.presses.size > 0 ? of(presses, delivered) : defaults.pressed,
      unsubscribed: defaults.unsubscribed,
    },
    price: tally.priced === 0 ? null : tally.cost / tally.priced,
    delays,
    buttons: Object.fromEntries([...tally.presses].map(([button, n]) => [button, of(n, Math.max(1, presses))])),
  };
}
