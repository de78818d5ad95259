/** Contacts stored many at a time are those that one at a time would give, whatever stands in the rows and in the workspace. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import type { ContactInput } from '../store/contact-input.ts';
import type { Store } from '../store/store.ts';
import { importContacts } from './import-contacts.ts';

const workspaces = [makeWorkspace(), makeWorkspace()] as const;
afterAll(() => {
  for (const one of workspaces) one.remove();
});
/** Both empty, and not waiting for the disk. */
function emptied(): [Store, Store] {
  const [fast, slow] = workspaces;
  for (const { db } of [fast.store, slow.store]) {
    db.pragma('synchronous = OFF');
    db.exec('UPDATE contacts SET merged_into = NULL; DELETE FROM contacts;');
  }
  return [fast.store, slow.store];
}

const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined });
const key = fc.constantFrom('k1', 'k2', 'k3', 'k4', 'gone', 'merged', '\ud83d');
const address = fc.record({
  kind: fc.constantFrom('email', 'phone', 'telegram', 'crm:x'),
  value: fc.constantFrom('a', 'b', 'c'),
  state: fc.constantFrom(undefined, 'valid' as const, 'bounced' as const),
});
const input: fc.Arbitrary<ContactInput> = fc.record({
  key: fc.option(key, { nil: null, freq: 3 }),
  profile: fc.record(
    { first_name: fc.constantFrom('Ann', 'Bob', null), country: fc.constantFrom('UA', null) },
    { requiredKeys: [] },
  ),
  addresses: maybe(fc.array(address, { maxLength: 3 })),
  attributes: maybe(
    fc.dictionary(
      fc.constantFrom('a', 'b'),
      fc.oneof(fc.constant(null), fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 2 })),
    ),
  ),
  tags: maybe(fc.array(fc.constantFrom('vip', 'new'), { maxLength: 2 })),
  consents: maybe(
    fc.array(
      fc.record({
        channel: fc.constantFrom('email', 'sms'),
        topic: fc.constantFrom('', 'news'),
        granted: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  ),
});

/** Everything an import may touch. */
const contents = ({ db }: Store): unknown =>
  [
    'SELECT id, key, email, phone, first_name, last_name, language, country, timezone, json(attributes), created_at, updated_at, deleted_at, merged_into, reach FROM contacts ORDER BY id',
    'SELECT contact_id, kind, value, state FROM addresses ORDER BY contact_id, id',
    'SELECT * FROM contact_tags ORDER BY contact_id, tag',
    'SELECT * FROM consents ORDER BY contact_id, channel, topic',
    "SELECT value FROM meta WHERE key = 'attributes'",
    'SELECT contact_id, type, at, key, json(props), source, pending FROM events ORDER BY id',
  ].map((sql) => db.prepare(sql).raw().all());

/** A workspace with a deleted and a merged contact, as they are met again. */
function seed(store: Store, before: readonly ContactInput[]): void {
  const gone = store.contacts.save({ key: 'gone', addresses: [{ kind: 'email', value: 'b' }] }, 1, 'seed').id;
  const into = store.contacts.save({ key: 'into' }, 1, 'seed').id;
  const merged = store.contacts.save({ key: 'merged' }, 1, 'seed').id;
  store.db.prepare('UPDATE contacts SET deleted_at = 1 WHERE id IN (?, ?)').run(gone, merged);
  store.db.prepare('UPDATE contacts SET merged_into = ? WHERE id = ?').run(into, merged);
  for (const one of before) {
    try {
      store.contacts.save(one, 1, 'seed');
    } catch {}
  }
}

describe('storing many contacts', () => {
  it('does what storing each does', { timeout: 120_000 }, () => {
    const seen = { created: 0, updated: 0, unchanged: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.array(input, { maxLength: 4 }),
        fc.array(input, { maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 60 }),
        (before, inputs, piece) => {
          const [fast, slow] = emptied();
          seed(fast, before);
          seed(slow, before);
          const many = [];
          for (let i = 0; i < inputs.length; i += piece) {
            many.push(...fast.contacts.saveAll(inputs.slice(i, i + piece), 5, 'import'));
          }
          const each = inputs.map((one) => {
            try {
              return { result: slow.contacts.save(one, 5, 'import').result };
            } catch (error) {
              return { result: 'refused', reason: (error as { code: string }).code };
            }
          });
          expect(many).toEqual(each);
          expect(contents(fast)).toEqual(contents(slow));
          for (const { result } of many) seen[result]++;
        },
      ),
      { numRuns: 150 },
    );
    // Each came up: how often is chance.
    for (const [result, times] of Object.entries(seen)) expect(times, result).toBeGreaterThan(0);
  });

  it('does so from a file of many pieces, and again', { timeout: 120_000 }, async () => {
    const lines = Array.from({ length: 3_000 }, (_, n) => {
      const id = n % 10 === 9 ? n - 5 : n;
      const padding = 'x'.repeat(120);
      return `${n % 17 === 0 ? '' : `c${id}`},${n % 13 === 0 ? 'bad mail' : `c${id}@example.com`},+38050${1_000_000 + n},${padding},"vip;t${n % 3}"`;
    });
    const csv = ['key,email,phone,note,tags', ...lines].join('\n');
    const [fast, slow] = [makeWorkspace(), makeWorkspace()];
    for (const { store } of [fast, slow]) store.db.pragma('synchronous = OFF');
    try {
      const source = { bytes: new TextEncoder().encode(csv), name: 'many.csv' };
      slow.store.contacts.saveAll = (inputs, at, from) =>
        inputs.map((one) => ({ result: slow.store.contacts.save(one, at, from).result }));
      for (const time of [5, 6]) {
        const done = await importContacts(fast.store, source, { now: time });
        expect(done.read).toBe(lines.length);
        expect(await importContacts(slow.store, source, { now: time })).toEqual(done);
        expect(contents(fast.store)).toEqual(contents(slow.store));
        if (time === 5) expect(done.updated).toBeGreaterThan(100);
      }
    } finally {
      fast.remove();
      slow.remove();
    }
  });
});

describe('storing many events', () => {
  it('does what storing each does', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            contactId: fc.integer({ min: 1, max: 2 }),
            type: fc.constant('order.created'),
            at: fc.integer({ min: 0, max: 9 }),
            key: fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: null }),
            props: fc.dictionary(fc.constantFrom('total', 'sku'), fc.oneof(fc.integer(), fc.string())),
            source: fc.constant('import'),
          }),
          { maxLength: 90 },
        ),
        fc.integer({ min: 1, max: 90 }),
        (events, piece) => {
          const [fast, slow] = emptied();
          for (const store of [fast, slow]) {
            for (const k of ['k1', 'k2']) store.contacts.save({ key: k }, 1, 'seed');
          }
          const many: boolean[] = [];
          for (let i = 0; i < events.length; i += piece) {
            many.push(...fast.events.insertAll(events.slice(i, i + piece)));
          }
          expect(many).toEqual(events.map((one) => slow.events.insert(one).inserted));
          expect(contents(fast)).toEqual(contents(slow));
        },
      ),
      { numRuns: 40 },
    );
  });
});
