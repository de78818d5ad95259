/** Profiles that become one: in any order the same one, and back again. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import type { ContactInput } from './contact-input.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;

/** Each in an empty workspace: what it wrote is taken back. */
function fresh<T>(work: () => T): T {
  store.db.exec('BEGIN');
  try {
    return work();
  } finally {
    store.db.exec('ROLLBACK');
  }
}

const day = 86_400_000;
const none = new Set<string>();

const text = fc.constantFrom('a', 'b', 'c');
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const address = fc.record({
  kind: fc.constantFrom('email', 'phone', 'telegram'),
  value: text,
  state: fc.constantFrom('valid' as const, 'unconfirmed' as const, 'bounced' as const, 'blocked' as const),
});
const person = fc.record({
  keyed: fc.boolean(),
  first_name: maybe(text),
  language: maybe(text),
  points: maybe(fc.integer({ min: 0, max: 3 })),
  shop: maybe(text),
  addresses: fc.uniqueArray(address, { maxLength: 4, selector: ({ kind, value }) => `${kind} ${value}` }),
  tags: fc.uniqueArray(text, { maxLength: 2 }),
  consents: fc.array(
    fc.record({ channel: fc.constantFrom('email', 'sms'), granted: fc.boolean(), at: fc.integer({ min: 1, max: 3 }) }),
    { maxLength: 3 },
  ),
});
type Person = typeof person extends fc.Arbitrary<infer T> ? T : never;

function add(one: Person, index: number): number {
  const input: ContactInput = {
    key: one.keyed ? `K${index}` : null,
    profile: { first_name: one.first_name ?? null, language: one.language ?? null },
    attributes: { points: one.points ?? null, shop: one.shop ?? null },
    tags: one.tags,
  };
  // Without a key or an address each is somebody new; the rest is added to that number.
  const { id } = store.contacts.save({ ...input, key: input.key ?? `none-${index}` }, (index + 1) * day, 'test');
  if (input.key === null) store.db.prepare('UPDATE contacts SET key = NULL WHERE id = ?').run(id);
  for (const { kind, value, state } of one.addresses) {
    store.contacts.addAddress(id, { kind, value, state }, day);
  }
  for (const { channel, granted, at } of one.consents) {
    store.contacts.setConsent(id, { channel, topic: '', granted }, at * day, 'test');
  }
  store.events.insert({ contactId: id, type: 'bought', at: index, props: { index }, source: 'test' });
  return id;
}

/** All that a contact is, as the tables have it. */
function rows(id: number): unknown {
  const all = (sql: string) => store.db.prepare(sql).all(id);
  return {
    contact: all(
      `SELECT id, key, email, phone, first_name, last_name, language, country, timezone, reach, created_at, deleted_at,
         merged_into FROM contacts WHERE id = ?`,
    ),
    attributes: all('SELECT a.key, a.value FROM contacts c, json_each(c.attributes) a WHERE c.id = ? ORDER BY a.key'),
    addresses: all('SELECT kind, value, state FROM addresses WHERE contact_id = ? ORDER BY id'),
    consents: all(
      'SELECT channel, topic, granted, at, source FROM consents WHERE contact_id = ? ORDER BY channel, topic',
    ),
    tags: all('SELECT tag FROM contact_tags WHERE contact_id = ? ORDER BY tag'),
    events: all('SELECT id FROM events WHERE contact_id = ? ORDER BY id'),
  };
}

/** Merges whoever the two numbers are today; the older stays. */
function merge(a: number, b: number): number | null {
  const [one, two] = [a, b].map((id) => store.contacts.resolve(`id:${id}`));
  if (one == null || two == null || one === two) return null;
  const how = { take: none, at: 10 * day, source: 'manual', batch: null };
  return store.merges.merge(Math.min(one, two), Math.max(one, two), how).id;
}

const withPeople = <T>(people: readonly Person[], work: (ids: number[]) => T): T => fresh(() => work(people.map(add)));

/** Pairs that make everybody one: each joins a new one to those before. */
const joined = (order: readonly number[], ids: readonly number[], by: readonly number[]) =>
  order.slice(1).map((index, n) => [ids[index] ?? 0, ids[order[(by[n] ?? 0) % (n + 1)] ?? 0] ?? 0] as const);

