/** The rows of conversations equal those made anew from the log, whatever happens; and no query walks a table. */
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { conversationDone, conversationOpened, conversationViews } from '../sdk/operator.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;
const { db, conversations, events, messages, pauses, contacts } = store;

/** How SQLite would run it. */
function planOf(sql: string): string {
  const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map(([, name]) => name ?? ''))];
  const plain = (sql.match(/\?/g) ?? []).map(() => 1);
  return db
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...plain, Object.fromEntries(names.map((name) => [name, 1])))
    .map(({ detail }) => detail)
    .join('\n');
}

let clock = 1_000_000;
let serial = 0;
let people: number[] = [];

beforeEach(() => {
  db.exec('DELETE FROM messages; DELETE FROM journeys; DELETE FROM contacts');
  people = ['anna', 'borys', 'clara'].map((key) => contacts.save({ key }, clock, 'test').id);
});

function comes(contact: number, handled: boolean | null, late = 0): number {
  return events.insert({
    contactId: contact,
    type: 'message.received',
    at: clock - late,
    key: `bot:${++serial}`,
    props: { channel: 'telegram', account: 'bot', text: `hello ${serial}`, ...(handled === null ? {} : { handled }) },
    source: 'bot',
    pending: false,
  }).id;
}

function writes(contact: number): number {
  store.talk.queue({
    key: `operator:${++serial}`,
    contact,
    channel: 'telegram',
    account: 'bot',
    to: '42',
    content: '{"parts":{"text":"hi"}}',
    answers: conversations.get(contact)?.asks ?? null,
    expires: clock + 1000,
    now: clock,
  });
  return messages.byKey(`operator:${serial}`)?.id ?? 0;
}

/** A message of a flow; `by`: the event that let its journey in. */
function flowSends(contact: number, by: number | null): number {
  const version = 1;
  // Each is of another flow: an event lets a person into a flow once.
  const flow = `f${++serial}`;
  db.exec('PRAGMA foreign_keys = OFF');
  let journey: number;
  try {
    journey = Number(
      db
        .prepare(
          `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, arrived_at)
         VALUES (?, ?, ?, 'k', 't', ?, ?, 'n', ?)`,
        )
        .run(flow, version, contact, by, clock, clock).lastInsertRowid,
    );
  } finally {
    db.exec('PRAGMA foreign_keys = ON');
  }
  return messages.queue({
    key: `${journey}:n:1`,
    flow_id: flow,
    version_id: version,
    journey_id: journey,
    contact_id: contact,
    node: 'n',
    channel: 'telegram',
    topic: 'news',
    account_id: 'bot',
    priority: 1,
    expires_at: null,
    now: clock,
    due: clock,
    reason: null,
  });
}

function leaves(id: number): void {
  messages.claim({ id, now: clock, handed_at: clock, recipient: '42', content: '{}', capped_at: null, reserved: null });
  messages.sent({ id, now: clock, state: 'sent', vendor_id: null, cost: null });
}

const act = fc.record({
  who: fc.nat({ max: 2 }),
  what: fc.constantFrom(
    'comes',
    'comes',
    'taken by a flow',
    'imported',
    'late',
    'answer begun',
    'one leaves',
    'unknown left',
    'newsletter',
    'flow answers',
    'done',
    'opened',
    'taken over',
    'given back',
    'merge',
  ),
  wait: fc.nat({ max: 3 }),
});

