import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { type MemoryCrm, memoryCrm } from '../../tests/kit/memory-crm.ts';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { setPaused, setSync } from '../host/syncs.ts';
import { ConnectorError } from '../sdk/connector.ts';
import type { RecordKind } from '../sdk/sync.ts';
import { plainMapping, type SyncMapping } from '../sdk/sync-mapping.ts';

let crm: MemoryCrm;
let w: TestWorkspace;
let account: string;
beforeEach(async () => {
  crm = memoryCrm();
  w = await testWorkspace({ registry: crm.registryWith(await loadEngineRegistry()) });
  crm.setClock(w.clock.now - 86_400_000);
  account = await addAccount(w, { type: 'memory-crm', name: 'CRM', config: {} });
});
afterEach(async () => {
  await w.dispose();
});

const all: RecordKind[] = ['contact', 'deal', 'order'];
const city: SyncMapping = { rule: 'fill', fields: [{ from: 'town', to: 'attributes.city' }] };
const start = (mapping: SyncMapping = plainMapping, kinds = all, since: number | null = null) =>
  setSync(w, account, { kinds, since, mapping });
const sync = () => w.engine.sync(account);
const contactOf = (record: string): number => w.store.sync.record(account, 'contact', record)?.contact ?? 0;
const view = (record: string) => w.store.contacts.view(contactOf(record), { workspace: 'UTC' });
const eventsOf = (record: string) =>
  w.store.events
    .ofContact(contactOf(record), 50)
    .map(({ type, props }) =>
      type === 'contact.created' ? type : `${type} ${String(props.record)} ${String(props.stage)}`,
    )
    .reverse();
const row = (kind: RecordKind) => w.store.sync.of(account).find((one) => one.kind === kind);

describe('people', () => {
  it('come in with names, addresses and mapped fields, and follow what changes there', async () => {
    crm.contact('1', { firstName: 'Anna', emails: ['anna@example.com'], phones: ['+380501112233'] }, { town: 'Kyiv' });
    start(city);
    expect(await sync()).toMatchObject({ contacts: 1 });
    expect(view('1')).toMatchObject({
      first_name: 'Anna',
      email: 'anna@example.com',
      phone: '+380501112233',
      attributes: { city: 'Kyiv' },
    });
    crm.contact('1', { firstName: 'Anna', emails: ['new@example.com'], phones: ['+380501112233'] }, { town: 'Lviv' });
    await sync();
    expect(view('1')).toMatchObject({ email: 'new@example.com', attributes: { city: 'Lviv' } });
    expect(await sync()).toMatchObject({ contacts: 0, events: 0 });
  });

  it('are those we have already, by e-mail and by phone; our values stay', async () => {
    const anna = w.contact('a', {
      profile: { first_name: 'Annie' },
      addresses: [{ kind: 'email', value: 'anna@example.com' }],
    });
    const boris = w.contact('b', { addresses: [{ kind: 'phone', value: '+380501112233' }] });
    crm.contact('1', { firstName: 'Anna', emails: ['ANNA@example.com'], phones: ['+380671112233'] });
    crm.contact('2', { firstName: 'Boris', phones: ['+380501112233'] });
    start();
    await sync();
    expect([contactOf('1'), contactOf('2')]).toEqual([anna, boris]);
    expect(view('1')).toMatchObject({ first_name: 'Annie', phone: '+380671112233' });
    expect(view('2')?.first_name).toBe('Boris');
  });

  it('two records with one phone and different e-mails are two people', async () => {
    crm.contact('1', { emails: ['a@example.com'], phones: ['+380501112233'] });
    crm.contact('2', { emails: ['b@example.com'], phones: ['+380501112233'] });
    crm.contact('3', { phones: ['+380501112233'] });
    start();
    await sync();
    expect(contactOf('1')).not.toBe(contactOf('2'));
    expect(contactOf('3')).toBe(contactOf('1'));
  });

  it('[K7] stay one with their record through a merge, and get it back when it is undone', async () => {
    crm.contact('1', { firstName: 'Anna', emails: ['a@example.com'] });
    start();
    await sync();
    const other = contactOf('1');
    const keep = w.contact('k');
    const { id: merge } = w.engine.mergeContacts(keep, other);
    expect(contactOf('1')).toBe(keep);
    crm.contact('1', { firstName: 'Anna', emails: ['a2@example.com'] });
    await sync();
    expect(w.store.contacts.byAddress('email', 'a2@example.com')).toBe(keep);
    w.engine.unmergeContacts(merge);
    expect(contactOf('1')).toBe(other);
  });

  it('[K7] are not made again once erased or deleted here, not even with another address', async () => {
    crm.contact('1', { firstName: 'Anna', emails: ['a@example.com'] });
    start();
    await sync();
    w.engine.eraseContact(contactOf('1'), { askedBy: 'person', reference: null, reason: null });
    crm.contact('1', { firstName: 'Anna', emails: ['fresh@example.com'] });
    crm.contact('2', { firstName: 'Anna', emails: ['a@example.com'] });
    crm.deal('9', '1', 'new');
    expect(await sync()).toMatchObject({ contacts: 0, events: 0 });
    expect(w.store.contacts.total()).toBe(0);
    expect(row('contact')).toMatchObject({ skipped: 2 });
    expect(JSON.stringify(w.store.sync.record(account, 'contact', '1'))).not.toContain('example.com');
  });

  it('a changed mapping has everything read once more', async () => {
    crm.contact('1', { emails: ['a@example.com'] }, { town: 'Kyiv' });
    start();
    await sync();
    expect(view('1')?.attributes).toEqual({});
    start(city);
    await sync();
    expect(view('1')?.attributes).toEqual({ city: 'Kyiv' });
    expect(eventsOf('1')).toEqual([]);
  });
});

