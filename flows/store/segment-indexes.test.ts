/** Indexes of saved segments: they come and go with the segment, they are used, and no answer changes by them. */
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import type { Operator, Rule, RuleGroup } from '../sdk/rule.ts';
import type { RuleContext } from '../segments/facts.ts';
import { indexFor } from '../segments/index-plan.ts';
import { matches } from '../segments/memory.ts';
import { ruleToSql } from '../segments/sql.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;
const { db, contacts, segments } = store;
db.pragma('synchronous = OFF');

const zone = 'UTC';
const context: RuleContext = { now: { ms: Date.UTC(2026, 5, 1), zone }, segments: () => null };
const all = (...rules: Rule[]): RuleGroup => ({ combinator: 'and', rules });
const indexes = (): string[] =>
  db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'segment%' ORDER BY name")
    .pluck()
    .all();
const planOf = (rule: RuleGroup): string => {
  const { where, params } = ruleToSql(rule, { ...context, single: () => true });
  return db
    .prepare<unknown[], { detail: string }>(
      `EXPLAIN QUERY PLAN SELECT count(*) FROM contacts c WHERE c.deleted_at IS NULL AND ${where}`,
    )
    .all(...params)
    .map(({ detail }) => detail)
    .join('; ');
};

const spenders = all(
  { field: 'country', operator: '=', value: 'UA' },
  { field: 'attributes.total', operator: '>', value: 100 },
  { field: 'reachable.email', operator: '=', value: true },
);

beforeEach(() => {
  for (const { id } of segments.list()) segments.remove(id);
  db.exec('DELETE FROM contacts');
});

describe('an index of a segment', () => {
  it('comes with the segment, serves two alike, and goes with the last', () => {
    const one = segments.save({ name: 'Spenders', rule: spenders }, 0);
    const two = segments.save({ name: 'The same', rule: { ...spenders, rules: [...spenders.rules] } }, 0);
    expect(indexes()).toHaveLength(2);
    segments.remove(one);
    expect(indexes()).toHaveLength(2);
    segments.save({ id: two, name: 'Others', rule: all({ field: 'tags', operator: '=', value: 'vip' }) }, 0);
    expect(indexes()).toEqual([]);
  });

  it.each<[string, RuleGroup]>([
    ['columns, a number and a channel', spenders],
    [
      'text and time',
      all(
        { field: 'attributes.city', operator: '=', value: 'Kyiv' },
        { field: 'attributes.last order', operator: 'after', value: '-P90D' },
      ),
    ],
    ['a range of text', all({ field: 'attributes.Місто', operator: '<', value: 'К' })],
    ['one of several', all({ field: 'attributes.total', operator: 'in', value: [1, 2] })],
    [
      'beside a rule without an index',
      all({ field: 'tags', operator: '=', value: 'vip' }, { field: 'attributes.total', operator: '=', value: 5 }),
    ],
  ])('answers a rule over %s', (_, rule) => {
    segments.save({ name: 'Some', rule }, 0);
    expect(planOf(rule)).toMatch(/^SEARCH c USING (COVERING )?INDEX segment_/);
    expect(contacts.count(rule, context)).toBe(0);
  });

  it('is not made where it gains nothing', () => {
    for (const rule of [
      all(),
      all({ field: 'reachable.email', operator: '=', value: true }),
      all({ field: 'createdAt', operator: 'after', value: '-P1D' }),
      all({ field: 'email', operator: '=', value: 'a@x.io' }, { field: 'country', operator: '=', value: 'UA' }),
      all({ field: 'attributes.total', operator: '!=', value: 5 }),
      all({ field: "attributes.it's", operator: '=', value: 5 }),
      all({ field: 'attributes.total', operator: 'before', value: 'never' }),
      { ...spenders, not: true },
      { ...spenders, combinator: 'or' as const },
    ]) {
      expect(indexFor(rule, zone)).toBeNull();
    }
  });

  it('is of the zone in which times are read', () => {
    const rule = all({ field: 'attributes.last', operator: 'after', value: '2026-01-01' });
    segments.save({ name: 'Late', rule }, 0);
    const before = indexes();
    store.meta.set({ ...store.meta.get(), timezone: 'Asia/Tokyo' });
    segments.keepIndexes();
    expect(indexes()).not.toEqual(before);
    store.meta.set({ ...store.meta.get(), timezone: zone });
    segments.keepIndexes();
    expect(indexes()).toEqual(before);
  });

  it('is left alone as soon as somebody holds a list under the name', () => {
    const rule = all({ field: 'attributes.color', operator: '=', value: 'red' });
    segments.save({ name: 'Red', rule }, 0);
    const add = (key: string, color: string | string[]) => contacts.save({ key, attributes: { color } }, 0, 'test').id;
    add('a', 'red');
    expect(contacts.count(rule, context)).toBe(1);
    const list = add('b', ['blue', 'red']);
    expect(contacts.count(rule, context)).toBe(2);
    expect(contacts.idsAfter(rule, context, 0, 10)).toContain(list);
    contacts.set(list, 'attributes.color', 'blue', 1);
    expect(contacts.count(rule, context)).toBe(1);
  });
});

