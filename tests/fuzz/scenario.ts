/** Random flows, contacts and events of a seed: the same seed gives the same scenario on every machine. */
import type { FlowDocument, FlowNode, FlowSettings } from '../../flows/document/schema.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import type { ContactInput } from '../../flows/store/contact-input.ts';

export const hour = 3_600_000;
/** A Monday; summer time begins in Europe within the span. */
export const start = Date.UTC(2026, 2, 23);
export const end = start + 10 * 24 * hour;

export interface FuzzEvent {
  contact: number;
  type: string;
  at: number;
  props: Record<string, unknown>;
}

export interface Scenario {
  contacts: Omit<ContactInput, 'key'>[];
  /** In order of arrival, which is not that of time. */
  events: FuzzEvent[];
  flows: FlowDocument[];
  /** Instants at which a second run of the same scenario stops and is taken up again. */
  cuts: number[];
}

export interface Random {
  below: (n: number) => number;
  chance: (of100: number) => boolean;
  pick: <T>(list: readonly T[]) => T;
}

/** Mulberry32. */
export function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (of100) => next() * 100 < of100,
    pick: (list) => list[below(list.length)] as (typeof list)[number],
  };
}

export const eventTypes = ['order', 'visit', 'pay', 'off'] as const;

const eventRule = (r: Random): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'props.total', operator: '>=', value: r.pick([20, 50, 80]) }],
});

function contactRule(r: Random, depth = 0): RuleGroup {
  const condition = (): RuleGroup['rules'][number] => {
    const kind = r.pick(depth < 1 ? [0, 0, 0, 1, 2, 3, 4, 4, 4, 5] : [0, 1, 2, 3, 4]);
    if (kind === 0) return { field: 'tags', operator: 'contains', value: r.pick(['vip', 'cold']) };
    if (kind === 1) return { field: 'attributes.n', operator: '>=', value: r.below(4) };
    if (kind === 2) return { field: 'country', operator: '=', value: 'UA' };
    if (kind === 5) return contactRule(r, depth + 1);
    const mode = r.pick(['atLeast', 'atMost', 'exactly'] as const);
    return {
      field: kind === 3 ? `events.${r.pick(eventTypes)}` : `messages.${r.pick(['email', 'sms'])}.sent`,
      operator: '=',
      match: { mode, threshold: 1 + r.below(3) },
      value: { combinator: 'and', rules: [] },
    };
  };
  const rules = [condition(), ...(r.chance(40) ? [condition()] : [])];
  return { combinator: r.pick(['and', 'or'] as const), ...(r.chance(20) ? { not: true } : {}), rules };
}

/** True for everybody of whom the log says that it happened: becomes true by events only. */
const happened = (type: string, threshold: number): RuleGroup => ({
  combinator: 'and',
  rules: [
    {
      field: `events.${type}`,
      operator: '=',
      match: { mode: 'atLeast', threshold },
      value: { combinator: 'and', rules: [] },
    },
  ],
});

function messageConfig(r: Random, type: string): Record<string, unknown> {
  const topic = r.pick(['marketing', 'service']);
  const text = r.chance(12) ? 'Hi {{ contact.nickname }}' : 'Hi {{ contact.first_name | default: "friend" }}';
  return {
    account: type === 'email' ? 'mail' : 'text',
    topic,
    content: { en: type === 'email' ? { subject: text, html: '<p>x</p>' } : { text } },
    ...(r.chance(40) ? { onSuppressed: r.pick(['wait', 'not-sent', 'exit']) } : {}),
    ...(topic === 'service' && r.chance(50) ? { ignoreQuietHours: true } : {}),
    ...(r.chance(45) ? { ttl: r.pick(['PT1H', 'PT6H', 'P1D']) } : {}),
  };
}

