/** docs/engine.md, "Explaining": what a contact was when a step was taken can be told at any later time. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import type { Facts } from '../segments/facts.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;
const { db, contacts, facts } = store;
db.pragma('foreign_keys = OFF');

const zones = ['Europe/Kyiv', 'America/New_York'];
const word = fc.constantFrom('a', 'b', '');
const change = fc.oneof(
  fc.record({
    do: fc.constant('column' as const),
    name: fc.constantFrom('first_name', 'country'),
    value: fc.option(word),
  }),
  fc.record({ do: fc.constant('zone' as const), value: fc.option(fc.constantFrom(...zones)) }),
  fc.record({
    do: fc.constant('attribute' as const),
    name: fc.constantFrom('points', 'Місто', 'x.y'),
    value: fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), word, fc.boolean(), fc.array(word, { maxLength: 2 }))),
  }),
  fc.record({ do: fc.constant('step-change' as const), value: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('tag' as const), tag: fc.constantFrom('vip', 'a.b'), on: fc.boolean() }),
  fc.record({
    do: fc.constant('consent' as const),
    channel: fc.constantFrom('email', 'sms'),
    topic: fc.constantFrom('', 'news'),
    granted: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('address' as const),
    kind: fc.constantFrom('email', 'phone', 'telegram'),
    value: fc.constantFrom('1', '2'),
    how: fc.constantFrom('add', 'remove', 'save', 'bounced', 'everywhere'),
  }),
);
const script = fc.array(fc.oneof(change, fc.constant({ do: 'step' as const })), { minLength: 1, maxLength: 40 });

const plain = (of: Facts) => ({
  contact: { ...of.contact, tags: [...of.contact.tags].sort() },
  addresses: of.addresses(),
  consents: [...of.consents()].sort((a, b) => `${a.channel} ${a.topic}`.localeCompare(`${b.channel} ${b.topic}`)),
});
const addStep = db.prepare(
  "INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at) VALUES (1, 1, 'n', 1, ?, ?)",
);
const now = (ms: number) => ({ ms, zone: 'UTC' });
let serial = 0;

it('facts as of a step equal the facts at the step, whatever changed since', () => {
  fc.assert(
    fc.property(script, (ops) => {
      serial++;
      const { id } = contacts.save({ key: `k${serial}`, addresses: [{ kind: 'email', value: '1' }] }, 0, 'test');
      // Somebody else with the same address: "everywhere" changes both.
      contacts.save({ key: `o${serial}`, addresses: [{ kind: 'email', value: '1' }] }, 0, 'test');
      const seen = (at: number) => plain(facts.load(id, { now: now(at) }) as Facts);
      const kept: {
        step: number;
        after: number;
        arrivedAt: number;
        left: number;
        arrived: unknown;
        leaving: unknown;
      }[] = [];
      let at = 1000;
      let after = 0;
      let arrivedAt = at;
      let arrived = seen(at);
      const step = (then: () => void = () => {}): void => {
        const leaving = seen(at);
        const number = Number(addStep.run(arrivedAt, at).lastInsertRowid);
        kept.push({ step: number, after, arrivedAt, left: at, arrived, leaving });
        then();
        after = number;
        arrivedAt = at;
        arrived = seen(at);
      };
      for (const op of ops) {
        at++;
        switch (op.do) {
          case 'step':
            step();
            break;
          case 'step-change':
            // As the stepper does it: journal first, at one instant.
            step(() =>
              contacts.applyChanges(
                id,
                [
                  { op: 'add', field: 'points', value: op.value },
                  { op: 'tag', tag: 'vip' },
                ],
                at,
              ),
            );
            break;
          case 'column':
            contacts.update(id, { profile: { [op.name]: op.value } }, at, 'test');
            break;
          case 'zone':
            contacts.update(id, { profile: { timezone: op.value } }, at, 'test');
            break;
          case 'attribute':
            contacts.set(id, `attributes.${op.name}`, op.value, at);
            break;
          case 'tag':
            if (op.on) contacts.update(id, { tags: [op.tag] }, at, 'test');
            else contacts.removeTags(id, [op.tag], at);
            break;
          case 'consent':
            contacts.setConsent(id, op, at, 'test');
            break;
          case 'address':
            if (op.how === 'add') contacts.addAddress(id, op, at);
            else if (op.how === 'remove') contacts.removeAddress(id, op, at);
            else if (op.how === 'save') contacts.update(id, { addresses: [op] }, at, 'test');
            else if (op.how === 'bounced') contacts.setAddressState(id, op, 'bounced', null, at);
            else contacts.setAddressStateEverywhere(op, 'blocked', null, at);
        }
      }
      for (const { step: number, after: before, arrivedAt: from, left, arrived: then, leaving } of kept) {
        const asOf = facts.asOf(id, { now: now(left), step: number });
        expect(plain(asOf as Facts)).toEqual(leaving);
        const arrival = facts.asOf(id, { now: now(from), step: number, arrival: { after: before, at: from } });
        expect(plain(arrival as Facts)).toEqual(then);
      }
      expect(plain(facts.asOf(id, { now: now(at), step: null }) as Facts)).toEqual(seen(at));
    }),
    { numRuns: 60 },
  );
});

it('a contact that is only created leaves no history, and reading it uses an index', () => {
  const { id } = contacts.save({ key: 'fresh', tags: ['a'], attributes: { x: 1 } }, 0, 'test');
  const count = db.prepare<[number], { n: number }>('SELECT count(*) AS n FROM contact_history WHERE contact_id = ?');
  expect(count.get(id)).toEqual({ n: 0 });
  contacts.save({ key: 'fresh', tags: ['a'], attributes: { x: 1 } }, 5, 'test');
  expect(count.get(id)).toEqual({ n: 0 });
  contacts.save({ key: 'fresh', tags: ['b'], attributes: { x: 2 } }, 5, 'test');
  expect(count.get(id)).toEqual({ n: 2 });
  const plan = db
    .prepare<[number], { detail: string }>(
      'EXPLAIN QUERY PLAN SELECT at, field, old FROM contact_history WHERE contact_id = ? ORDER BY id DESC',
    )
    .all(id)
    .map((row) => row.detail);
  expect(plan).toEqual(['SEARCH contact_history USING INDEX contact_history_contact (contact_id=?)']);
});

it('the SQL shape for many at once, as contact-history.ts documents it', () => {
  const { id } = contacts.save({ key: 'many', attributes: { points: 7 } }, 0, 'test');
  const step = Number(addStep.run(1, 1).lastInsertRowid);
  db.prepare(
    `INSERT INTO contact_history (contact_id, at, field, old, mark)
     SELECT c.id, @at, 'attributes.points', c.attributes -> '$."points"', (SELECT coalesce(max(id), 0) FROM steps)
     FROM contacts c WHERE c.id = @id`,
  ).run({ at: 1, id });
  db.prepare("UPDATE contacts SET attributes = jsonb_set(attributes, '$.points', 8) WHERE id = ?").run(id);
  expect(facts.asOf(id, { now: now(1), step })?.contact.attributes).toEqual({ points: 7 });
  expect(facts.asOf(id, { now: now(1), step: step + 1 })?.contact.attributes).toEqual({ points: 8 });
});
