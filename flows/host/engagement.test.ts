/** What a profile says of a channel is what rules say of it, whatever happened and whenever one looks. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { moodOf } from '../segments/engagement.ts';
import { explain } from '../segments/memory.ts';
import { engagementByChannel } from './engagement.ts';

const workspace = makeWorkspace();
const { store } = workspace;
beforeAll(() => void store.db.pragma('synchronous = OFF'));
afterAll(() => workspace.remove());

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 2, 29, 12);
const channels = ['email', 'sms', 'site'];
const times = ['delivered', 'read', 'clicked', 'replied'] as const;

const sent = fc.record({
  channel: fc.constantFrom(...channels),
  // Whole minutes: what is shown has no parts of seconds.
  at: fc.integer({ min: -100 * 1440, max: 2 * 1440 }).map((minutes) => minutes * 60_000),
  after: fc.record(Object.fromEntries(times.map((name) => [name, fc.option(fc.nat(20 * day))]))),
});

let made = 0;
/** Rows as the outbox leaves them, without the flow that would have made them. */
function write(contact: number, one: { channel: string; at: number; after: Record<string, number | null> }): void {
  made += 1;
  const at = now + one.at;
  const reached = Object.fromEntries(
    times.map((name) => [name, one.after[name] == null ? null : at + Number(one.after[name])]),
  );
  store.db
    .prepare(
      `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, state, state_at, queued_at,
         sent_at, delivered_at, read_at, clicked_at, replied_at)
       VALUES (@key, 'f', 1, 1, @contact, 'n', @channel, 'service', 'sandbox', 'sent', @at, @at, @at, @delivered, @read, @clicked, @replied)`,
    )
    .run({ key: `${made}`, contact, channel: one.channel, at, ...reached });
}

it('counts as the rule field does, over the same days', () => {
  store.db.pragma('foreign_keys = OFF');
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 12 }), (messages) => {
      const contact = store.contacts.save({ key: `c-${made}-${messages.length}` }, now - 200 * day, 'test').id;
      for (const one of messages) write(contact, one);
      const shown = new Map(engagementByChannel(store, contact, now).map((one) => [one.channel, one]));
      const facts = store.facts.load(contact, { now: { ms: now, zone: 'UTC' } });
      if (facts === null) throw new Error('gone');
      for (const channel of channels) {
        const rule = {
          combinator: 'and' as const,
          rules: [{ field: `engagement.${channel}`, operator: '>=' as const, value: 0 }],
        };
        const [asked] = explain(rule, facts, { now: { ms: now, zone: 'UTC' }, segments: () => null }).rules;
        expect(asked).toMatchObject({ actual: shown.get(channel)?.share ?? null });
        const past = messages.filter((one) => one.channel === channel && one.at <= 0);
        expect(shown.has(channel)).toBe(past.length > 0);
        if (past.length === 0) continue;
        const latest = Math.max(...past.map(({ at }) => now + at));
        expect(Date.parse(shown.get(channel)?.last.sent ?? '')).toBe(latest);
      }
    }),
    { numRuns: 60 },
  );
});

it('puts the share into a word, and blames nobody whose reading cannot be told', () => {
  expect(moodOf('email', 0, 0)).toBe('unwritten');
  expect(moodOf('email', 4, 1)).toBe('lively');
  expect(moodOf('email', 5, 1)).toBe('quiet');
  expect(moodOf('email', 5, 0)).toBe('silent');
  expect(moodOf('sms', 5, 0)).toBe('untold');
  expect(moodOf('sms', 50, 1)).toBe('quiet');
});
