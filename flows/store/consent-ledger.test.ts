/** The ledger of consents: nothing can be left out of it, and whoever changes it later is seen. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { entriesASeal, isProven } from '../contacts/consent-chain.ts';
import type { LedgerState } from './consent-ledger.ts';
import { sha256 } from './hash.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;
const { db, contacts, consents } = store;

/** Each in an empty workspace: what it wrote is taken back. */
function fresh<T>(work: () => T): T {
  db.exec('BEGIN');
  try {
    return work();
  } finally {
    db.exec('ROLLBACK');
  }
}

const sealAll = (): void => {
  while (consents.seal());
};

function checked(): LedgerState {
  const steps = consents.check();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

const answer = fc.record({
  who: fc.nat(2),
  channel: fc.constantFrom('email', 'sms'),
  topic: fc.constantFrom('', 'news'),
  granted: fc.boolean(),
  seal: fc.boolean(),
});
type Answer = typeof answer extends fc.Arbitrary<infer T> ? T : never;

function record(answers: readonly Answer[]): number[] {
  const ids = ['a', 'b', 'c'].map((key) => contacts.save({ key }, 1, 'test').id);
  for (const [index, { who, channel, topic, granted, seal }] of answers.entries()) {
    contacts.setConsent(ids[who] ?? 0, { channel, topic, granted }, index + 1, 'test');
    if (seal) sealAll();
  }
  return ids;
}

describe('the ledger', () => {
  it('has every change, in order, and the last word of it is what holds', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 20 }), (answers) =>
        fresh(() => {
          const ids = record(answers);
          for (const id of ids) {
            const last = new Map<string, boolean | null>();
            for (const { channel, topic, granted } of consents.of(id)) {
              const name = `${channel} ${topic}`;
              // An answer that says the same again is no change.
              expect(last.get(name)).not.toBe(granted);
              last.set(name, granted);
            }
            const holds = contacts.consents(id).map(({ channel, topic, granted }) => [`${channel} ${topic}`, granted]);
            expect(Object.fromEntries(holds)).toEqual(Object.fromEntries(last));
          }
          expect(checked()).toMatchObject({ broken: null });
        }),
      ),
      { numRuns: 80 },
    );
  });

  const tampering = fc.constantFrom(
    'UPDATE consent_log SET granted = 1 - granted WHERE id = ?',
    'UPDATE consent_log SET at = at + 1 WHERE id = ?',
    "UPDATE consent_log SET source = 'somebody else' WHERE id = ?",
    "UPDATE consent_log SET channel = 'telegram' WHERE id = ?",
    "UPDATE consent_log SET topic = 'other' WHERE id = ?",
    'UPDATE consent_log SET contact_id = contact_id + 1 WHERE id = ?',
    `UPDATE consent_log SET proof = '{"text":"yes"}' WHERE id = ?`,
    'DELETE FROM consent_log WHERE id = ?',
    `INSERT INTO consent_log (id, contact_id, channel, topic, granted, at, source)
       SELECT -id, contact_id, channel, topic, granted, at, source FROM consent_log WHERE id = ?`,
    'UPDATE consent_seals SET root = hash WHERE up_to >= ?',
    'DELETE FROM consent_seals WHERE up_to = (SELECT min(up_to) FROM consent_seals WHERE up_to >= ?)',
  );

  it('shows tampering with anything that is sealed', () => {
    const cases = fc.record({
      answers: fc.array(answer, { minLength: 2, maxLength: 20 }),
      at: fc.nat(1000),
      how: tampering,
    });
    fc.assert(
      fc.property(cases, ({ answers, at, how }) =>
        fresh(() => {
          record(answers);
          sealAll();
          const { entries, last } = checked();
          const done = db.prepare(how).run(1 + (at % entries)).changes;
          const seen = checked();
          // Cutting off the end shows in the last seal, or in entries without one.
          const noticed = seen.broken !== null || seen.last !== last || seen.open > 0;
          expect(noticed).toBe(done > 0);
        }),
      ),
      { numRuns: 150 },
    );
  });

  it('proves the answers of one person without showing those of others', () => {
    fc.assert(
      fc.property(fc.array(answer, { maxLength: 20 }), fc.nat(2), (answers, who) =>
        fresh(() => {
          const ids = record(answers);
          sealAll();
          const proof = consents.proofOf(ids[who] ?? 0);
          expect(isProven(sha256, proof)).toBe(true);
          expect(proof.entries.every(({ contact }) => contact === ids[who])).toBe(true);
          const [first] = proof.entries;
          if (first === undefined) return;
          const forged = { ...proof, entries: [{ ...first, granted: first.granted !== true }] };
          expect(isProven(sha256, forged)).toBe(false);
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('seals a large import in portions', () =>
    fresh(() => {
      const many = entriesASeal * 3 + 1;
      const people = Array.from({ length: many }, (_, n) => ({
        key: `k${n}`,
        consents: [{ channel: 'email', topic: '', granted: true }],
      }));
      contacts.saveAll(people, 1, 'import');
      expect(consents.hasOpen()).toBe(true);
      expect(consents.seal(2)).toBe(true);
      expect(checked()).toMatchObject({ entries: many, open: many - 2 * entriesASeal, broken: null });
      sealAll();
      expect(consents.hasOpen()).toBe(false);
      expect(checked()).toMatchObject({ open: 0, broken: null });
    }));

  it('has the answers under every name of a person', () =>
    fresh(() => {
      const [ann, ben] = ['a', 'b'].map((key) => contacts.save({ key }, 1, 'test').id) as [number, number];
      contacts.setConsent(ann, { channel: 'email', topic: '', granted: true }, 1, 'form');
      contacts.setConsent(ben, { channel: 'sms', topic: '', granted: false }, 2, 'reply');
      store.merges.merge(ann, ben, { take: new Set(), at: 3, source: 'manual', batch: null });
      const said = consents.of(ann).map(({ channel, granted, source }) => [channel, granted, source]);
      expect(said).toContainEqual(['email', true, 'form']);
      expect(said).toContainEqual(['sms', false, 'reply']);
    }));

  it('keeps what an erased person answered, and that no answer is on record any more', () =>
    fresh(() => {
      const { id } = contacts.save({ key: 'a', consents: [{ channel: 'email', topic: '', granted: true }] }, 1, 'form');
      db.prepare('DELETE FROM contacts WHERE id = ?').run(id);
      expect(consents.of(id).map(({ granted }) => granted)).toEqual([true, null]);
    }));
});
