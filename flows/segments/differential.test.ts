/** The two forms of a rule agree: random people, events and rules, in a real workspace. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { messageStates } from '../sdk/channels.ts';
import type { AttributeValue } from '../sdk/contact.ts';
import { matchModes, type Operator, operators, type Rule, type RuleGroup, type RuleScalar } from '../sdk/rule.ts';
import { formatInstant } from '../sdk/time.ts';
import type { RuleContext } from './facts.ts';
import { explain, matches } from './memory.ts';
import { ruleToSql } from './sql.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;
const { db } = store;

/** 2026-03-20T00:00:00Z; the clocks of Kyiv change within the days that follow. */
const start = 1_773_964_800_000;
const hour = 3_600_000;
/** Few instants, so that rules, events and `now` often meet exactly. */
const instants = Array.from({ length: 12 }, (_, i) => start + i * 24 * hour);
const iso = (ms: number) => formatInstant(ms, 'UTC').replace('+00:00', 'Z');

const words = [
  'Анна',
  'АННА',
  'anna',
  'Olena',
  'İstanbul',
  '100%',
  'a_b',
  'axb',
  '\\',
  "O'Neil",
  '😀 ok',
  '\uffeeZ',
  '',
  '10',
  '9',
  '007',
  '-3.5',
  'true',
  'false',
];
const text = fc.constantFrom(...words);
const time = fc
  .constantFrom(...instants)
  .chain((ms) =>
    fc.constantFrom(iso(ms), iso(ms).slice(0, 10), `${iso(ms).slice(0, 19)}+02:00`, `${iso(ms).slice(0, 10)} 02:00`),
  );
const number = fc.constantFrom(0, 1, 7, 9, 10, -3.5, 0.1, 29.33);
const scalar = fc.oneof(text, time, number, fc.boolean());
const names = ['a', 'Місто', 'a"b', 'x.y', '$', "it's"];
const attributes = fc.dictionary(
  fc.constantFrom(...names),
  fc.oneof(
    scalar,
    scalar,
    fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }) as fc.Arbitrary<AttributeValue>,
  ),
  { maxKeys: 4 },
);
const props = fc.dictionary(
  fc.constantFrom(...names, 'total'),
  fc.oneof(scalar, scalar, fc.constant(null), fc.array(scalar, { maxLength: 2 }), fc.constant({ deep: 1 })),
  { maxKeys: 3 },
);
/** Answers as blocks that ask give them, and as an import may bring them. */
const answerProps = fc.record(
  {
    survey: fc.constantFrom('nps', 'a.b', 'other', 9),
    score: fc.constantFrom<unknown>(0, 3, 9, 10, 7.5, '9', null, true),
    text: text,
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, unknown>>;
/** `crm:bitrix24` has no bit in contacts.reach; nobody has an address of `vk`. */
const channels = ['email', 'sms', 'telegram', 'crm:bitrix24', 'vk', 'print', 'site'];
const topics = ['', 'marketing', 'news'];
const types = ['order.created', 'page'];
const tags = ['vip', 'VIP', 'b2b', 'Постоянный'];
const countries = ['UA', 'US', 'JP'];
const emails = ['a@x.io', 'anna@example.com', 'b%@x.io'];
const phones = ['+380671234567', '+12015550123'];
const zones = ['Europe/Kyiv', 'America/New_York'];
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null });

