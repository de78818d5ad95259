/** A block writes to a CRM through the outbox, and what it wrote is no news when the CRM tells of it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import { setSync } from '../../flows/host/syncs.ts';
import { plainMapping } from '../../flows/sdk/sync-mapping.ts';
import { type FakeBitrix24, startFakeBitrix24 } from '../kit/fake-bitrix24.ts';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let bitrix: FakeBitrix24;
let w: TestWorkspace;
let account: string;
beforeEach(async () => {
  bitrix = await startFakeBitrix24();
  w = await testWorkspace({ now: '2026-09-01T09:00:00Z' });
  bitrix.items.setNow(w.clock.now);
  account = await addAccount(w, { type: 'bitrix24', name: 'CRM', config: { webhook: bitrix.webhook } });
});
afterEach(async () => {
  await w.dispose();
  expect(bitrix.faults).toEqual([]);
  expect(bitrix.tooMany()).toBe(0);
  await bitrix.close();
});

const crm = (work: string, more: Record<string, unknown> = {}): [string, string, Record<string, unknown>] => [
  work,
  'crm-record',
  { account: 'crm', work, ...more },
];
const flow = () =>
  flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      crm('create-deal', { title: 'Order of {{ contact.first_name }}', amount: '1500', currency: 'UAH' }),
      crm('move-deal', { pipeline: '0', stage: 'PREPARATION' }),
      crm('add-task', { about: 'deal', text: 'Call {{ contact.first_name }}' }),
      crm('add-note', { text: 'Wrote to them' }),
    ],
    ['start.next>create-deal', 'create-deal.next>move-deal', 'move-deal.next>add-task', 'add-task.next>add-note'],
    {},
    { accounts: { crm: { capability: 'operations.crm.save-contact' } } },
  );
const anna = (): number =>
  w.contact('a', {
    profile: { first_name: 'Anna' },
    addresses: [{ kind: 'email', value: 'anna@example.com' }],
  });
const bring = () => setSync(w, account, { kinds: ['contact', 'deal'], since: null, mapping: plainMapping });
const typesOf = (contact: number): string[] => w.store.events.ofContact(contact, 20).map(({ type }) => type);

it('[K8] a deal, its stage, a task and a note are written once, and come back as nobody’s news', async () => {
  bring();
  await w.engine.sync(account);
  const contact = anna();
  w.engine.startFlow(w.flow(flow()));
  await w.engine.runUntilIdle();
  const [there] = [...bitrix.items.contacts.values()];
  const [deal] = [...bitrix.items.deals.values()];
  expect(there).toMatchObject({ name: 'Anna', fm: [{ typeId: 'EMAIL', value: 'anna@example.com' }] });
  expect(deal).toMatchObject({
    title: 'Order of Anna',
    opportunity: 1500,
    stageId: 'PREPARATION',
    contactIds: [there?.id],
  });
  expect(bitrix.todos).toMatchObject([{ ownerId: deal?.id, title: 'Call Anna', deadline: '2026-09-02T09:00:00.000Z' }]);
  expect(bitrix.notes).toEqual([{ ENTITY_ID: there?.id, ENTITY_TYPE: 'contact', COMMENT: 'Wrote to them' }]);
  expect(w.store.sync.recordsOf(contact, account, 'deal')).toEqual([String(deal?.id)]);

  w.clock.now += 120_000;
  bitrix.items.setNow(w.clock.now);
  expect(await w.engine.sync(account)).toMatchObject({ events: 0 });
  expect(w.store.contacts.total()).toBe(1);
  expect(typesOf(contact)).toEqual([]);
  // What a colleague does there afterwards is news.
  if (deal !== undefined) bitrix.items.change(deal, { stageId: 'WON' });
  await w.engine.sync(account);
  expect(typesOf(contact).sort()).toEqual(['deal.stage', 'deal.won']);
});

it('[K8] a deal whose answer was lost is not made twice, and not taken for news', async () => {
  bring();
  await w.engine.sync(account);
  const contact = anna();
  bitrix.fail({ kind: 'cut' }, ({ path, text }) => path.endsWith('crm.item.add.json') && text.includes('Order of'));
  w.engine.startFlow(w.flow(flow()));
  await w.engine.runUntilIdle();
  bitrix.fail(null);
  w.clock.now += 3_600_000;
  bitrix.items.setNow(w.clock.now);
  await w.engine.runUntilIdle();
  expect(bitrix.items.deals.size).toBe(1);
  expect(w.store.notices.list(10).map(({ code }) => code)).toContain('operation-unknown');
  await w.engine.sync(account);
  expect(typesOf(contact)).toEqual([]);
  // By now it is known whose it is.
  expect(w.store.sync.recordsOf(contact, account, 'deal')).toHaveLength(1);
});

it('[K8] a person whose saving lost its answer is recognised, and not taken for somebody new there', async () => {
  bring();
  await w.engine.sync(account);
  const contact = anna();
  bitrix.fail({ kind: 'cut' }, ({ path }) => path.endsWith('crm.item.add.json'));
  w.engine.startFlow(w.flow(flow()));
  await w.engine.runUntilIdle();
  bitrix.fail(null);
  await w.engine.sync(account);
  expect(bitrix.items.contacts.size).toBe(1);
  expect(w.store.sync.recordsOf(contact, account, 'contact')).toHaveLength(1);
  expect(typesOf(contact)).toEqual([]);
});

it('nobody without an e-mail and a phone is written: they go on by “failed”', async () => {
  w.contact('nobody');
  const document = flow();
  document.nodes.push({ id: 'told', type: 'exit', version: 1, config: { reason: 'not-written' } });
  document.edges.push({ from: 'create-deal', outlet: 'failed', to: 'told' });
  const id = w.flow(document);
  w.engine.startFlow(id);
  await w.engine.runUntilIdle();
  expect(bitrix.writes()).toBe(0);
  expect(w.report(id).nodes.find(({ id: node }) => node === 'create-deal')?.left).toEqual({ failed: 1 });
});
