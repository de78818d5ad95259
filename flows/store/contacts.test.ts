import { describe, expect, it } from 'vitest';
import { withStore } from '../../tests/kit/empty-store.ts';
import { everybody, type RuleGroup } from '../sdk/rule.ts';

const at = Date.UTC(2026, 0, 5);
const context = { now: { ms: at, zone: 'Europe/Kyiv' }, segments: () => null };

describe('saving a contact', () => {
  it('creates, then changes nothing when the same comes again', () => {
    withStore((store) => {
      const input = {
        key: '7',
        profile: { first_name: 'Олена', country: 'UA' },
        addresses: [
          { kind: 'email', value: 'o@example.com' },
          { kind: 'phone', value: '+380671234567' },
        ],
        attributes: { points: 5 },
        tags: ['vip'],
        consents: [{ channel: 'email', topic: '', granted: true }],
      };
      expect(store.contacts.save(input, at, 'import').result).toBe('created');
      const again = store.contacts.save(input, at + 1, 'import');
      expect(again.result).toBe('unchanged');
      expect(store.contacts.view(again.id, { workspace: 'UTC' })).toMatchObject({
        email: 'o@example.com',
        phone: '+380671234567',
        timezone: 'Europe/Kyiv',
        tags: ['vip'],
        attributes: { points: 5 },
      });
    });
  });

  it('finds by address when the key is new, but never takes somebody with another key', () => {
    withStore((store) => {
      const mail = [{ kind: 'email', value: 'a@example.com' }];
      const first = store.contacts.save({ addresses: mail }, at, 'import');
      const keyed = store.contacts.save({ key: 'A', addresses: mail }, at, 'import');
      expect(keyed).toEqual({ id: first.id, result: 'updated' });
      const other = store.contacts.save({ key: 'B', addresses: mail }, at, 'import');
      expect(other.result).toBe('created');
      expect(store.contacts.byKey('A')).toBe(first.id);
    });
  });

  it('keeps email equal to the first address of its kind through every change', () => {
    withStore((store) => {
      const { id } = store.contacts.save({ key: 'A', addresses: [{ kind: 'email', value: 'a@x.io' }] }, at, 'import');
      const email = () => store.contacts.view(id, { workspace: 'UTC' })?.email;
      store.contacts.addAddress(id, { kind: 'email', value: 'b@x.io' }, at);
      expect(email()).toBe('a@x.io');
      store.contacts.removeAddress(id, { kind: 'email', value: 'a@x.io' }, at);
      expect(email()).toBe('b@x.io');
      store.contacts.save({ key: 'A', addresses: [{ kind: 'email', value: 'c@x.io' }] }, at, 'import');
      expect(email()).toBe('c@x.io');
      expect(store.contacts.addresses(id)).toHaveLength(1);
      store.contacts.set(id, 'email', null, at);
      expect(email()).toBe(null);
    });
  });

  it('applies the changes of a step', () => {
    withStore((store) => {
      const { id } = store.contacts.save({ key: 'A' }, at, 'import');
      store.contacts.applyChanges(
        id,
        [
          { op: 'set', field: 'first_name', value: 'Ivan' },
          { op: 'add', field: 'attributes.points', value: 3 },
          { op: 'add', field: 'points', value: 4 },
          { op: 'append', field: 'sizes', value: 'L' },
          { op: 'append', field: 'sizes', value: 'M' },
          { op: 'remove', field: 'sizes', value: 'L' },
          { op: 'tag', tag: 'vip' },
        ],
        at,
      );
      expect(store.contacts.view(id, { workspace: 'UTC' })).toMatchObject({
        first_name: 'Ivan',
        attributes: { points: 7, sizes: ['M'] },
        tags: ['vip'],
      });
      expect(() => store.contacts.set(id, 'timezone', 'Europe/Gotham', at)).toThrow(/timezone/);
      expect(store.contacts.catalogue().attributes).toEqual([
        { name: 'points', type: 'number' },
        { name: 'sizes', type: 'string' },
      ]);
    });
  });
});

describe('the table', () => {
  it('searches by the beginning of a name, e-mail, phone or key, in any case', () => {
    withStore((store) => {
      const make = (key: string, first_name: string, last_name: string, email: string, phone: string) =>
        store.contacts.save(
          {
            key,
            profile: { first_name, last_name },
            addresses: [
              { kind: 'email', value: email },
              { kind: 'phone', value: phone },
            ],
          },
          at,
          'import',
        ).id;
      const anna = make('K1', 'Анна', 'Лисенко', 'anna@x.io', '+380671112233');
      const bob = make('K2', 'Bob', 'Anderson', 'bob@x.io', '+12015550101');
      const found = (search: string, rule?: RuleGroup) =>
        store.contacts
          .list({ search, rule, sort: 'createdAt', descending: false, offset: 0, limit: 10 }, context)
          .rows.map((row) => row.id);
      expect(found('анна')).toEqual([anna]);
      expect(found('лисенко анна')).toEqual([anna]);
      expect(found('an')).toEqual([anna, bob]);
      expect(found('+38 (067) 111')).toEqual([anna]);
      expect(found('K2')).toEqual([bob]);
      expect(found('%')).toEqual([]);
      expect(
        found('an', { combinator: 'and', rules: [{ field: 'phone', operator: 'beginsWith', value: '+1' }] }),
      ).toEqual([bob]);
      expect(store.contacts.count(everybody, context)).toBe(2);
      expect(store.contacts.resolve('bob@x.io')).toBe(bob);
      expect(store.contacts.resolve('K1')).toBe(anna);
    });
  });
});

describe('events', () => {
  it('takes the same key once, and hands out pending ones in order of time, then arrival', () => {
    withStore((store) => {
      const { id } = store.contacts.save({ key: 'A' }, at, 'import');
      const add = (time: number, key: string) =>
        store.events.insert({
          contactId: id,
          type: 'order.created',
          at: time,
          key,
          props: { total: 5 },
          source: 'import',
        });
      const b = add(at + 2, 'b');
      const a = add(at + 1, 'a');
      const c = add(at + 2, 'c');
      expect(add(at + 9, 'b')).toEqual({ id: b.id, inserted: false });
      expect(store.events.pending(0, at + 2, 2).map((one) => one.id)).toEqual([a.id, b.id]);
      for (const one of [a, b]) store.events.markDelivered(one.id);
      expect(store.events.pending(0, at + 2, 9).map((one) => one.id)).toEqual([c.id]);
      expect(store.events.types()).toEqual([{ type: 'order.created', count: 3 }]);
      expect(store.events.props('order.created')).toEqual([{ name: 'total', type: 'number' }]);
    });
  });
});