function waitConfig(r: Random): Record<string, unknown> {
  const half = new Date(start + r.below(60) * 6 * hour + hour / 2).toISOString();
  switch (r.below(7)) {
    case 0:
      return { for: r.pick(['P1D', 'P0D', 'P2D']), at: r.pick(['06:00', '12:00', '02:30']) };
    case 1:
      return { for: 'PT6H', weekdays: [1, 2, 5] };
    case 2:
      return { for: 'PT6H', window: { from: r.pick(['22:00', '09:00']), to: r.pick(['06:00', '18:00']) } };
    case 3:
      return { until: { date: half }, ifPast: r.pick(['continue', 'skip-to', 'exit']) };
    case 4:
      return {
        until: { attribute: 'due' },
        ...(r.chance(70) ? { ifPast: r.pick(['continue', 'skip-to', 'exit']) } : {}),
      };
    default:
      return { for: r.pick(['PT6H', 'PT6H', 'PT12H', 'PT24H', 'P1D', 'PT2H']) };
  }
}

const goalConfig = (r: Random): Record<string, unknown> => ({
  ...(r.chance(95) ? { pull: true } : {}),
  ...(r.chance(30) ? { where: eventRule(r) } : {}),
});

function nodeOf(r: Random, id: string, messages: readonly string[]): [string, Record<string, unknown>] {
  const type = r.pick([
    'segment',
    'segment',
    'split',
    'split',
    'wait',
    'wait',
    'wait-for',
    'wait-for',
    'email',
    'email',
    'email',
    'sms',
    'sms',
    'update-contact',
    'update-contact',
    'goal',
    'goal',
    'milestone',
    'exit',
  ] as const);
  switch (type) {
    case 'segment':
      return [
        type,
        { branches: ['one', 'two'].slice(0, 1 + r.below(2)).map((name) => ({ id: name, rule: contactRule(r) })) },
      ];
    case 'split': {
      const holdout = r.chance(40) ? r.pick([0, 2000, 4000]) : undefined;
      const a = r.pick([0, 1000, 3000, 5000]);
      const arms = [
        { id: 'a', weight: a },
        { id: 'b', weight: 10_000 - a - (holdout ?? 0) },
      ];
      return [type, { arms, ...(holdout === undefined ? {} : { holdout }) }];
    }
    case 'wait':
      return [type, waitConfig(r)];
    case 'wait-for': {
      const outcomes = ['x', 'y'].slice(0, 1 + r.below(2)).map((name) => ({
        id: name,
        ...(messages.length > 0 && r.chance(25)
          ? { event: 'message.delivered', node: r.pick(messages) }
          : { event: r.pick(eventTypes), ...(r.chance(40) ? { where: eventRule(r) } : {}) }),
      }));
      return [type, { outcomes, timeout: r.pick(['PT6H', 'PT12H', 'P1D', 'P2D']) }];
    }
    case 'email':
    case 'sms':
      return [type, messageConfig(r, type)];
    case 'update-contact': {
      const change = r.pick([
        { op: 'tag', value: 'vip' },
        { op: 'tag', value: 'cold' },
        { op: 'untag', value: 'vip' },
        { op: 'add', field: 'attributes.n', value: 1 },
        { op: 'add', field: 'attributes.n', value: '{{ event.total }}' },
      ]);
      return [type, { changes: [change] }];
    }
    case 'goal':
      return [
        type,
        {
          ...Object.fromEntries([['then', r.pick(['count', 'count', 'end'])]]),
          ...(r.chance(70) ? { event: r.pick(['order', 'visit', 'order', 'visit']), ...goalConfig(r) } : {}),
          ...(r.chance(60) ? { value: r.pick([5, 'event.total']) } : {}),
        },
      ];
    case 'milestone':
      return [type, { name: `Step ${id}` }];
    case 'exit':
      return [type, { reason: r.pick(['done', 'lost']) }];
  }
}