const words = [
  'Анна',
  'anna',
  '',
  '10',
  '9',
  '007',
  '-3.5',
  'true',
  '2026-03-20',
  '2026-03-25T02:00:00Z',
  '\uffeeZ',
  '😀',
];
const scalar = fc.oneof(fc.constantFrom(...words), fc.constantFrom(0, 1, 9, 10, -3.5, 0.1), fc.boolean());
const names = ['a', 'Місто', 'x.y', 'a b'];
const operators: Operator[] = ['=', '!=', 'in', 'notIn', '<', '<=', '>', '>=', 'between', 'null', 'contains'];
const rule: fc.Arbitrary<Rule> = fc.constantFrom(...operators).chain((operator) =>
  fc.record({
    field: fc.constantFrom(...names).map((name) => `attributes.${name}`),
    operator: fc.constant(operator),
    value:
      operator === 'in' || operator === 'notIn'
        ? fc.array(scalar, { maxLength: 3 })
        : operator === 'between'
          ? fc.array(scalar, { minLength: 2, maxLength: 2 })
          : operator === 'null'
            ? fc.constant(undefined)
            : scalar,
  }),
) as fc.Arbitrary<Rule>;

describe('a rule answered by an index', () => {
  it('finds those whom the rule finds in memory', () => {
    const people = fc.sample(fc.dictionary(fc.constantFrom(...names), scalar, { maxKeys: 4 }), {
      numRuns: 120,
      seed: 20_261_124,
    });
    db.transaction(() => {
      for (const [n, attributes] of people.entries()) contacts.save({ key: `k${n}`, attributes }, 0, 'test');
    })();
    const ids = db.prepare<[], number>('SELECT id FROM contacts ORDER BY id').pluck().all();
    const id = segments.save({ name: 'Some', rule: all() }, 0);
    const seen = { some: 0, searched: 0 };
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 3 }), fc.boolean(), (rules, not) => {
        const group = { ...all(...rules), not };
        segments.save({ id, name: 'Some', rule: group }, 0);
        const expected = ids.filter((one) => {
          const facts = store.facts.load(one, context);
          return facts !== null && matches(group, facts, context);
        });
        expect(contacts.count(group, context), JSON.stringify(group)).toBe(expected.length);
        const { where, params } = ruleToSql(group, { ...context, single: () => true });
        const found = db
          .prepare<unknown[], number>(
            `SELECT c.id FROM contacts c WHERE c.deleted_at IS NULL AND ${where} ORDER BY c.id`,
          )
          .pluck()
          .all(...params);
        expect(found, JSON.stringify(group)).toEqual(expected);
        if (found.length > 0 && found.length < ids.length) seen.some++;
        if (planOf(group).includes('segment_')) seen.searched++;
      }),
      // One in four is answered by an index, two in five by some of the people.
      { numRuns: 400 },
    );
    expect(seen.some).toBeGreaterThan(30);
    expect(seen.searched).toBeGreaterThan(30);
  });
});