describe('conversations', () => {
  it('equal those made anew from the log [I1]', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 25 }), (acts) => {
        db.exec('DELETE FROM messages; DELETE FROM journeys; DELETE FROM contact_merges; DELETE FROM contacts');
        people = ['anna', 'borys', 'clara'].map((key) => contacts.save({ key }, clock, 'test').id);
        const queued: number[] = [];
        for (const { who, what, wait } of acts) {
          clock += wait;
          const contact = people[who % people.length] as number;
          const told = (type: string) =>
            events.insert({ contactId: contact, type, at: clock, props: {}, source: 'inbox', pending: false });
          if (what === 'comes') comes(contact, false);
          else if (what === 'taken by a flow') comes(contact, true);
          else if (what === 'late') comes(contact, false, 10);
          else if (what === 'imported')
            events.insert({ contactId: contact, type: 'message.received', at: clock, props: {}, source: 'import' });
          else if (what === 'answer begun') queued.push(writes(contact));
          else if (what === 'one leaves') {
            const next = queued.shift();
            if (next !== undefined) leaves(next);
          } else if (what === 'unknown left') {
            const id = writes(contact);
            messages.claim({
              id,
              now: clock,
              handed_at: clock,
              recipient: '42',
              content: '{}',
              capped_at: null,
              reserved: null,
            });
            messages.unknown(id, clock, 'crash');
            if (wait > 1) messages.confirmSent(id, clock);
          } else if (what === 'newsletter') leaves(flowSends(contact, null));
          else if (what === 'flow answers') leaves(flowSends(contact, conversations.get(contact)?.in_event ?? null));
          else if (what === 'done') told(conversationDone);
          else if (what === 'opened') told(conversationOpened);
          else if (what === 'taken over') pauses.pause(contact, clock + wait);
          else if (what === 'given back') pauses.resume(contact);
          else if (people.length > 1) {
            const other = people[(who + 1) % people.length] as number;
            store.merges.merge(contact, other, { take: new Set(), at: clock, source: 'test', batch: null });
            people = people.filter((one) => one !== other);
          }
          for (const one of db.prepare<[], number>('SELECT id FROM contacts').pluck().all())
            expect(conversations.get(one), what).toEqual(conversations.fromLog(one));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('wait until a person answers, a flow that they began does, or somebody closes them', () => {
    const [anna] = people as [number];
    const waits = () => conversations.get(anna)?.asks !== null;
    comes(anna, true);
    expect(waits()).toBe(false);
    const asked = comes(anna, false);
    expect([waits(), conversations.countWaiting()]).toEqual([true, 1]);
    leaves(flowSends(anna, null));
    expect(waits(), 'a newsletter is no answer').toBe(true);
    const answer = writes(anna);
    const again = comes(anna, false);
    leaves(answer);
    expect(waits(), 'they wrote once more before it left').toBe(true);
    leaves(flowSends(anna, again));
    expect(waits()).toBe(false);
    expect(again).toBeGreaterThan(asked);
    comes(anna, false);
    events.insert({ contactId: anna, type: conversationDone, at: clock, props: {}, source: 'inbox', pending: false });
    expect(conversations.get(anna)).toMatchObject({ state: 'done', asks: null });
    comes(anna, false);
    expect(conversations.get(anna)).toMatchObject({ state: 'open' });
    expect(waits()).toBe(true);
    db.prepare('UPDATE contacts SET deleted_at = ? WHERE id = ?').run(clock, anna);
    expect(conversations.countWaiting()).toBe(0);
  });

  it('are listed by index, in windows [I2]', () => {
    for (const view of conversationViews) {
      for (const channel of [undefined, 'telegram']) {
        const query = { view, channel, now: clock, limit: 50 };
        const plan = planOf(conversations.sql.list(query));
        expect(plan, `${view} ${channel}`).not.toMatch(/SCAN|TEMP B-TREE/);
      }
    }
    expect(planOf(conversations.sql.count)).not.toMatch(/SCAN c(?! USING)|TEMP B-TREE/);
    for (const sql of Object.values(store.talk.sql)) expect(planOf(sql)).not.toMatch(/SCAN (m|events|messages)\b/);
    for (const person of people) comes(person, false);
    const first = conversations.list({ view: 'open', now: clock, limit: 2 });
    const last = first.at(-1);
    const rest = conversations.list({
      view: 'open',
      now: clock,
      limit: 2,
      before: { at: last?.in_at ?? 0, contact: last?.contact_id ?? 0 },
    });
    expect([...first, ...rest].map(({ contact_id }) => contact_id)).toEqual([...people].reverse());
  });
});
