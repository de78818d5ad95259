import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { liveYear } from '../../tests/kit/crm-year.ts';
import { type FakeHubSpot, startFakeHubSpot } from '../../tests/kit/fake-hubspot.ts';
import { connector } from './index.ts';
import { objectSchema } from './records.ts';

let hubspot: FakeHubSpot;
beforeEach(async () => {
  hubspot = await startFakeHubSpot();
});
afterEach(async () => {
  expect(hubspot.faults).toEqual([]);
  expect(hubspot.tooMany()).toBe(0);
  await hubspot.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (): Client =>
  connector.open(connector.config.parse({ baseUrl: hubspot.baseUrl, token: hubspot.token })) as Client;
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});

async function look(
  client: Client,
  kind: 'contact' | 'deal' | 'ticket',
  from: unknown = null,
  since: number | null = null,
) {
  const records: SyncRecord[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await client.sync.pull(kind, cursor, { signal, now: hubspot.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor };
}

describe('what comes in', () => {
  it('a contact with all its addresses and typed fields; a deal with stage, sum and whom it is about; a ticket', async () => {
    hubspot.setNow(Date.UTC(2026, 0, 5, 10));
    const anna = hubspot.add('contacts', {
      email: 'anna@example.com',
      hs_additional_emails: 'a@example.com;b@example.com',
      firstname: 'Anna',
      phone: '+380501112233',
      mobilephone: '+380671112233',
      city: 'Kyiv',
      points: '250',
      born: '1990-05-01',
      member: 'true',
      likes: 'tea;cake',
      hs_email_open: '7',
      secret: 'no',
    });
    const deal = {
      dealname: 'Order 42',
      dealstage: 'closedwon',
      pipeline: 'default',
      amount: '1500',
      delivery: 'Post',
    };
    hubspot.add('deals', deal, [{ to: anna.id, type: 3 }]);
    hubspot.add('deals', {
      dealname: 'Nobody’s',
      dealstage: 'contractsent',
      pipeline: 'default',
      deal_currency_code: 'UAH',
      amount: '1',
    });
    hubspot.add('tickets', { subject: 'Broken', hs_pipeline: '0', hs_pipeline_stage: '4', content: 'It broke' }, [
      { to: anna.id, type: 16 },
    ]);
    const client = open();
    const at = Date.UTC(2026, 0, 5, 10);
    expect((await look(client, 'contact')).records).toEqual([
      {
        kind: 'contact',
        id: '1',
        createdAt: at,
        updatedAt: at,
        deleted: false,
        title: null,
        person: {
          firstName: 'Anna',
          lastName: null,
          emails: ['anna@example.com', 'a@example.com', 'b@example.com'],
          phones: ['+380501112233', '+380671112233'],
        },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: { city: 'Kyiv', points: 250, born: '1990-05-01', member: true, likes: ['tea', 'cake'] },
      },
    ]);
    const [won, other] = (await look(client, 'deal')).records;
    expect(won).toMatchObject({
      title: 'Order 42',
      contacts: ['1'],
      stage: { id: 'closedwon', name: 'Won' },
      outcome: 'won',
      amount: { value: 1500, currency: 'EUR' },
      values: { delivery: 'Post' },
    });
    expect(other).toMatchObject({ contacts: [], outcome: 'open', amount: { value: 1, currency: 'UAH' } });
    expect((await look(client, 'ticket')).records[0]).toMatchObject({
      title: 'Broken',
      contacts: ['1'],
      stage: { id: '4', name: 'Closed' },
      outcome: 'closed',
      amount: null,
      values: { content: 'It broke' },
    });
  });

  it('page by page, none twice and none left out, also where the last page is full', async () => {
    for (const many of [199, 200, 201]) {
      hubspot.things.contacts.clear();
      for (let n = 0; n < many; n++) hubspot.add('contacts', { firstname: `N${n}` });
      const { records } = await look(open(), 'contact');
      expect(records).toHaveLength(many);
      expect(new Set(records.map(({ id }) => id)).size).toBe(many);
    }
  });

  it('more than the ten thousand that a search tells at most', async () => {
    for (let n = 0; n < 10_050; n++) hubspot.add('contacts', { firstname: `N${n}` });
    const client = open();
    // From near the end of what a search would tell.
    const { records } = await look(client, 'contact', { since: null, begunAt: 1, afterId: '9790' });
    expect(records).toHaveLength(260);
    const beyond = { filterGroups: [], sorts: [], properties: [], limit: 200, after: '9900' };
    const answer = await fetch(`${hubspot.baseUrl}/crm/objects/2026-09/contacts/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${hubspot.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(beyond),
    });
    expect(answer.status).toBe(400);
  });

  it('after that only what changed, by HubSpot’s clock, with an overlap; nothing from before the day asked for', async () => {
    hubspot.setNow(Date.UTC(2025, 0, 1));
    hubspot.add('contacts', { firstname: 'Old' });
    hubspot.setNow(Date.UTC(2026, 0, 5));
    const fresh = hubspot.add('contacts', { firstname: 'New' });
    const client = open();
    const first = await look(client, 'contact', null, Date.UTC(2025, 6, 1));
    expect(first.records.map(({ person }) => person?.firstName)).toEqual(['New']);
    expect(first.cursor).toEqual({ since: Date.UTC(2026, 0, 5) - 120_000, begunAt: null, afterId: '0' });
    hubspot.setNow(Date.UTC(2026, 0, 6));
    hubspot.change(fresh, { firstname: 'Newer' });
    const second = await look(client, 'contact', first.cursor);
    expect(second.records.map(({ person }) => person?.firstName)).toEqual(['Newer']);
    hubspot.setNow(Date.UTC(2026, 0, 7));
    const third = await look(client, 'contact', second.cursor);
    expect((await look(client, 'contact', third.cursor)).records).toEqual([]);
  });

  it('single ones by id, the newest, fields and stages', async () => {
    hubspot.setNow(Date.UTC(2026, 0, 5));
    hubspot.add('contacts', { firstname: 'First' });
    hubspot.setNow(Date.UTC(2026, 0, 6));
    hubspot.add('contacts', { firstname: 'Second' });
    const client = open();
    expect((await client.sync.get('contact', ['1', '99', 'x'], { signal })).map(({ id }) => id)).toEqual(['1']);
    expect((await client.sync.newest('contact', 1, { signal }))[0]?.person?.firstName).toBe('Second');
    const fields = await client.sync.fields('contact', { signal });
    expect(fields.map(({ name, type }) => [name, type])).toEqual([
      ['city', 'text'],
      ['points', 'number'],
      ['born', 'date'],
      ['member', 'boolean'],
      ['likes', 'list'],
    ]);
    expect(fields[0]).toMatchObject({ writable: true, suggested: 'attributes.city' });
    const [sales] = await client.sync.pipelines('deal', { signal });
    expect(sales?.stages.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['appointmentscheduled', 'open'],
      ['contractsent', 'open'],
      ['closedwon', 'won'],
      ['closedlost', 'lost'],
    ]);
  });

  it('a year in small: whatever fails meanwhile, in the end it is what HubSpot has', async () => {
    const { contacts, deals } = hubspot.things;
    const pick = <T>(of: Map<string, T>, random: number): T | undefined =>
      [...of.values()][Math.floor(random * of.size)];
    const tooMany = { status: 'error', message: 'Slow', policyName: 'SECONDLY' };
    const { taken, interrupted } = await liveYear({
      open,
      kinds: ['contact', 'deal'],
      begin: Date.UTC(2026, 0, 1),
      setNow: hubspot.setNow,
      fail: (fault) => hubspot.fail(fault),
      tooMany: { kind: 'reply', reply: { status: 429, body: tooMany } },
      looks: 5,
      work(random) {
        const what = random();
        const contact = pick(contacts, random());
        const deal = pick(deals, random());
        if (contact === undefined || what < 0.4)
          for (let n = 0; n < 10; n++)
            hubspot.add('contacts', { firstname: `N${contacts.size}`, email: `n${contacts.size}@example.com` });
        else if (what < 0.6) hubspot.change(contact, { city: `C${Math.floor(random() * 100)}` });
        else if (deal === undefined || what < 0.8)
          hubspot.add('deals', { dealname: 'D', dealstage: 'appointmentscheduled', pipeline: 'default' }, [
            { to: contact.id, type: 3 },
          ]);
        else hubspot.change(deal, { dealstage: random() < 0.5 ? 'closedwon' : 'contractsent' });
      },
    });
    expect(interrupted.failed).toBeGreaterThan(0);
    expect(contacts.size).toBeGreaterThan(200);
    expect(
      valuesOf(taken.get('contact'), ({ person, values }) => [person?.emails[0] ?? null, values.city ?? null]),
    ).toEqual(valuesOf(contacts, ({ properties }) => [properties.email ?? null, properties.city ?? null]));
    expect(valuesOf(taken.get('deal'), ({ stage, contacts: of }) => [stage?.id ?? null, ...of])).toEqual(
      valuesOf(deals, ({ properties, ties }) => [properties.dealstage ?? null, ...ties.map(({ to }) => to)]),
    );
  }, 60_000);
});

const valuesOf = <T extends { id: string }>(of: Map<string, T> | undefined, value: (one: T) => unknown): unknown =>
  Object.fromEntries([...(of ?? new Map<string, T>()).values()].map((one) => [one.id, value(one)]));

describe('what is written', () => {
  it('a contact is found by its e-mail, else its phone, before one is made, and keeps what it has', async () => {
    hubspot.add('contacts', { email: 'anna@example.com', firstname: 'Anna' });
    hubspot.add('contacts', { phone: '+380671112233' });
    const client = open();
    const input = {
      email: 'Anna@example.com',
      phone: '+380501112233',
      firstName: 'Other',
      lastName: 'Petrova',
      values: { city: 'Kyiv' },
    };
    expect(await client.operate('crm.save-contact', input, context())).toEqual({
      kind: 'contact',
      id: '1',
      created: false,
    });
    expect(hubspot.things.contacts.get('1')?.properties).toEqual({
      email: 'anna@example.com',
      firstname: 'Anna',
      phone: '+380501112233',
      lastname: 'Petrova',
      city: 'Kyiv',
    });
    const { values: _, ...plain } = input;
    const before = hubspot.writes();
    await client.operate('crm.save-contact', plain, context());
    expect(hubspot.writes()).toBe(before);
    expect(await client.operate('crm.save-contact', { phone: '+380671112233' }, context())).toMatchObject({
      id: '2',
      created: false,
    });
    expect(await client.operate('crm.save-contact', { email: 'b@example.com' }, context())).toMatchObject({
      created: true,
    });
    await client.operate(
      'crm.save-contact',
      { email: 'b@example.com', values: { city: null } },
      context({ contact: ['1'] }),
    );
    expect(hubspot.things.contacts.get('1')?.properties.city).toBe(null);
    // A record that is gone there is looked for by address; one that was named is not.
    const gone = context({ contact: ['77'] });
    expect(await client.operate('crm.save-contact', { email: 'b@example.com' }, gone)).toMatchObject({
      id: '3',
      created: false,
    });
    await expect(client.operate('crm.save-contact', { record: '77', email: 'b@example.com' }, gone)).rejects.toThrow(
      'HTTP 404',
    );
  });

  it('a deal of the contact at the first stage, moved; a task and a note', async () => {
    const { id } = hubspot.add('contacts', { email: 'anna@example.com' });
    const client = open();
    const known = context({ contact: [id] });
    const deal = await client.operate('crm.create-deal', { title: 'Order 42', amount: 1500, currency: 'UAH' }, known);
    expect(deal).toEqual({ kind: 'deal', id: '2', created: true, stage: 'appointmentscheduled', outcome: 'open' });
    expect(hubspot.things.deals.get('2')).toMatchObject({
      properties: { dealname: 'Order 42', amount: '1500', deal_currency_code: 'UAH', pipeline: 'default' },
      ties: [{ to: id, type: 3 }],
    });
    const ofDeal = context({ deal: ['2'] });
    expect(await client.operate('crm.move-deal', { stage: 'closedwon' }, ofDeal)).toMatchObject({
      outcome: 'won',
      created: false,
    });
    await client.operate(
      'crm.add-task',
      { about: 'deal', text: 'Call', dueAt: 1_790_000_000_000, responsible: '7' },
      ofDeal,
    );
    expect([...hubspot.things.tasks.values()][0]).toMatchObject({
      properties: {
        hs_task_subject: 'Call',
        hs_task_status: 'NOT_STARTED',
        hs_timestamp: '1790000000000',
        hubspot_owner_id: '7',
      },
      ties: [{ to: '2', type: 216 }],
    });
    await client.operate('crm.add-note', { about: 'contact', text: '<b>1</b>\n2' }, known);
    expect([...hubspot.things.notes.values()][0]).toMatchObject({
      properties: { hs_note_body: '&lt;b&gt;1&lt;/b&gt;<br>2' },
      ties: [{ to: id, type: 202 }],
    });
    await expect(client.operate('crm.create-deal', { title: 'x', stage: 'gone' }, known)).rejects.toThrow(
      'Choose it again',
    );
    await expect(client.operate('crm.add-note', { about: 'deal', text: 'x' }, known)).rejects.toThrow('no open deal');
  });
});

describe('limits and refusals', () => {
  it('never more requests than HubSpot takes, whoever asks', async () => {
    await Promise.all(Array.from({ length: 14 }, () => open().sync.newest('contact', 1, { signal })));
    expect(hubspot.tooMany()).toBe(0);
  });

  it.each([
    [401, {}, 'bad-credentials', null],
    [403, {}, 'bad-credentials', null],
    [404, {}, 'bad-request', null],
    [409, {}, 'bad-request', null],
    [423, {}, 'temporary', null],
    [429, { policyName: 'SECONDLY' }, 'rate-limited', 1_000],
    [429, { policyName: 'TEN_SECONDLY_ROLLING' }, 'rate-limited', 10_000],
    [429, { policyName: 'DAILY' }, 'rate-limited', 3_600_000],
    [500, {}, 'temporary', null],
  ] as const)('HTTP %d %o is %s', async (status, more, errorClass, retryAfter) => {
    const body = { status: 'error', message: `said with ${hubspot.token}`, ...more };
    hubspot.fail({ kind: 'reply', reply: { status, body } });
    const error: unknown = await open()
      .sync.fields('contact', { signal })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
    expect((error as Error).message).not.toContain(hubspot.token);
  });

  it('an error of the server after a write is in doubt', async () => {
    hubspot.fail({ kind: 'reply', reply: { status: 500, body: { status: 'error', message: 'internal' } } });
    const wish = open().operate('crm.add-note', { about: 'contact', record: '1', text: 'x' }, context());
    await expect(wish).rejects.toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
  });

  it('says what the key may not read', async () => {
    hubspot.closed.add('tickets');
    expect((await open().verify({ signal })).detail).toContain('It may not read tickets');
    hubspot.closed.add('contacts');
    await expect(open().verify({ signal })).rejects.toMatchObject({ errorClass: 'bad-credentials' });
  });

  it('reads every documented answer', () => {
    for (const place of ['contacts', 'deals', 'tickets']) {
      const found = hubspot.spec.examples('POST', `/crm/objects/2026-09/${place}/search`, 200);
      expect(found.length).toBeGreaterThan(0);
      for (const [, body] of found) for (const one of (body as { results: unknown[] }).results) objectSchema.parse(one);
    }
  });
});
