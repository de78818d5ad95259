/** A block writes to a help desk through the outbox, and what it wrote is no news when the desk tells of it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import { setSync } from '../../flows/host/syncs.ts';
import { plainMapping } from '../../flows/sdk/sync-mapping.ts';
import { type FakeFreshdesk, startFakeFreshdesk } from '../kit/fake-freshdesk.ts';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let desk: FakeFreshdesk;
let w: TestWorkspace;
let account: string;
beforeEach(async () => {
  desk = await startFakeFreshdesk();
  w = await testWorkspace({ now: '2026-09-01T09:00:00Z' });
  desk.setNow(w.clock.now);
  account = await addAccount(w, { type: 'freshdesk', name: 'Support', config: desk.config });
});
afterEach(async () => {
  await w.dispose();
  expect(desk.faults).toEqual([]);
  expect(desk.tooMany()).toBe(0);
  await desk.close();
});

const ticket = (work: string, more: Record<string, unknown> = {}): [string, string, Record<string, unknown>] => [
  work,
  'ticket',
  { account: 'desk', work, ...more },
];
const opens = ticket('create-ticket', {
  subject: 'Call {{ contact.first_name }}',
  text: 'Wants it in blue',
  priority: 'high',
});
const accounts = { accounts: { desk: { capability: 'operations.desk.create-ticket' } } };
const flow = () =>
  flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      opens,
      ticket('add-note', { text: 'From the shop' }),
      ticket('set-status', { status: '4' }),
    ],
    ['start.next>create-ticket', 'create-ticket.next>add-note', 'add-note.next>set-status'],
    {},
    accounts,
  );
const anna = (): number =>
  w.contact('a', {
    profile: { first_name: 'Anna' },
    addresses: [{ kind: 'email', value: 'anna@example.com' }],
  });
const bring = () => setSync(w, account, { kinds: ['contact', 'ticket'], since: null, mapping: plainMapping });
const typesOf = (contact: number): string[] => w.store.events.ofContact(contact, 20).map(({ type }) => type);
function later(): void {
  w.clock.now += 600_000;
  desk.setNow(w.clock.now);
}

it('[K8] a ticket, a note and a status are written once, and come back as nobody’s news', async () => {
  bring();
  await w.engine.sync(account);
  const contact = anna();
  w.engine.startFlow(w.flow(flow()));
  await w.engine.runUntilIdle();
  const [made] = [...desk.tickets.values()];
  expect(desk.tickets.size).toBe(1);
  expect(made).toMatchObject({ subject: 'Call Anna', description: 'Wants it in blue', priority: 3, status: 4 });
  expect(desk.notes).toEqual([{ body: 'From the shop', private: true, ticket: made?.id }]);
  // It is done: no longer their open one.
  expect(w.store.sync.recordsOf(contact, account, 'ticket')).toEqual([]);

  later();
  await w.engine.sync(account);
  expect(typesOf(contact).filter((type) => type.startsWith('ticket.'))).toEqual([]);

  // What a colleague does there is news.
  later();
  desk.change(made as never, { status: 2 });
  await w.engine.sync(account);
  expect(typesOf(contact)).toContain('ticket.status');
  expect(w.store.sync.recordsOf(contact, account, 'ticket')).toEqual([String(made?.id)]);
});

it('a ticket whose answer was lost is not opened again, and is no news when it comes in', async () => {
  bring();
  await w.engine.sync(account);
  const contact = anna();
  desk.fail({ kind: 'cut' }, ({ method }) => method === 'POST');
  const steps: Parameters<typeof flowOf>[0] = [['start', 'trigger-manual', { audience: everybody }], opens];
  w.engine.startFlow(w.flow(flowOf(steps, ['start.next>create-ticket'], {}, accounts)));
  await w.engine.runUntilIdle();
  desk.fail(null);
  expect(desk.tickets.size).toBe(1);
  later();
  await w.engine.sync(account);
  await w.engine.runUntilIdle();
  expect(desk.tickets.size).toBe(1);
  expect(w.store.sync.recordsOf(contact, account, 'ticket')).toHaveLength(1);
  expect(typesOf(contact).filter((type) => type.startsWith('ticket.'))).toEqual([]);
});
