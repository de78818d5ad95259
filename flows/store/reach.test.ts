/** `contacts.reach` says what the addresses say, whoever writes them; and a released workspace gets it when it is opened. */
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { reachBit } from '../segments/reach-bits.ts';
import { migrations } from './migrations/index.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { contacts, db } = workspace.store;

const kinds = ['email', 'phone', 'telegram', 'viber', 'whatsapp', 'messenger', 'instagram', 'vk', 'web-push', 'crm:x'];
const states = ['valid', 'bounced', 'blocked', 'unconfirmed'] as const;

const expected = (id: number): number =>
  contacts
    .addresses(id)
    .filter(({ state }) => state === 'valid' || state === 'unconfirmed')
    .reduce((bits, { kind }) => bits | (reachBit(kind) ?? 0), 0);
const reach = db.prepare<[number], number>('SELECT reach FROM contacts WHERE id = ?').pluck();

const change = fc.record({
  who: fc.nat({ max: 2 }),
  kind: fc.constantFrom(...kinds),
  value: fc.constantFrom('1', '2'),
  state: fc.constantFrom(...states),
  how: fc.constantFrom('add', 'remove', 'state', 'everywhere', 'save', 'move'),
});

describe('contacts.reach', () => {
  it('follows every change of an address', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        db.exec('DELETE FROM contacts');
        const ids = [0, 1, 2].map((n) => contacts.save({ key: `k${n}` }, 0, 'test').id);
        for (const { who, kind, value, state, how } of changes) {
          const id = ids[who] as number;
          const address = { kind, value, state };
          if (how === 'add') contacts.addAddress(id, address, 1);
          else if (how === 'remove') contacts.removeAddress(id, address, 1);
          else if (how === 'state') contacts.setAddressState(id, address, state, null, 1);
          else if (how === 'everywhere') contacts.setAddressStateEverywhere(address, state, null, 1);
          else if (how === 'save') contacts.save({ key: `k${who}`, addresses: [address] }, 1, 'test');
          else {
            db.prepare('UPDATE OR IGNORE addresses SET contact_id = ? WHERE contact_id = ?').run(
              ids[(who + 1) % 3],
              id,
            );
          }
          for (const one of ids) expect(reach.get(one)).toBe(expected(one));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is filled for the contacts of an older workspace', () => {
    const old = new Database(':memory:');
    for (const { number, sql } of migrations) if (number < 5) old.exec(sql);
    old.exec(`INSERT INTO contacts (id, key, created_at, updated_at) VALUES (1, 'a', 0, 0), (2, 'b', 0, 0), (3, 'c', 0, 0);
      INSERT INTO addresses (contact_id, kind, value, state) VALUES (1, 'email', 'a@x.io', 'bounced'),
        (1, 'email', 'b@x.io', 'valid'), (1, 'email', 'c@x.io', 'valid'), (1, 'telegram', '7', 'unconfirmed'), (2, 'phone', '+1', 'blocked');`);
    old.exec(migrations.find(({ number }) => number === 5)?.sql ?? '');
    expect(old.prepare('SELECT reach FROM contacts ORDER BY id').pluck().all()).toEqual([
      (reachBit('email') ?? 0) | (reachBit('telegram') ?? 0),
      0,
      0,
    ]);
    old.close();
  });
});