describe('deals and orders', () => {
  it('[K5] become events: those that were there are history, those that come set flows off', async () => {
    crm.contact('1', { emails: ['a@example.com'] });
    crm.deal('7', '1', 'new');
    start();
    await sync();
    expect(eventsOf('1')).toEqual(['deal.created 7 new']);
    expect(w.store.events.nextPendingAt(0)).toBeNull();
    crm.deal('7', '1', 'offer');
    crm.deal('8', '1', 'new', { amount: { value: 1500, currency: 'UAH' } });
    await sync();
    expect(w.store.events.nextPendingAt(0)).not.toBeNull();
    crm.deal('7', '1', 'won');
    crm.deal('8', '1', 'new', { deleted: true });
    await sync();
    expect(eventsOf('1')).toEqual([
      'deal.created 7 new',
      'deal.stage 7 offer',
      'deal.created 8 new',
      'deal.stage 7 won',
      'deal.won 7 won',
      'deal.deleted 8 new',
    ]);
    const [created] = w.store.events
      .ofContact(contactOf('1'), 50)
      .filter(({ props, type }) => props.record === '8' && type === 'deal.created');
    expect(created?.props).toMatchObject({ account, title: 'Deal 8', total: 1500, currency: 'UAH', stage_name: 'new' });
  });

  it('bring the person along who was not seen yet; without contacts they are about nobody', async () => {
    crm.contact('1', { emails: ['a@example.com'] });
    crm.contact('2', { emails: ['b@example.com'] });
    start(plainMapping, all);
    await sync();
    // A contact that the list of changes does not show yet.
    const late = crm.contact('3', { emails: ['c@example.com'] });
    crm.records.splice(crm.records.indexOf(late), 1, { ...late, updatedAt: 0 });
    crm.deal('7', '3', 'new');
    crm.deal('8', null, 'new');
    await sync();
    expect(crm.asked).toContain('get contact 3');
    expect(eventsOf('3')).toEqual(['contact.created', 'deal.created 7 new']);
    expect(w.store.sync.record(account, 'deal', '8')?.contact).toBeNull();
  });

  it('an order of a guest finds or makes the person whom it names', async () => {
    const anna = w.contact('a', { addresses: [{ kind: 'email', value: 'anna@example.com' }] });
    start();
    await sync();
    const guest = (email: string) => ({ person: { firstName: 'G', lastName: null, emails: [email], phones: [] } });
    crm.order('1', guest('anna@example.com'));
    crm.order('2', { ...guest('new@example.com'), outcome: 'paid' });
    expect(await sync()).toMatchObject({ contacts: 1, events: 4 });
    expect(w.store.events.ofContact(anna, 5).map(({ type }) => type)).toEqual(['order.created']);
    const made = w.store.contacts.byAddress('email', 'new@example.com') ?? 0;
    expect(
      w.store.events
        .ofContact(made, 5)
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['order.created', 'order.paid', 'order.status']);
  });

  it('[K8] what we wrote is no news when it comes back', async () => {
    crm.contact('1', { emails: ['a@example.com'] });
    start();
    await sync();
    const contact = contactOf('1');
    w.store.sync.noteWritten(account, contact, { kind: 'deal', id: '7', created: true, stage: 'new', outcome: 'open' });
    crm.deal('7', '1', 'new');
    await sync();
    w.store.sync.noteWritten(account, contact, { kind: 'deal', id: '7', created: false, stage: 'won', outcome: 'won' });
    crm.deal('7', '1', 'won');
    await sync();
    expect(eventsOf('1')).toEqual([]);
    // What people do there afterwards is news.
    crm.deal('7', '1', 'lost');
    await sync();
    expect(eventsOf('1')).toEqual(['deal.stage 7 lost', 'deal.lost 7 lost']);
  });
});