/** The outlets, as docs/nodes.md lists them. */
export function outletsOf(type: string, config: Record<string, unknown>): string[] {
  const ids = (list: unknown): string[] => (list as { id: string }[]).map((one) => one.id);
  switch (type) {
    case 'segment':
      return [...ids(config.branches), 'else'];
    case 'split':
      return [...ids(config.arms), ...(config.holdout === undefined ? [] : ['holdout'])];
    case 'wait':
      return config.ifPast === 'skip-to' ? ['next', 'past'] : ['next'];
    case 'wait-for':
      return [...ids(config.outcomes), 'timeout'];
    case 'email':
    case 'sms':
      return ['next', 'not-sent'];
    case 'update-contact':
      return ['next', 'failed'];
    case 'goal':
      return config.then === 'end' ? [] : ['next'];
    case 'exit':
      return [];
    default:
      return ['next'];
  }
}

function settingsOf(r: Random): FlowSettings {
  return {
    ...(r.chance(30) ? { timezone: 'Europe/Kyiv' } : {}),
    entry: {
      ...(r.chance(30) ? { key: 'event.order_id' } : {}),
      ...(r.chance(40) ? { maxActivePerKey: 2 } : {}),
      ...(r.chance(20) ? { maxPerContact: 1 + r.below(3) } : {}),
      ...(r.chance(25) ? { cooldown: r.pick(['PT12H', 'P1D']) } : {}),
      ...(r.chance(80) ? { onRepeat: r.pick(['ignore', 'restart', 'update', 'new'] as const) } : {}),
    },
    ...(r.chance(50)
      ? {
          exit: {
            when: [
              ...(r.chance(70)
                ? [{ event: r.pick(['off', 'pay']), ...(r.chance(40) ? { where: eventRule(r) } : {}) }]
                : []),
              ...(r.chance(40) ? [{ rule: happened(r.pick(eventTypes), 2 + r.below(3)) }] : []),
            ],
          },
        }
      : {}),
    ...(r.chance(60)
      ? {
          goal: {
            event: r.pick(['pay', 'order']),
            ...(r.chance(30) ? { where: eventRule(r) } : {}),
            ...(r.chance(70) ? { value: 'event.total' } : {}),
            ...(r.chance(60) ? { within: r.pick(['P2D', 'PT12H']) } : {}),
          },
        }
      : {}),
    ...(r.chance(65)
      ? {
          quietHours: r.pick([
            { from: '21:00', to: '09:00' },
            { from: '10:00', to: '14:00' },
            { from: '00:00', to: '06:00' },
            { from: '13:00', to: '11:30' },
          ]),
        }
      : {}),
  };
}

function flowOf(r: Random, name: string): FlowDocument {
  const nodes: FlowNode[] = [];
  const edges: FlowDocument['edges'] = [];
  const open: { from: string; outlet: string; index: number; waits: boolean }[] = [];
  const messages: string[] = [];
  const add = (id: string, type: string, config: Record<string, unknown>): void => {
    const index = nodes.length;
    nodes.push({ id, type, version: 1, config });
    if (type === 'email' || type === 'sms') messages.push(id);
    // The outlet taken most often comes last, and is gone on from first.
    for (const outlet of outletsOf(type, config).reverse()) {
      open.push({ from: id, outlet, index, waits: type === 'wait' || type === 'wait-for' });
    }
  };
  const triggers = 1 + r.below(2);
  for (let n = 0; n < triggers; n++) {
    if (r.chance(65)) {
      add(`t${n}`, 'trigger-event', {
        event: r.pick(['order', 'order', 'visit']),
        ...(r.chance(30) ? { where: eventRule(r) } : {}),
      });
    } else {
      const at = r.chance(50) ? { at: new Date(start + r.below(8) * 6 * hour).toISOString() } : {};
      add(`t${n}`, 'trigger-manual', { audience: contactRule(r), ...at });
    }
  }
  const size = 2 + r.below(9);
  for (let n = 0; n < size && open.length > 0; n++) {
    const id = `n${n}`;
    const [type, config] = nodeOf(r, id, messages);
    const entrances = n === 0 ? triggers : 1 + r.below(2);
    for (let k = 0; k < entrances && open.length > 0; k++) {
      // Often one after the other, so that what one block did is asked by the next.
      const which = n === 0 ? 0 : r.chance(50) ? open.length - 1 : r.below(open.length);
      const [outlet] = open.splice(which, 1);
      if (outlet !== undefined) edges.push({ from: outlet.from, outlet: outlet.outlet, to: id });
    }
    add(id, type, config);
  }
  for (const outlet of open) {
    // Back only from where a journey waits; forward from anywhere.
    const first = outlet.waits ? triggers : Math.max(triggers, outlet.index + 1);
    const choices = nodes.slice(first);
    if (choices.length > 0 && r.chance(outlet.waits ? 55 : 25)) {
      edges.push({ from: outlet.from, outlet: outlet.outlet, to: r.pick(choices).id });
    }
  }
  return {
    format: 'kaskad.flow',
    formatVersion: 1,
    name,
    language: 'en',
    settings: settingsOf(r),
    slots: { accounts: { mail: { capability: 'send.email' }, text: { capability: 'send.sms' } } },
    nodes,
    edges,
  };
}

