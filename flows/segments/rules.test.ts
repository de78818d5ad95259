import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import type { AttributeValue, ContactView } from '../sdk/contact.ts';
import type { Rule, RuleGroup } from '../sdk/rule.ts';
import { addDuration, parseInstant } from '../sdk/time.ts';
import { matchesEvent } from './event-rule.ts';
import type { Facts, RuleContext } from './facts.ts';
import { explain, matches } from './memory.ts';
import { eventRuleToSql, ruleToSql } from './sql.ts';

const at = (text: string): number => parseInstant(text, 'Europe/Kyiv') as number;
const now = { ms: at('2026-03-30T12:00'), zone: 'Europe/Kyiv' };
const context: RuleContext = { now, segments: () => null };
const group = (...rules: (Rule | RuleGroup)[]): RuleGroup => ({ combinator: 'and', rules });

interface Given {
  contact?: Partial<ContactView>;
  consents?: ReturnType<Facts['consents']>;
  events?: { id: number; at: number; props?: Record<string, unknown> }[];
}

const facts = (given: Given = {}): Facts => ({
  contact: {
    id: 1,
    key: null,
    email: null,
    phone: null,
    first_name: null,
    last_name: null,
    language: null,
    country: null,
    timezone: 'Europe/Kyiv',
    createdAt: at('2026-01-01'),
    tags: [],
    attributes: {},
    ...given.contact,
  },
  addresses: () => [],
  consents: () => given.consents ?? [],
  events: () => (given.events ?? []).map((event) => ({ props: {}, ...event })),
  messages: () => [],
  pausedUntil: () => null,
  inFlow: () => false,
  inList: () => false,
});

const holds = (rule: Rule, given?: Given, ctx: RuleContext = context) => matches(group(rule), facts(given), ctx);
const attribute = (value: AttributeValue): Given => ({ contact: { attributes: { a: value } } });

describe('[K2] missing values', () => {
  it.each(['!=', 'notIn', 'doesNotContain', 'null'] as const)('%s is true', (operator) => {
    expect(holds({ field: 'attributes.a', operator, value: 'x' })).toBe(true);
  });
  it('notWithinLast is true', () => {
    expect(holds({ field: 'lastEventAt.order.created', operator: 'notWithinLast', value: 'P90D' })).toBe(true);
  });
  it.each(['=', 'in', 'contains', 'beginsWith', 'endsWith', '<', '>', 'before', 'notNull'] as const)(
    '%s is false',
    (operator) => {
      const value = operator === 'before' ? '2026-01-01' : 'x';
      expect(holds({ field: 'attributes.a', operator, value })).toBe(false);
    },
  );
  it('an inherited name is missing too', () => {
    expect(holds({ field: 'attributes.constructor', operator: 'notNull' })).toBe(false);
  });
});

describe('comparisons', () => {
  it.each<[AttributeValue, Rule['operator'], Rule['value'], boolean]>([
    ['Anna', '=', 'anna', false],
    ['АННА', 'contains', 'нна', true],
    ['100%', 'contains', '%', true],
    ['100', 'contains', '%', false],
    [10, '>', '9', true],
    ['10', '>', 9, true],
    ['10', '=', 10, true],
    ['007', '=', '7', false],
    [true, '=', 'true', true],
    [true, '=', 1, false],
    [['a', 'b'], '=', 'b', true],
    [['a', 'b'], '!=', 'b', false],
    ['2026-03-29', 'withinLast', 'P2D', true],
    ['2026-03-27', 'withinLast', 'P2D', false],
    ['2026-04-01', 'withinLast', 'P2D', false],
    ['2026-03-30T12:00:00+03:00', 'before', '2026-03-30T09:00:01Z', true],
    ['1983-08-19', 'between', ['1983-01-01', '1983-12-31'], true],
    ['soon', 'before', '2026-01-01', false],
  ])('%j %s %j is %s', (actual, operator, value, expected) => {
    expect(holds({ field: 'attributes.a', operator, value }, attribute(actual))).toBe(expected);
  });
  it('e-mail is compared in lower case', () => {
    const given = { contact: { email: 'anna@x.io' } };
    expect(holds({ field: 'email', operator: '=', value: 'Anna@X.io' }, given)).toBe(true);
    expect(holds({ field: 'email', operator: 'in', value: ['b@x.io', 'ANNA@x.io'] }, given)).toBe(true);
  });
  it('a duration from now counts calendar days, over the change of the clocks too', () => {
    // 2026-03-29 has 23 hours in Kyiv.
    const given = { contact: { createdAt: at('2026-03-29T12:00') } };
    expect(holds({ field: 'createdAt', operator: '=', value: '-P1D' }, given)).toBe(true);
    const long = { contact: { createdAt: at('2026-03-28T12:00') } };
    expect(holds({ field: 'createdAt', operator: '=', value: '-PT48H' }, long)).toBe(false);
    expect(holds({ field: 'createdAt', operator: '=', value: '-P2D' }, long)).toBe(true);
  });
});

