import { expect, it } from 'vitest';
import { withStore } from '../../tests/kit/empty-store.ts';
import { plansOf, scansIn } from '../../tests/kit/plans.ts';
import { type PeopleQuery, type PersonRow, type Place, peopleStore } from './people.ts';
import type { Store } from './store.ts';

const at = Date.UTC(2026, 0, 5);

/** Three people: one stands at `mail`, one left it by `next` and reached the goal, one ended there. */
function fill(store: Store): number[] {
  const contacts = ['a', 'b', 'c'].map((key) => store.contacts.save({ key }, at, 'import').id);
  const { db } = store;
  db.exec(`INSERT INTO flows (id, name, status, draft, created_at, updated_at) VALUES ('f', 'F', 'running', '{}', ${at}, ${at});
    INSERT INTO versions (id, flow_id, number, document, plan, plan_hash, published_at) VALUES (1, 'f', 1, '{}', '{}', 'x', ${at})`);
  const journey = db.prepare(
    `INSERT INTO journeys (id, flow_id, version_id, contact_id, key, trigger, entered_at, node, arrived_at, due_at, goal_at, exited_at)
     VALUES (?, 'f', 1, ?, ?, 't', ${at}, ?, ?, ?, ?, ?)`,
  );
  journey.run(1, contacts[0], 'a', 'mail', at, at + 10, null, null);
  journey.run(2, contacts[1], 'b', 'wait', at + 1, null, at + 5, null);
  journey.run(3, contacts[2], 'c', null, at + 2, null, null, at + 3);
  const step = db.prepare(
    `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet, exit_reason) VALUES (?, 1, 'mail', 1, ?, ?, ?, ?)`,
  );
  step.run(2, at, at + 1, 'next', null);
  step.run(3, at, at + 3, null, 'stopped');
  const message = db.prepare(
    `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, state, reason, state_at, queued_at, sent_at, read_at)
     VALUES (?, 'f', 1, ?, ?, 'mail', 'email', 'news', ?, ?, ${at}, ${at}, ?, ?)`,
  );
  message.run('1', 1, contacts[0], 'suppressed', 'no-consent', null, null);
  message.run('2', 2, contacts[1], 'read', null, at, at + 1);
  message.run('3', 3, contacts[2], 'suppressed', 'no-address', null, null);
  return contacts;
}

type Listed = Generator<undefined, { rows: PersonRow[]; next: Place | null }>;
function all(list: Listed): { rows: PersonRow[]; next: Place | null } {
  for (let step = list.next(); ; step = list.next()) if (step.done === true) return step.value;
}

it('finds the people behind every number of the report', () => {
  withStore((store) => {
    const [a, b, c] = fill(store);
    const who = (what: PeopleQuery['what'], by: string | null = null, when: Partial<PeopleQuery> = {}): number[] => {
      const asked = { versions: [1], nodes: ['mail'], what, by, ...when };
      const whole = all(store.people.list({ ...asked, limit: 50 }));
      // One by one they are the same, in the same order.
      const singly: number[] = [];
      for (let after: Place | null = null; ; ) {
        const { rows, next } = all(store.people.list({ ...asked, after, limit: 1 }));
        singly.push(...rows.map((row) => row.contact_id));
        if (next === null) break;
        after = next;
      }
      const found = whole.rows.map((row) => row.contact_id);
      expect(singly).toEqual(found);
      expect(all(store.people.list({ ...asked, skip: 1, limit: 50 })).rows).toEqual(whole.rows.slice(1));
      return found;
    };
    expect(who('here')).toEqual([a]);
    expect(who('entered')).toEqual([a, b, c]);
    expect(who('left')).toEqual([b]);
    expect(who('left', 'other')).toEqual([]);
    expect(who('ended', 'stopped')).toEqual([c]);
    expect(who('goal')).toEqual([b]);
    expect(who('message', 'sent')).toEqual([b]);
    expect(who('message', 'read')).toEqual([b]);
    expect(who('message', 'suppressed')).toEqual([a, c]);
    expect(who('message', 'suppressed:no-address')).toEqual([c]);
    expect(who('message', 'clicked')).toEqual([]);
    expect(who('message', 'not-sent')).toEqual([a, c]);
    expect(who('lost')).toEqual([c]);

    // Of a span: when it happened. Who stood there at a moment.
    expect(who('left', null, { from: at + 1, before: at + 3 })).toEqual([b]);
    expect(who('left', null, { before: at + 1 })).toEqual([]);
    expect(who('ended', null, { from: at + 2 })).toEqual([c]);
    expect(who('here', null, { before: at + 1 })).toEqual([a, b, c]);
    expect(who('here', null, { before: at + 2 })).toEqual([a, c]);
    expect(who('goal', null, { before: at + 5 })).toEqual([]);
    // Of one way only.
    expect(who('entered', null, { way: { node: 'mail', outlet: 'next' } })).toEqual([b]);
    expect(who('message', 'suppressed', { way: { node: 'mail', outlet: 'next' } })).toEqual([]);
    // Nobody of another version or block.
    expect(who('entered', null, { versions: [2] })).toEqual([]);
    expect(who('entered', null, { nodes: ['wait'] })).toEqual([b]);
  });
});

it('takes a number for a contact only when it is said to be one', () => {
  withStore((store) => {
    const first = store.contacts.save({ key: '2' }, at, 'import').id;
    const second = store.contacts.save({ key: 'x' }, at, 'import').id;
    expect([first, second]).toEqual([1, 2]);
    expect(store.contacts.resolve('2')).toBe(first);
    expect(store.contacts.resolve('id:2')).toBe(second);
    expect(store.contacts.resolve('id:99')).toBeNull();
  });
});

it('reads every page by an index', () => {
  withStore((store) => {
    const plans = plansOf(store.db, (db) => {
      const people = peopleStore(db);
      for (const what of ['here', 'entered', 'left', 'ended', 'lost', 'message', 'goal'] as const)
        for (const when of [{}, { from: at, before: at + 1, way: { node: 'x', outlet: 'y' } }])
          all(people.list({ versions: [1], nodes: ['mail'], what, by: null, ...when, limit: 10 }));
    });
    expect(plans.length).toBeGreaterThan(30);
    expect(scansIn(plans)).toEqual([]);
  });
});