describe('when it looks, and where it goes on', () => {
  it('a page a transaction: what fails in the middle goes on there, also after a restart', async () => {
    for (let n = 1; n <= 8; n++) crm.contact(String(n), { emails: [`c${n}@example.com`] });
    start();
    let pages = 0;
    crm.fail(null);
    const { keep } = w.store.sync;
    w.store.sync.keep = (one) => {
      if (++pages === 2) throw new Error('the power goes');
      keep(one);
    };
    await expect(sync()).rejects.toThrow('the power goes');
    w.store.sync.keep = keep;
    expect(w.store.contacts.total()).toBe(3);
    w = await w.reopen();
    await sync();
    expect(w.store.contacts.total()).toBe(8);
    expect(row('contact')).toMatchObject({ read: 8, created: 8, error: null });
  });

  it('[K9] waits as long as the vendor asks for, for all kinds, and says why', async () => {
    crm.contact('1', {});
    start();
    crm.fail(() => new ConnectorError('rate-limited', 'Slow down.', { retryAfter: 90_000 }));
    await expect(sync()).rejects.toThrow('Slow down.');
    expect(row('contact')).toMatchObject({
      error: 'Slow down.',
      errorClass: 'rate-limited',
      dueAt: w.clock.now + 90_000,
    });
    expect(row('deal')).toMatchObject({ error: null, dueAt: w.clock.now + 90_000 });
    crm.fail(null);
    await sync();
    expect(row('contact')).toMatchObject({ error: null, failures: 0, dueAt: w.clock.now + 60_000 });
  });

  it('wrong credentials pause the account and are told', async () => {
    start();
    crm.fail(() => new ConnectorError('bad-credentials', 'The token is wrong.'));
    await expect(sync()).rejects.toThrow('wrong');
    expect(w.store.accounts.get(account)?.pausedReason).toBe('The token is wrong.');
    crm.asked.length = 0;
    await sync();
    expect(crm.asked).toEqual([]);
    // Mended and tested: nobody waits for the hour to be over.
    crm.fail(null);
    expect(await w.engine.testAccount(account)).toMatchObject({ ok: true });
    expect(row('contact')?.dueAt).toBeLessThan(w.clock.now);
  });

  it('what nobody meant for people is not kept as an error', async () => {
    start();
    crm.fail(() => new Error('token=secret'));
    await expect(sync()).rejects.toThrow();
    expect(row('contact')?.error).not.toContain('secret');
  });

  it('the running engine looks by itself, again and again, and not while paused', async () => {
    const stop = new AbortController();
    crm.contact('1', { emails: ['a@example.com'] });
    start();
    const running = w.engine.run(stop.signal);
    await expect.poll(() => w.store.contacts.total()).toBe(1);
    await expect.poll(() => row('order')?.lookedAt).not.toBeNull();
    const asked = crm.asked.length;
    w.engine.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(crm.asked.length).toBe(asked);
    setPaused(w, account, true);
    w.clock.now += 61_000;
    crm.contact('2', { emails: ['b@example.com'] });
    w.engine.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(w.store.contacts.total()).toBe(1);
    setPaused(w, account, false);
    w.engine.wake();
    await expect.poll(() => w.store.contacts.total()).toBe(2);
    stop.abort();
    await running;
  });

  it('nothing from before the day that was asked for; an earlier one has it read again', async () => {
    const old = crm.contact('1', { emails: ['old@example.com'] });
    crm.setClock(w.clock.now);
    crm.contact('2', { emails: ['new@example.com'] });
    start(plainMapping, all, old.updatedAt + 10);
    await sync();
    expect(w.store.contacts.total()).toBe(1);
    start(plainMapping, all, null);
    await sync();
    expect(w.store.contacts.total()).toBe(2);
  });

  it('deals need contacts, and an account without records has nothing to bring in', async () => {
    expect(() => start(plainMapping, ['deal'])).toThrow('let contacts come in too');
    const sandbox = w.store.accounts.list().find(({ type }) => type === 'sandbox')?.id ?? '';
    expect(() => setSync(w, sandbox, { kinds: [], since: null, mapping: plainMapping })).toThrow(
      'no contacts or deals',
    );
  });
});