describe('consent', () => {
  const consents = [
    { channel: 'email', topic: '', granted: true },
    { channel: 'email', topic: 'news', granted: false },
  ];
  it('asks the topic, else the channel', () => {
    expect(holds({ field: 'consent.email.news', operator: '=', value: true }, { consents })).toBe(false);
    expect(holds({ field: 'consent.email.marketing', operator: '=', value: true }, { consents })).toBe(true);
    expect(holds({ field: 'consent.sms', operator: '=', value: true }, { consents })).toBe(false);
    expect(holds({ field: 'consent.sms', operator: 'null' }, { consents })).toBe(true);
  });
});

describe('events', () => {
  const events = [
    { id: 1, at: now.ms - 1 },
    { id: 2, at: now.ms },
    { id: 3, at: now.ms },
    { id: 4, at: now.ms + 1 },
  ];
  const exactly = (threshold: number): Rule => ({
    field: 'events.order.created',
    operator: '=',
    match: { mode: 'exactly', threshold },
  });
  it('later than now have not happened', () => {
    expect(holds(exactly(3), { events })).toBe(true);
  });
  it('of the very instant, only those given already have', () => {
    expect(holds(exactly(2), { events }, { ...context, lastEvent: 2 })).toBe(true);
    expect(holds(exactly(1), { events }, { ...context, lastEvent: 0 })).toBe(true);
  });
  it('are added up like money', () => {
    const prices = [29.33, 29.73, 14.96, 26.48, 0.1, 0.2].map((total, i) => ({ id: i, at: 0, props: { total } }));
    expect(holds({ field: 'sum.order.created.total', operator: '=', value: 100.8 }, { events: prices })).toBe(true);
    expect(holds({ field: 'sum.order.created.total', operator: '<', value: 1 })).toBe(true);
  });
  it('a rule over one event', () => {
    const rule = group(
      { field: 'props.total', operator: '>=', value: 100 },
      { field: 'at', operator: 'after', value: '-P1D' },
    );
    expect(matchesEvent(rule, { at: now.ms, props: { total: 100 } }, now)).toBe(true);
    expect(matchesEvent(rule, { at: addDuration(now, '-P1D').ms, props: { total: 100 } }, now)).toBe(false);
    expect(() => matchesEvent(group({ field: 'email', operator: 'null' }), { at: 0, props: {} }, now)).toThrow(
      expect.objectContaining({ code: 'unknown-field' }),
    );
  });
});

describe('groups', () => {
  const no: Rule = { field: 'email', operator: 'notNull' };
  it('an empty one is everybody, a disabled rule is skipped', () => {
    expect(matches(group(), facts(), context)).toBe(true);
    expect(matches(group({ ...no, disabled: true }), facts(), context)).toBe(true);
    expect(matches({ combinator: 'or', rules: [group(), no] }, facts(), context)).toBe(true);
    expect(matches({ combinator: 'and', not: true, rules: [no] }, facts(), context)).toBe(true);
  });
  it('a segment that refers to itself is refused in words, in both forms', () => {
    const self = group({ field: 'segment', operator: '=', value: 'me' });
    const ctx = { ...context, segments: () => self };
    const refused = expect.objectContaining({ code: 'rule-too-deep' });
    expect(() => matches(self, facts(), ctx)).toThrow(refused);
    expect(() => ruleToSql(self, ctx)).toThrow(refused);
  });
  it.each(['rfm.luck', 'rfm.', 'engagement.', 'attributes.', 'messages.email.flown', 'sum.total', 'password'])(
    'the field %s is refused in both forms',
    (field) => {
      const refused = expect.objectContaining({ code: 'unknown-field' });
      expect(() => holds({ field, operator: '=', value: 1 })).toThrow(refused);
      expect(() => ruleToSql(group({ field, operator: '=', value: 1 }), context)).toThrow(refused);
    },
  );
  it('values that cannot be meant are refused', () => {
    const bad = expect.objectContaining({ code: 'rule-value' });
    expect(() => holds({ field: 'createdAt', operator: 'before', value: 'soon' })).toThrow(bad);
    expect(() => holds({ field: 'attributes.a', operator: 'withinLast', value: '90' })).toThrow(bad);
    expect(() => holds({ field: 'attributes.a', operator: 'between', value: 5 })).toThrow(bad);
    expect(() => holds({ field: 'createdAt', operator: 'contains', value: '2026' })).toThrow(
      expect.objectContaining({ code: 'rule-operator' }),
    );
  });
});

describe('explaining', () => {
  it('[K1] says expected and actual, and what is missing', () => {
    const rule = group(
      { field: 'country', operator: '=', value: 'UA' },
      { field: 'attributes.a', operator: '!=', value: 'x' },
      { field: 'events.order.created', operator: '=', match: { mode: 'atLeast', threshold: 2 } },
    );
    const given = { contact: { country: 'JP' }, events: [{ id: 1, at: 0 }] };
    expect(explain(rule, facts(given), context)).toMatchObject({
      matched: false,
      rules: [
        { field: 'country', expected: 'UA', actual: 'JP', missing: false, matched: false },
        { field: 'attributes.a', actual: null, missing: true, matched: true },
        { expected: { mode: 'atLeast', threshold: 2 }, actual: 1, matched: false },
      ],
    });
  });
});

