import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { type FakeFreshdesk, startFakeFreshdesk } from '../../tests/kit/fake-freshdesk.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { pacesOf } from './call.ts';
import { connector } from './index.ts';
import { itemSchema } from './records.ts';

// How fast calls come is tried by itself: here it is noted.
const paces = vi.hoisted((): { login: string; perSecond: number }[] => []);
vi.mock('../pace.ts', () => ({
  paceOf: (login: string, { perSecond }: { perSecond: number }) => ({
    turn: async () => void paces.push({ login, perSecond }),
    hold: () => {},
  }),
}));

let desk: FakeFreshdesk;
beforeEach(async () => {
  desk = await startFakeFreshdesk();
});
afterEach(async () => {
  expect(desk.faults).toEqual([]);
  await desk.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (): Client => connector.open(connector.config.parse(desk.config)) as Client;
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});
const at = Date.UTC(2026, 0, 5, 10);

async function look(kind: 'contact' | 'ticket', from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  let pages = 0;
  for (let more = true; more; pages++) {
    // Another process: nothing is known but the position.
    const page = await open().sync.pull(kind, cursor, { signal, now: desk.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor, pages, ids: new Set(records.map(({ id }) => Number(id))) };
}

describe('what comes in', () => {
  it('a contact with all its addresses, a ticket with its status, whom it is about, and fields of the account', async () => {
    desk.setNow(at);
    const anna = desk.addContact({
      name: 'Anna Maria Petrova',
      email: 'anna@example.com',
      other_emails: ['a@example.com'],
      mobile: '+380501112233',
      phone: '+380441112233',
      job_title: 'Baker',
      tags: ['tea'],
      custom_fields: { loyalty: 'gold', unknown: 'x' },
    });
    const fields = { cf_reason: 'Bug', cf_days: 3, cf_urgent: true, cf_place: 'Kyiv' };
    desk.addTicket({
      subject: 'Broken',
      requester_id: anna.id,
      status: 6,
      priority: 4,
      type: 'Question',
      custom_fields: fields,
    });
    desk.addTicket({ subject: 'Old', requester_id: anna.id, status: 4 });
    expect((await look('contact')).records).toEqual([
      {
        kind: 'contact',
        id: '1',
        createdAt: at,
        updatedAt: at,
        deleted: false,
        title: null,
        person: {
          firstName: 'Anna',
          lastName: 'Maria Petrova',
          emails: ['anna@example.com', 'a@example.com'],
          phones: ['+380501112233', '+380441112233'],
        },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: { language: 'en', job_title: 'Baker', tags: ['tea'], loyalty: 'gold' },
      },
    ]);
    const [broken, old] = (await look('ticket')).records;
    expect(broken).toMatchObject({
      kind: 'ticket',
      title: 'Broken',
      contacts: ['1'],
      person: null,
      stage: { id: '6', name: 'In repair' },
      outcome: 'open',
      values: { priority: 'urgent', type: 'Question', cf_reason: 'Bug', cf_days: 3, cf_urgent: true },
    });
    expect(broken?.values).not.toHaveProperty('cf_place');
    expect(old).toMatchObject({ stage: { id: '4', name: 'Resolved' }, outcome: 'closed' });
  });

  it('all tickets, also of longer ago than Freshdesk tells of by itself', async () => {
    desk.setNow(at - 400 * 86_400_000);
    const old = desk.addTicket({ subject: 'Old' });
    desk.setNow(at);
    expect((await look('ticket')).ids).toEqual(new Set([old.id]));
    expect((await look('ticket', null, at - 86_400_000)).ids).toEqual(new Set());
  });

  it('page by page, none left out, also where the last page is full', async () => {
    desk.setNow(at);
    for (const many of [99, 100, 101, 250]) {
      desk.contacts.clear();
      for (let n = 0; n < many; n++) desk.addContact({ name: `N${n}` });
      expect((await look('contact')).ids.size).toBe(many);
    }
    for (const many of [29, 30, 31, 95]) {
      desk.tickets.clear();
      for (let n = 0; n < many; n++) {
        desk.setNow(at + n * 700);
        desk.addTicket({ subject: `T${n}` });
      }
      expect((await look('ticket')).ids.size).toBe(many);
    }
  });

  it('none left out while contacts are deleted between two pages', async () => {
    desk.setNow(at);
    for (let n = 0; n < 250; n++) desk.addContact({ name: `N${String(n).padStart(3, '0')}` });
    const gone = [...desk.contacts.values()].slice(0, 20);
    desk.setMeanwhile(() => {
      const next = gone.shift();
      if (next !== undefined) desk.remove(next);
    });
    const { ids } = await look('contact');
    const left = [...desk.contacts.values()].filter(({ deleted }) => !deleted).map(({ id }) => id);
    expect(left.length).toBeLessThan(250);
    expect(left.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('none left out where more than a page of tickets changed within a second, and some move on meanwhile', async () => {
    desk.setNow(at);
    for (let n = 0; n < 130; n++) desk.addTicket({ subject: `T${n}` });
    desk.setNow(at + 60_000);
    for (let n = 0; n < 40; n++) desk.addTicket({ subject: `Later ${n}` });
    const moving = [...desk.tickets.values()].slice(0, 10);
    let clock = at + 600_000;
    desk.setNow(clock);
    desk.setMeanwhile(() => {
      const next = moving.shift();
      if (next === undefined) return;
      clock += 1_000;
      desk.setNow(clock);
      desk.change(next, { status: 3 });
    });
    const first = await look('ticket');
    desk.setMeanwhile(null);
    const after = await look('ticket', first.cursor);
    const all = new Set([...first.ids, ...after.ids]);
    expect([...desk.tickets.keys()].filter((id) => !all.has(id))).toEqual([]);
    // And it ends.
    expect(first.pages).toBeLessThan(30);
  });

  it('after that only what changed, by Freshdesk’s clock, with an overlap; and which tickets were deleted', async () => {
    desk.setNow(at);
    const one = desk.addTicket({ subject: 'One' });
    const two = desk.addTicket({ subject: 'Two' });
    desk.remove(desk.addTicket({ subject: 'Gone before' }));
    const first = await look('ticket');
    expect(first.ids).toEqual(new Set([one.id, two.id]));
    expect(first.cursor).toMatchObject({ since: at - 120_000, from: at - 120_000, page: 1, deleted: false });
    desk.setNow(at + 3_600_000);
    desk.change(one, { status: 5 });
    desk.remove(two);
    const second = await look('ticket', first.cursor);
    expect(second.records.filter(({ deleted }) => !deleted).map(({ id, outcome }) => [id, outcome])).toEqual([
      [String(one.id), 'closed'],
    ]);
    expect(second.records.filter(({ deleted }) => deleted).map(({ id }) => id)).toContain(String(two.id));
    desk.setNow(at + 7_200_000);
    const third = await look('ticket', second.cursor);
    expect((await look('ticket', third.cursor)).ids.size).toBe(0);
  });

  it('single ones by id, the newest, fields and stages', async () => {
    desk.setNow(at);
    const anna = desk.addContact({ name: 'Anna' });
    const gone = desk.addContact({ name: 'Gone' });
    desk.remove(gone);
    desk.addTicket({ subject: 'First' });
    desk.setNow(at + 1_000);
    desk.addTicket({ subject: 'Second' });
    const client = open();
    const ids = [String(anna.id), String(gone.id), '99', 'x'];
    expect((await client.sync.get('contact', ids, { signal })).map(({ id }) => id)).toEqual([String(anna.id)]);
    expect((await client.sync.newest('ticket', 1, { signal })).map(({ title }) => title)).toEqual(['Second']);
    const fields = await client.sync.fields('ticket', { signal });
    expect(fields.map(({ name, type, writable }) => [name, type, writable])).toEqual([
      ['priority', 'choice', false],
      ['type', 'text', false],
      ['tags', 'list', false],
      ['cf_reason', 'choice', true],
      ['cf_days', 'number', true],
      ['cf_urgent', 'boolean', true],
    ]);
    const [tickets] = await client.sync.pipelines('ticket', { signal });
    expect(tickets?.stages).toEqual([
      { id: '2', name: 'Open', outcome: 'open' },
      { id: '3', name: 'Pending', outcome: 'open' },
      { id: '4', name: 'Resolved', outcome: 'closed' },
      { id: '5', name: 'Closed', outcome: 'closed' },
      { id: '6', name: 'In repair', outcome: 'open' },
    ]);
    expect(await client.sync.pipelines('contact', { signal })).toEqual([]);
  });

  it('the statuses that every account has, where the account’s own cannot be read', async () => {
    const body = [{ id: 1, name: 'status', label: 'Status', type: 'default_status' }];
    desk.fail({ kind: 'reply', reply: { status: 200, body } });
    const [tickets] = await open().sync.pipelines('ticket', { signal });
    expect(tickets?.stages.map(({ name }) => name)).toEqual(['Open', 'Pending', 'Resolved', 'Closed']);
  });
});

describe('what is written', () => {
  const wish = { subject: 'Order 42', text: '<b>It broke</b>\nTwice' };

  it('a ticket, of whom is known there, else by e-mail, else by phone with a name', async () => {
    const anna = desk.addContact({ name: 'Anna', email: 'anna@example.com' });
    const client = open();
    const known = context({ contact: [String(anna.id)] });
    const values = { cf_reason: 'Bug', cf_days: '2,5', cf_urgent: 'true' };
    expect(
      await client.operate(
        'desk.create-ticket',
        { ...wish, email: 'other@example.com', priority: 'high', values },
        known,
      ),
    ).toEqual({ kind: 'ticket', id: '2', created: true, stage: '2', outcome: 'open' });
    expect(desk.tickets.get(2)).toMatchObject({
      requester_id: anna.id,
      subject: 'Order 42',
      description: '&lt;b&gt;It broke&lt;/b&gt;<br>Twice',
      priority: 3,
      status: 2,
      custom_fields: { cf_reason: 'Bug', cf_days: 2.5, cf_urgent: true },
    });
    await client.operate('desk.create-ticket', { ...wish, email: 'Anna@example.com' }, context());
    expect([...desk.tickets.values()].at(-1)).toMatchObject({ requester_id: anna.id, priority: 1 });
    await client.operate('desk.create-ticket', { ...wish, phone: '+380501112233', name: 'Boris' }, context());
    expect([...desk.contacts.values()].at(-1)).toMatchObject({ name: 'Boris', mobile: '+380501112233' });
    await client.operate('desk.create-ticket', { ...wish, phone: '+380671112233' }, context());
    expect([...desk.contacts.values()].at(-1)).toMatchObject({ name: '+380671112233' });
    expect(desk.contacts.size).toBe(3);
  });

  it('who is gone there is found by address; who was named is not', async () => {
    const gone = desk.addContact({ name: 'Gone', email: 'anna@example.com' });
    desk.remove(gone);
    const client = open();
    for (const id of [String(gone.id), '77']) {
      await client.operate('desk.create-ticket', { ...wish, email: 'anna@example.com' }, context({ contact: [id] }));
      expect([...desk.tickets.values()].at(-1)?.requester_id).not.toBe(gone.id);
    }
    await expect(
      client.operate('desk.create-ticket', { ...wish, contact: '77', email: 'anna@example.com' }, context()),
    ).rejects.toThrow('no such record');
  });

  it('a status and a note that the person does not see, on the ticket named or the newest open one', async () => {
    const ticket = desk.addTicket({ subject: 'Broken' });
    const client = open();
    const known = context({ ticket: [String(ticket.id)] });
    expect(await client.operate('desk.set-status', { status: '4' }, known)).toEqual({
      kind: 'ticket',
      id: String(ticket.id),
      created: false,
      stage: '4',
      outcome: 'closed',
    });
    await client.operate('desk.add-note', { ticket: String(ticket.id), text: '1 < 2' }, context());
    expect(desk.notes).toEqual([{ body: '1 &lt; 2', private: true, ticket: ticket.id }]);
    await expect(client.operate('desk.add-note', { text: 'x' }, context())).rejects.toThrow('no open ticket');
    await expect(client.operate('desk.set-status', { status: 'done' }, known)).rejects.toThrow('Choose it again');
    expect(desk.writes()).toBe(2);
  });

  it('says which field or value it cannot set, before anything is written', async () => {
    const ask = (values: object) =>
      open().operate('desk.create-ticket', { ...wish, email: 'a@example.com', values }, context());
    await expect(ask({ cf_gone: 'x' })).rejects.toMatchObject({ errorClass: 'bad-request' });
    await expect(ask({ cf_days: 'soon' })).rejects.toThrow('takes a number');
    expect(desk.writes()).toBe(0);
  });
});

describe('limits and refusals', () => {
  it('takes half of what the account has in a minute, and of lists three quarters of a tenth', () => {
    const most = (total: number | null, of: 'all' | 'lists') => {
      const { perSecond, burst } = pacesOf(total)[of];
      return perSecond * 60 + burst;
    };
    expect(most(null, 'all')).toBeLessThanOrEqual(50);
    for (const total of [80, 100, 200, 400, 700, 2_700]) expect(most(total, 'all')).toBeLessThanOrEqual(total * 0.6);
    for (const total of [200, 400, 700, 2_700]) expect(most(total, 'lists')).toBeLessThanOrEqual(total / 10);
    // By the hour.
    expect(pacesOf(5_000)).toEqual(pacesOf(null));
  });

  it('goes by what Freshdesk tells of the account’s limit, lists at a pace of their own, and never by the key itself', async () => {
    paces.length = 0;
    await open().sync.pull('contact', null, { signal, now: at, since: null });
    await open().sync.pull('contact', null, { signal, now: at, since: null });
    const [first, told] = [pacesOf(null), pacesOf(2_700)];
    expect(told.all.perSecond).toBeGreaterThan(first.all.perSecond);
    expect(paces.map(({ perSecond }) => perSecond)).toEqual(
      [first.all, first.lists, told.all, told.lists].map(({ perSecond }) => perSecond),
    );
    expect(new Set(paces.map(({ login }) => login)).size).toBe(2);
    for (const { login } of paces) expect(login).not.toContain(desk.key);
  });

  it.each([
    [400, 'bad-request'],
    [401, 'bad-credentials'],
    [403, 'bad-credentials'],
    [404, 'bad-request'],
    [409, 'bad-request'],
    [500, 'temporary'],
  ] as const)('HTTP %d is %s', async (status, errorClass) => {
    const body = { code: 'x', message: `said with ${desk.key}`, errors: [{ field: 'email', message: 'wrong' }] };
    desk.fail({ kind: 'reply', reply: { status, body } });
    const error: unknown = await open()
      .sync.fields('contact', { signal })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ errorClass, mayHaveActed: false });
    expect((error as Error).message).not.toContain(desk.key);
    expect((error as Error).message).toContain('email: wrong');
  });

  it('waits as long as Freshdesk says, or a minute', async () => {
    const body = { message: 'You have exceeded the limit of requests per minute' };
    desk.fail({ kind: 'reply', reply: { status: 429, body, headers: { 'retry-after': '17' } } });
    await expect(look('ticket')).rejects.toMatchObject({ errorClass: 'rate-limited', retryAfter: 17_000 });
    desk.fail({ kind: 'reply', reply: { status: 429, body } });
    await expect(look('ticket')).rejects.toMatchObject({ errorClass: 'rate-limited', retryAfter: 60_000 });
  });

  it('an error of the server after a write is in doubt; what is read is not', async () => {
    desk.fail(garbage(502));
    const wish = open().operate('desk.add-note', { ticket: '1', text: 'x' }, context());
    await expect(wish).rejects.toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
    await expect(look('ticket')).rejects.toMatchObject({ errorClass: 'temporary', mayHaveActed: false });
  });

  it('names the agent whose key it is, and says where there is no Freshdesk', async () => {
    expect((await open().verify({ signal })).detail).toContain('the key of Agent');
    desk.fail({ kind: 'reply', reply: { status: 404, body: '<html>no</html>' } });
    await expect(open().verify({ signal })).rejects.toThrow('There is no Freshdesk at 127.0.0.1');
  });

  it('takes an address of https alone, without more behind it', () => {
    const parse = (address: string) => connector.config.safeParse({ address, apiKey: desk.key }).success;
    expect(parse('https://shop.freshdesk.com/')).toBe(true);
    for (const one of ['http://shop.freshdesk.com', 'https://shop.freshdesk.com/a/tickets', 'shop'])
      expect(parse(one)).toBe(false);
  });

  it('reads every documented answer', () => {
    for (const [method, path, status] of [
      ['GET', '/api/v2/contacts', 200],
      ['GET', '/api/v2/tickets', 200],
      ['POST', '/api/v2/tickets', 201],
    ] as const) {
      const found = desk.spec.examples(method, path, status);
      expect(found.length).toBeGreaterThan(0);
      for (const [, body] of found) for (const one of Array.isArray(body) ? body : [body]) itemSchema.parse(one);
    }
  });
});