describe('merging', () => {
  it('ends in the same profile, whatever the order', () => {
    const many = fc.integer({ min: 2, max: 5 }).chain((n) =>
      fc.record({
        people: fc.array(person, { minLength: n, maxLength: n }),
        orders: fc.array(fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n }), {
          minLength: 2,
          maxLength: 2,
        }),
        by: fc.array(fc.array(fc.nat(9), { minLength: n, maxLength: n }), { minLength: 2, maxLength: 2 }),
      }),
    );
    fc.assert(
      fc.property(many, ({ people, orders, by }) => {
        const [one, two] = orders.map((order, n) =>
          withPeople(people, (ids) => {
            for (const [a, b] of joined(order, ids, by[n] ?? [])) merge(a, b);
            return ids.map((id) => (id === ids[0] ? rows(id) : store.contacts.resolve(`id:${id}`)));
          }),
        );
        expect(one).toEqual(two);
      }),
      { numRuns: 300 },
    );
  });

  it('loses nothing: every address, tag and event is with the one who stays', () => {
    fc.assert(
      fc.property(fc.array(person, { minLength: 2, maxLength: 4 }), (people) =>
        withPeople(people, (ids) => {
          for (const id of ids.slice(1)) merge(ids[0] ?? 0, id);
          const profile = store.contacts.profile(ids[0] ?? 0, { workspace: 'UTC' });
          const shown = profile?.addresses.map(({ kind, value }) => `${kind} ${value}`).sort();
          const all = people.flatMap(({ addresses }) => addresses.map(({ kind, value }) => `${kind} ${value}`));
          expect(shown).toEqual([...new Set(all)].sort());
          expect([...(profile?.view.tags ?? [])]).toEqual([...new Set(people.flatMap(({ tags }) => tags))].sort());
          expect(store.events.ofContact(ids[0] ?? 0, 100)).toHaveLength(people.length);
          expect(store.contacts.total()).toBe(1);
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('is taken back to the same rows, one after the other', () => {
    const many = fc.record({
      people: fc.array(person, { minLength: 2, maxLength: 4 }),
      by: fc.array(fc.nat(9), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(many, ({ people, by }) =>
        withPeople(people, (ids) => {
          const before = ids.map((id) => rows(id));
          const order = ids.map((_, index) => index);
          const merges = joined(order, ids, by).map(([a, b]) => merge(a, b));
          for (const id of merges.reverse()) if (id !== null) store.merges.undo(id, 11 * day);
          expect(ids.map((id) => rows(id))).toEqual(before);
        }),
      ),
      { numRuns: 100 },
    );
  });

  it('lets old keys and numbers lead to the one who stays', () =>
    fresh(() => {
      const [ann, ben] = ['A', 'B'].map((key) => store.contacts.save({ key }, 1, 'test').id) as [number, number];
      store.merges.merge(ann, ben, { take: none, at: 2, source: 'manual', batch: null });
      expect(store.contacts.resolve('B')).toBe(ann);
      expect(store.contacts.resolve(`id:${ben}`)).toBe(ann);
      expect(store.contacts.byKey('B')).toBe(ann);
      expect(store.contacts.save({ key: 'B', profile: { first_name: 'Ben' } }, 3, 'import').id).toBe(ann);
    }));

  it('keeps what was changed since when it is taken back, and a refusal under both names', () =>
    fresh(() => {
      const ann = store.contacts.save({ key: 'A' }, 1, 'test').id;
      const ben = store.contacts.save(
        { key: 'B', profile: { first_name: 'Ben' }, consents: [{ channel: 'email', topic: '', granted: true }] },
        1,
        'test',
      ).id;
      const { id } = store.merges.merge(ann, ben, { take: none, at: 2, source: 'manual', batch: null });
      expect(store.contacts.row(ann)?.first_name).toBe('Ben');
      store.contacts.set(ann, 'first_name', 'Anna', 3);
      store.contacts.setConsent(ann, { channel: 'email', topic: '', granted: false }, 4, 'unsubscribe');
      store.merges.undo(id, 5);
      expect(store.contacts.row(ann)?.first_name).toBe('Anna');
      expect(store.contacts.row(ben)?.first_name).toBe('Ben');
      for (const one of [ann, ben]) expect(store.contacts.consents(one)).toMatchObject([{ granted: false }]);
    }));

  it('says in words what cannot be', () =>
    fresh(() => {
      const [a, b, c] = ['A', 'B', 'C'].map((key) => store.contacts.save({ key }, 1, 'test').id) as [
        number,
        number,
        number,
      ];
      const how = { take: none, at: 2, source: 'manual', batch: null };
      expect(() => store.merges.merge(a, a, how)).toThrow('same contact');
      expect(() => store.merges.merge(a, 99, how)).toThrow('no contact');
      const first = store.merges.merge(a, b, how).id;
      expect(() => store.merges.merge(a, b, how)).toThrow('deleted');
      store.merges.merge(a, c, how);
      expect(() => store.merges.undo(first, 3)).toThrow('later merge');
      expect(() => store.merges.undo(99, 3)).toThrow('no such merge');
    }));

  it('takes what the person chose from the other profile', () =>
    fresh(() => {
      const ann = store.contacts.save(
        { key: 'A', profile: { first_name: 'Ann' }, attributes: { shop: 'a' } },
        1,
        'test',
      ).id;
      const ben = store.contacts.save(
        { key: 'B', profile: { first_name: 'Ben' }, attributes: { shop: 'b' } },
        1,
        'test',
      ).id;
      const take = new Set(['first_name', 'key']);
      store.merges.merge(ann, ben, { take, at: 2, source: 'manual', batch: null });
      expect(store.contacts.view(ann, { workspace: 'UTC' })).toMatchObject({
        key: 'B',
        first_name: 'Ben',
        attributes: { shop: 'a' },
      });
    }));
});

describe('duplicates', () => {
  it('are contacts who share an address, page by page, without those who are known to share it', () =>
    fresh(() => {
      const add = (key: string, ...values: string[]) =>
        store.contacts.save({ key, addresses: values.map((value) => ({ kind: 'phone', value })) }, 1, 'test').id;
      const [a, b, c, d] = [add('a', '+1', '+2'), add('b', '+1'), add('c', '+2', '+3'), add('d', '+3')];
      const all = store.duplicates.groups(10, null);
      expect(all.map(({ value, contacts }) => [value, contacts])).toEqual([
        ['+1', [a, b]],
        ['+2', [a, c]],
        ['+3', [c, d]],
      ]);
      const [first] = store.duplicates.groups(1, null);
      expect(store.duplicates.groups(1, first ?? null)[0]?.value).toBe('+2');
      expect(store.duplicates.groups(10, null, { most: 1 })).toEqual([]);
      expect(store.duplicates.groups(10, null, { kinds: ['email'] })).toEqual([]);
      store.duplicates.keepApart('phone', '+2', 2);
      expect(store.duplicates.groups(10, null).map(({ value }) => value)).toEqual(['+1', '+3']);
      store.merges.merge(a, b, { take: none, at: 2, source: 'phone', batch: null });
      expect(store.duplicates.groups(10, null).map(({ value }) => value)).toEqual(['+3']);
    }));
});