describe('SQL', () => {
  const workspace = makeWorkspace();
  afterAll(() => workspace.remove());
  const { db } = workspace.store;
  const plan = (rule: RuleGroup): string => {
    const { where, params } = ruleToSql(rule, context);
    const rows = db
      .prepare<unknown[], { detail: string }>(
        `EXPLAIN QUERY PLAN SELECT count(*) FROM contacts c WHERE c.deleted_at IS NULL AND ${where}`,
      )
      .all(...params);
    return rows.map((row) => row.detail.replace(' EXISTS', '')).join('\n');
  };
  const inside = group(
    { field: 'at', operator: 'withinLast', value: 'P30D' },
    { field: 'props.total', operator: '>', value: 5 },
  );

  it.each<[string, Rule, RegExp]>([
    [
      'events',
      { field: 'events.order.created', operator: '=', value: inside },
      /SEARCH e USING INDEX events_contact \(contact_id=\? AND type=\? AND at/,
    ],
    [
      'edges',
      { field: 'lastEventAt.order.created', operator: 'before', value: '-P90D' },
      /SEARCH e USING (COVERING )?INDEX events_contact/,
    ],
    ['sums', { field: 'sum.order.created.total', operator: '>', value: 5 }, /SEARCH e USING INDEX events_contact/],
    [
      'tags',
      { field: 'tags', operator: '=', value: 'vip' },
      /SEARCH t USING PRIMARY KEY \(contact_id=\? AND tag=\?\)|SEARCH t .*INDEX contact_tags_tag/,
    ],
    [
      'consents',
      { field: 'consent.email.news', operator: '=', value: true },
      /SEARCH k USING PRIMARY KEY \(contact_id=\? AND channel=\? AND topic=\?\)/,
    ],
    [
      'addresses',
      { field: 'reachable.crm:hubspot', operator: '=', value: true },
      /SEARCH a USING INDEX sqlite_autoindex_addresses_1 \(contact_id=\? AND kind=\?/,
    ],
    [
      'messages',
      { field: 'messages.email.read', operator: '=' },
      /SEARCH m USING INDEX messages_contact \(contact_id=\? AND channel=\?/,
    ],
    [
      'flows',
      { field: 'inFlow', operator: '=', value: 'f' },
      /SEARCH y USING (COVERING )?INDEX journeys_contact \(contact_id=\? AND exited_at=\? AND flow_id=\?/,
    ],
    ['e-mail', { field: 'email', operator: 'in', value: ['a@x.io', 'b@x.io'] }, /SEARCH c USING INDEX contacts_email/],
    ['phone', { field: 'phone', operator: '=', value: '+380671234567' }, /SEARCH c USING INDEX contacts_phone/],
    ['created', { field: 'createdAt', operator: 'after', value: '-P7D' }, /SEARCH c USING INDEX contacts_created/],
  ])('rules over %s use an index', (_name, rule, expected) => {
    expect(plan(group(rule))).toMatch(expected);
  });

  it('over the usual kinds of address looks at the contact alone', () => {
    expect(plan(group({ field: 'reachable.sms', operator: '=', value: true }))).not.toMatch(/addresses|SEARCH a /);
  });

  it('never holds a value of the rule', () => {
    const hostile = "x' OR 1=1 --";
    const rule = group(
      { field: `attributes.${hostile}`, operator: '=', value: hostile },
      {
        field: `events.${hostile}`,
        operator: '=',
        value: group({ field: `props.${hostile}`, operator: 'contains', value: hostile }),
      },
      { field: `sum.${hostile}.${hostile}`, operator: '>', value: 1 },
      { field: `consent.${hostile}`, operator: '=', value: true },
      { field: 'inFlow', operator: '=', value: hostile },
    );
    const { where } = ruleToSql(rule, context);
    expect(where).not.toContain('1=1');
    expect(() => plan(rule)).not.toThrow();
    expect(() => ruleToSql(rule, { ...context, contactAlias: 'c; DROP TABLE contacts' })).toThrow(
      /cannot name a table/,
    );
  });

  it('stands 200 rules in each of 6 nested groups', () => {
    const rules = Array.from({ length: 199 }, (_, i): Rule => ({ field: 'attributes.a', operator: '=', value: i }));
    let rule = group(...rules);
    for (let i = 0; i < 5; i++) rule = { combinator: i % 2 === 0 ? 'or' : 'and', rules: [...rules, rule] };
    expect(() => plan(rule)).not.toThrow();
  });

  it('over one event agrees with matchesEvent', () => {
    const { where, params } = eventRuleToSql(inside, now, 'x');
    const total = (value: number) =>
      db
        .prepare<unknown[], number>(`SELECT count(*) FROM (SELECT ? AS at, jsonb(?) AS props) x WHERE ${where}`)
        .pluck()
        .get(now.ms, JSON.stringify({ total: value }), ...params);
    expect([total(5), total(6)]).toEqual([0, 1]);
  });
});