const person = fc.record({
  email: maybe(fc.constantFrom(...emails)),
  phone: maybe(fc.constantFrom(...phones)),
  first_name: maybe(text),
  last_name: maybe(text),
  country: maybe(fc.constantFrom(...countries)),
  language: maybe(fc.constantFrom('en', 'uk')),
  timezone: maybe(fc.constantFrom(...zones)),
  attributes,
  created: fc.constantFrom(...instants),
  tags: fc.uniqueArray(fc.constantFrom(...tags), { maxLength: 2 }),
  states: fc.tuple(...[0, 1, 2, 3].map(() => fc.constantFrom('valid', 'bounced', 'blocked', 'unconfirmed'))),
  telegram: fc.boolean(),
  crm: fc.boolean(),
  consents: fc.uniqueArray(
    fc.record({ channel: fc.constantFrom(...channels), topic: fc.constantFrom(...topics), granted: fc.boolean() }),
    { maxLength: 4, selector: (one) => `${one.channel}/${one.topic}` },
  ),
  events: fc.array(
    fc.oneof(
      { weight: 4, arbitrary: fc.record({ type: fc.constantFrom(...types), at: fc.constantFrom(...instants), props }) },
      {
        weight: 1,
        arbitrary: fc.record({
          type: fc.constant('survey.answered'),
          at: fc.constantFrom(...instants),
          props: answerProps,
        }),
      },
    ),
    { maxLength: 8 },
  ),
  messages: fc.array(
    fc.record({
      channel: fc.constantFrom(...channels),
      state: fc.constantFrom(...messageStates),
      flow: fc.constantFrom('f1', 'f2'),
      node: fc.constantFrom('mail', 'Лист'),
      queued: fc.constantFrom(...instants),
      later: fc.tuple(...[0, 1, 2, 3, 4, 5, 6].map(() => maybe(fc.constantFrom(...instants)))),
    }),
    { maxLength: 4 },
  ),
  flows: fc.subarray(['f1', 'f2']),
  lists: fc.subarray(['l1', 'l2']),
  rfm: maybe(fc.tuple(...[1, 2, 3].map(() => fc.integer({ min: 1, max: 5 })))),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

const insertMessage = db.prepare(
  `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, state, state_at,
     queued_at, handed_at, sent_at, delivered_at, read_at, clicked_at, replied_at, failed_at)
   VALUES (?, ?, 1, 1, ?, ?, ?, 'm', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
);
const insertJourney = db.prepare(
  `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, entered_at, node, arrived_at, exited_at)
   VALUES (?, 1, ?, 'k', 't', 0, 'n', 0, ?)`,
);
const joinList = db.prepare('INSERT INTO list_members (list, contact_id, added_at) VALUES (?, ?, 0)');
const setRfm = db.prepare('UPDATE contacts SET rfm = ? WHERE id = ?');
db.pragma('foreign_keys = OFF');

let serial = 0;
function put(one: Person): void {
  const addresses = [
    { kind: 'email', value: one.email, state: one.states[0] },
    { kind: 'phone', value: one.phone, state: one.states[1] },
    { kind: 'telegram', value: one.telegram ? '77' : null, state: one.states[2] },
    { kind: 'crm:bitrix24', value: one.crm ? '5' : null, state: one.states[3] },
  ].filter((address) => address.value !== null);
  const { id } = store.contacts.save(
    {
      key: `k${++serial}`,
      profile: {
        first_name: one.first_name,
        last_name: one.last_name,
        country: one.country,
        language: one.language,
        timezone: one.timezone,
      },
      addresses: addresses as { kind: string; value: string; state: 'valid' }[],
      attributes: one.attributes,
      tags: one.tags,
      consents: one.consents,
    },
    one.created,
    'test',
  );
  if (one.rfm !== null) setRfm.run(Number(one.rfm.join('')), id);
  for (const event of one.events) store.events.insert({ contactId: id, ...event, source: 'test' });
  for (const m of one.messages) {
    insertMessage.run(
      `m${++serial}`,
      m.flow,
      id,
      m.node,
      m.channel,
      m.state,
      m.later[0] ?? m.queued,
      m.queued,
      ...m.later,
    );
  }
  for (const flow of one.flows) insertJourney.run(flow, id, null);
  insertJourney.run('f3', id, 5);
  for (const list of one.lists) joinList.run(list, id);
}

const clear = () => {
  for (const table of [
    'contacts',
    'addresses',
    'consents',
    'contact_tags',
    'events',
    'messages',
    'journeys',
    'list_members',
  ]) {
    db.exec(`DELETE FROM ${table}`);
  }
};

const duration = fc.constantFrom('P3D', '-P3D', 'PT48H', '-P1M', 'P0D');
const timeValue = fc.oneof(time, duration, fc.constantFrom('-P5D', '-PT24H'));
const timeOperators: Operator[] = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'between',
  'in',
  'notIn',
  'null',
  'notNull',
  'before',
  'after',
  'withinLast',
  'notWithinLast',
];
const numberOperators: Operator[] = ['=', '!=', '<', '<=', '>', '>=', 'between', 'in', 'notIn', 'null', 'notNull'];

function valueFor(
  operator: Operator,
  one: fc.Arbitrary<RuleScalar>,
): fc.Arbitrary<RuleScalar | RuleScalar[] | undefined> {
  if (operator === 'null' || operator === 'notNull') return fc.constant(undefined);
  if (operator === 'between') return fc.array(one, { minLength: 2, maxLength: 2 });
  if (operator === 'in' || operator === 'notIn') return fc.array(one, { maxLength: 4 });
  if (operator === 'before' || operator === 'after') return timeValue;
  return operator === 'withinLast' || operator === 'notWithinLast' ? duration : one;
}

const over = (field: string, allowed: readonly Operator[], value: fc.Arbitrary<RuleScalar>): fc.Arbitrary<Rule> =>
  fc
    .constantFrom(...allowed)
    .chain((operator) =>
      valueFor(operator, value).map(
        (v): Rule => (v === undefined ? { field, operator } : { field, operator, value: v }),
      ),
    );
const anywhere = (fields: readonly string[], allowed: readonly Operator[], value: fc.Arbitrary<RuleScalar>) =>
  fc.constantFrom(...fields).chain((field) => over(field, allowed, value));

const anyValue = fc.oneof(scalar, duration, fc.constant(null));
const grouped = (rule: fc.Arbitrary<Rule>, depth: number): fc.Arbitrary<RuleGroup> =>
  fc.record({
    combinator: fc.constantFrom('and', 'or'),
    not: fc.boolean(),
    rules: fc.array(
      depth <= 0 ? rule : fc.oneof({ weight: 4, arbitrary: rule }, { weight: 1, arbitrary: grouped(rule, depth - 1) }),
      { maxLength: 3 },
    ),
    disabled: fc.constantFrom(undefined, undefined, undefined, true),
  }) as fc.Arbitrary<RuleGroup>;

const eventRules = fc.oneof(
  over('at', timeOperators, timeValue),
  anywhere(
    [...names, 'total'].map((n) => `props.${n}`),
    operators,
    anyValue,
  ),
);
const messageRules = fc.oneof(
  over('at', timeOperators, timeValue),
  over('flow', operators, fc.constantFrom('f1', 'f2')),
  over('node', operators, fc.constantFrom('mail', 'Лист', 'ЛИСТ')),
);
const counting = (field: string, nested: fc.Arbitrary<Rule>): fc.Arbitrary<Rule> =>
  fc.record({
    field: fc.constant(field),
    operator: fc.constant('=' as const),
    match: fc.option(fc.record({ mode: fc.constantFrom(...matchModes), threshold: fc.integer({ min: 0, max: 3 }) }), {
      nil: undefined,
    }),
    value: fc.option(grouped(nested, 1), { nil: undefined }),
  });
const membership: Operator[] = ['=', '!=', 'in', 'notIn'];
const rules: Record<string, fc.Arbitrary<Rule>> = {
  text: anywhere(
    ['email', 'phone', 'first_name', 'last_name', 'country', 'language', 'timezone'],
    operators,
    fc.oneof(anyValue, fc.constantFrom(...emails, 'A@X.IO', ...phones, ...countries, ...zones, 'en')),
  ),
  created: over('createdAt', timeOperators, timeValue),
  tags: over('tags', operators, fc.oneof(fc.constantFrom(...tags, 'vi', 'ПОСТ'), anyValue)),
  attributes: anywhere(
    names.map((n) => `attributes.${n}`),
    operators,
    anyValue,
  ),
  consent: anywhere(
    channels.flatMap((c) => [`consent.${c}`, `consent.${c}.marketing`]),
    [...membership, 'null', 'notNull'],
    fc.oneof(fc.boolean(), fc.constantFrom('true', 'false', 1, null)),
  ),
  reachable: anywhere(
    channels.map((c) => `reachable.${c}`),
    [...membership, 'null', 'notNull'],
    fc.boolean(),
  ),
  segment: over('segment', membership, fc.constantFrom('ua', 'buyers', 'open')),
  lists: over('list', membership, fc.constantFrom('l1', 'l2', 'l3')),
  inFlow: over('inFlow', membership, fc.constantFrom('f1', 'f2', 'f3')),
  events: fc.constantFrom(...types).chain((type) => counting(`events.${type}`, eventRules)),
  messages: fc
    .constantFrom(...channels)
    .chain((c) => fc.constantFrom(...messageStates).chain((state) => counting(`messages.${c}.${state}`, messageRules))),
  edges: anywhere(
    types.flatMap((type) => [`firstEventAt.${type}`, `lastEventAt.${type}`]),
    timeOperators,
    timeValue,
  ),
  rfm: anywhere(
    ['rfm.recency', 'rfm.frequency', 'rfm.monetary'],
    numberOperators,
    fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constantFrom('3', null)),
  ),
  engagement: anywhere(
    channels.map((c) => `engagement.${c}`),
    numberOperators,
    fc.constantFrom(0, 1, 33, 49, 50, 66, 99, 100),
  ),
  surveys: anywhere(
    ['survey.nps', 'survey.a.b'],
    numberOperators,
    fc.oneof(fc.integer({ min: 0, max: 10 }), fc.constantFrom('9', null)),
  ),
  sums: anywhere(
    ['sum.order.created.total', 'sum.page.a'],
    numberOperators,
    // Most are near what people spent, so that a rule divides them.
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(0, 5, 10, 19.33, 29.33, 39.33) },
      number,
      fc.constantFrom('10', '29.33', 'x'),
    ),
  ),
};

const segments: Record<string, RuleGroup> = {
  ua: { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] },
  buyers: { combinator: 'and', rules: [{ field: 'events.order.created', operator: '=' }] },
};
const context = fc.record({
  ms: fc.constantFrom(...instants),
  zone: fc.constantFrom('Europe/Kyiv', 'UTC'),
  last: fc.option(fc.integer({ min: 1, max: 400 }), { nil: undefined }),
});

function compare(rule: RuleGroup, ctx: RuleContext): { yes: number; no: number } {
  const { where, params } = ruleToSql(rule, ctx);
  const inSql = new Set(
    db
      .prepare<unknown[], number>(`SELECT c.id FROM contacts c WHERE c.deleted_at IS NULL AND ${where}`)
      .pluck()
      .all(...params),
  );
  const ids = db.prepare<[], number>('SELECT id FROM contacts').pluck().all();
  const inMemory = new Set<number>();
  for (const id of ids) {
    const facts = store.facts.load(id, ctx);
    if (facts === null) throw new Error(`contact ${id} has no facts`);
    if (matches(rule, facts, ctx)) inMemory.add(id);
    if (explain(rule, facts, ctx).matched !== inMemory.has(id)) throw new Error(`explain disagrees about ${id}`);
  }
  expect(inSql, JSON.stringify({ rule, now: iso(ctx.now.ms), lastEvent: ctx.lastEvent })).toEqual(inMemory);
  return { yes: inMemory.size, no: ids.length - inMemory.size };
}

const asContext = (one: { ms: number; zone: string; last: number | undefined }): RuleContext => ({
  now: { ms: one.ms, zone: one.zone },
  lastEvent: one.last,
  segments: (slot) => segments[slot] ?? null,
});

const people = fc.sample(person, { numRuns: 150, seed: 20_260_105 });

describe('SQL and memory give the same people', () => {
  clear();
  db.transaction(() => people.forEach(put))();

  for (const [name, rule] of Object.entries(rules)) {
    it(`over ${name}`, () => {
      const outcomes = { yes: 0, no: 0, mixed: 0 };
      fc.assert(
        fc.property(rule, context, (one, ctx) => {
          const { yes, no } = compare({ combinator: 'and', rules: [one] }, asContext(ctx));
          outcomes.yes += yes;
          outcomes.no += no;
          if (yes > 0 && no > 0) outcomes.mixed++;
        }),
        { numRuns: 200 },
      );
      expect(outcomes.yes).toBeGreaterThan(2000);
      expect(outcomes.no).toBeGreaterThan(2000);
      expect(outcomes.mixed).toBeGreaterThan(20);
    });
  }

  it('over groups of everything', () => {
    const outcomes = { yes: 0, no: 0, mixed: 0 };
    fc.assert(
      fc.property(grouped(fc.oneof(...Object.values(rules)), 2), context, (group, ctx) => {
        const { yes, no } = compare(group, asContext(ctx));
        outcomes.yes += yes;
        outcomes.no += no;
        if (yes > 0 && no > 0) outcomes.mixed++;
      }),
      { numRuns: 300 },
    );
    expect(outcomes.yes).toBeGreaterThan(4000);
    expect(outcomes.no).toBeGreaterThan(4000);
    expect(outcomes.mixed).toBeGreaterThan(50);
  });
});