function contactOf(r: Random, n: number): Omit<ContactInput, 'key'> {
  const state = () => r.pick(['valid', 'valid', 'valid', 'unconfirmed', 'bounced', 'blocked'] as const);
  const addresses: { kind: string; value: string; state: 'valid' | 'unconfirmed' | 'bounced' | 'blocked' }[] = [];
  for (let k = r.pick([0, 1, 1, 2]); k > 0; k--)
    addresses.push({ kind: 'email', value: `c${n}-${k}@example.com`, state: state() });
  for (let k = r.pick([0, 1, 1, 2]); k > 0; k--) {
    addresses.push({ kind: 'phone', value: `${r.pick(['+38050', '+1202'])}55501${n}${k}`, state: state() });
  }
  const consents = ['email', 'sms'].flatMap((channel) =>
    ['', 'marketing'].flatMap((topic) => (r.chance(60) ? [{ channel, topic, granted: r.chance(80) }] : [])),
  );
  const zone = r.pick(['UTC', 'UTC', 'Europe/Kyiv', 'America/New_York', null]);
  return {
    profile: { ...(zone === null ? {} : { timezone: zone }), ...(r.chance(30) ? { country: 'UA' } : {}) },
    addresses,
    consents,
    tags: r.chance(40) ? [r.pick(['vip', 'cold'])] : [],
    attributes: {
      ...(r.chance(60) ? { n: r.below(4) } : {}),
      ...(r.chance(60) ? { due: new Date(start + r.below(40) * 6 * hour + hour / 2).toISOString() } : {}),
    },
  };
}

export function scenarioOf(seed: number): Scenario {
  const r = randomOf(seed);
  const contacts = Array.from({ length: 4 + r.below(5) }, (_, n) => contactOf(r, n));
  const events: FuzzEvent[] = [];
  for (let n = r.below(contacts.length * 9); n > 0; n--) {
    events.push({
      contact: r.below(contacts.length),
      type: r.pick(eventTypes),
      // Some shortly before the end, so that it finds messages waiting.
      at: r.chance(12) ? end - 6 * hour : start + (r.below(46) - 3) * 6 * hour,
      props: {
        ...(r.chance(75) ? { total: r.below(101) } : {}),
        ...(r.chance(80) ? { order_id: r.pick(['a', 'b']) } : {}),
      },
    });
  }
  const flows = ['Alpha', 'Beta'].slice(0, 1 + r.below(2)).map((name) => flowOf(r, name));
  const cuts = Array.from({ length: 1 + r.below(4) }, () => start + r.below(10 * 24 * 2) * (hour / 2));
  return { contacts, events, flows, cuts: cuts.sort((a, b) => a - b) };
}
