import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { liveYear } from '../../tests/kit/crm-year.ts';
import {
  cityField,
  type FakePipedrive,
  likesField,
  type PipedriveThing,
  sourceField,
  startFakePipedrive,
  sumField,
} from '../../tests/kit/fake-pipedrive.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { connector } from './index.ts';
import { itemSchema } from './records.ts';

let pipedrive: FakePipedrive;
beforeEach(async () => {
  pipedrive = await startFakePipedrive();
});
afterEach(async () => {
  expect(pipedrive.faults).toEqual([]);
  expect(pipedrive.tooMany()).toBe(0);
  await pipedrive.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (): Client =>
  connector.open(connector.config.parse({ baseUrl: pipedrive.baseUrl, token: pipedrive.token })) as Client;
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});
const address = (value: string, primary = true) => ({ value, primary, label: 'work' });

async function look(client: Client, kind: 'contact' | 'deal', from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  let pages = 0;
  for (let more = true; more; pages++) {
    const page = await client.sync.pull(kind, cursor, { signal, now: pipedrive.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor, pages };
}

describe('what comes in', () => {
  it('a person with names, addresses and own fields; a deal with stage, sum and whom it is about', async () => {
    pipedrive.setNow(Date.UTC(2026, 0, 5, 10));
    const anna = pipedrive.add('persons', {
      name: 'Anna Petrova',
      emails: [address('b@example.com', false), address('anna@example.com')],
      phones: [address('+380501112233')],
      birthday: '1990-05-01',
      job_title: null,
      custom_fields: { [cityField]: 'Kyiv', [sourceField]: 12, [likesField]: [11, 12] },
    });
    pipedrive.add('deals', {
      title: 'Order',
      value: 1500,
      person_id: anna.id,
      stage_id: 6,
      custom_fields: { [sumField]: { value: 7, currency: 'EUR' } },
    });
    pipedrive.add('deals', { title: 'Done', status: 'won', person_id: anna.id });
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
          lastName: 'Petrova',
          emails: ['anna@example.com', 'b@example.com'],
          phones: ['+380501112233'],
        },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: {
          birthday: '1990-05-01',
          [cityField]: 'Kyiv',
          [sourceField]: 'Outbound',
          [likesField]: ['Tea', 'Cake'],
        },
      },
    ]);
    const [order, done] = (await look(client, 'deal')).records;
    expect(order).toMatchObject({
      title: 'Order',
      contacts: ['1'],
      stage: { id: '6', name: 'Offer' },
      outcome: 'open',
      amount: { value: 1500, currency: 'EUR' },
      values: { [sumField]: 7 },
    });
    expect(done).toMatchObject({ stage: { id: 'won', name: 'Won' }, outcome: 'won' });
  });

  it('page by page, none twice and none left out, also where the last page is full', async () => {
    for (const many of [499, 500, 501, 1000]) {
      pipedrive.persons.clear();
      for (let n = 0; n < many; n++) pipedrive.add('persons', { name: `N${n}` });
      const { records } = await look(open(), 'contact');
      expect(records).toHaveLength(many);
      expect(new Set(records.map(({ id }) => id)).size).toBe(many);
    }
  });

  it('a position that is not known any more begins the sweep again, once', async () => {
    for (let n = 0; n < 501; n++) pipedrive.add('persons', { name: `N${n}` });
    const client = open();
    const first = await client.sync.pull('contact', null, { signal, now: 0, since: null });
    pipedrive.forget(true);
    const again = await client.sync.pull('contact', first.cursor, { signal, now: 0, since: null });
    expect(again).toMatchObject({ records: [], more: true });
    pipedrive.forget(false);
    expect((await look(client, 'contact', again.cursor)).records).toHaveLength(501);
    pipedrive.forget(true);
    await expect(look(client, 'contact', again.cursor)).rejects.toMatchObject({ errorClass: 'bad-request' });
  });

  it('after that only what changed, with an overlap; deleted deals are told, and not at the beginning', async () => {
    pipedrive.setNow(Date.UTC(2026, 0, 4));
    const [one, two, gone] = ['One', 'Two', 'Gone'].map((title) =>
      pipedrive.add('deals', { title }),
    ) as PipedriveThing[];
    pipedrive.remove(gone!);
    pipedrive.setNow(Date.UTC(2026, 0, 5));
    const client = open();
    const first = await look(client, 'deal');
    expect(first.records.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(first.cursor).toMatchObject({ since: Date.UTC(2026, 0, 5) - 120_000, at: null });
    pipedrive.setNow(Date.UTC(2026, 0, 6));
    pipedrive.remove(one!);
    pipedrive.change(two!, { stage_id: 6 });
    const second = await look(client, 'deal', first.cursor);
    expect(second.records.map(({ title, deleted }) => [title, deleted])).toEqual([
      ['Two', false],
      ['One', true],
    ]);
    pipedrive.setNow(Date.UTC(2026, 0, 7));
    const third = await look(client, 'deal', second.cursor);
    expect((await look(client, 'deal', third.cursor)).records).toEqual([]);
  });

  it('nothing from before the day that was asked for; single ones; the newest; fields and stages', async () => {
    pipedrive.setNow(Date.UTC(2025, 0, 1));
    pipedrive.add('persons', { name: 'Old' });
    pipedrive.setNow(Date.UTC(2026, 0, 1));
    pipedrive.add('persons', { name: 'New' });
    const client = open();
    const { records } = await look(client, 'contact', null, Date.UTC(2025, 6, 1));
    expect(records.map(({ person }) => person?.firstName)).toEqual(['New']);
    expect((await client.sync.get('contact', ['1', '99', 'x'], { signal })).map(({ id }) => id)).toEqual(['1']);
    expect((await client.sync.newest('contact', 1, { signal }))[0]?.person?.firstName).toBe('New');
    const fields = await client.sync.fields('contact', { signal });
    expect(fields.map(({ label, type, writable }) => [label, type, writable])).toEqual([
      ['Birthday', 'date', true],
      ['Job title', 'text', true],
      ['City', 'text', true],
      ['Lead source', 'choice', true],
      ['Likes', 'list', false],
    ]);
    expect(fields[3]?.options).toContainEqual({ value: 'Inbound', label: 'Inbound' });
    const [sales] = await client.sync.pipelines('deal', { signal });
    expect(sales?.stages.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['Lead in', 'open'],
      ['Offer', 'open'],
      ['Won', 'won'],
      ['Lost', 'lost'],
    ]);
  });

  it('a year in small: whatever fails meanwhile, in the end it is what Pipedrive has', async () => {
    const { persons, deals } = pipedrive;
    const pick = <T>(of: Map<number, T>, random: number): T | undefined =>
      [...of.values()][Math.floor(random * of.size)];
    const { taken, interrupted } = await liveYear({
      open,
      kinds: ['contact', 'deal'],
      begin: Date.UTC(2026, 0, 1),
      setNow: pipedrive.setNow,
      fail: (fault) => pipedrive.fail(fault),
      tooMany: { kind: 'reply', reply: { status: 429, body: { success: false, error: 'request over limit' } } },
      looks: 6,
      work(random) {
        const what = random();
        const person = pick(persons, random());
        const deal = pick(deals, random());
        if (person === undefined || what < 0.4)
          for (let n = 0; n < 25; n++)
            pipedrive.add('persons', { name: `N${persons.size}`, emails: [address(`n${persons.size}@example.com`)] });
        else if (what < 0.6)
          pipedrive.change(person, { custom_fields: { [cityField]: `C${Math.floor(random() * 100)}` } });
        else if (deal === undefined || what < 0.75) pipedrive.add('deals', { title: 'D', person_id: person.id });
        else if (what < 0.85) pipedrive.remove(deal);
        else pipedrive.change(deal, random() < 0.5 ? { status: 'won' } : { stage_id: 6 });
      },
    });
    expect(interrupted.failed).toBeGreaterThan(0);
    expect(persons.size).toBeGreaterThan(500);
    expect(
      asMap(taken.get('contact')?.values(), ({ id, person, values }) => [
        id,
        person?.emails[0],
        values[cityField] ?? null,
      ]),
    ).toEqual(
      asMap(persons.values(), (one) => [
        String(one.id),
        (one.emails as { value: string }[])[0]?.value,
        one.custom_fields[cityField] ?? null,
      ]),
    );
    const there = [...deals.values()].filter((one) => !one.is_deleted);
    expect(there.length).toBeLessThan(deals.size);
    expect(asMap(taken.get('deal')?.values(), ({ id, stage, contacts }) => [id, stage?.id, ...contacts])).toEqual(
      asMap(there, (one) => [
        String(one.id),
        one.status === 'won' ? 'won' : String(one.stage_id),
        String(one.person_id),
      ]),
    );
  }, 60_000);
});

const asMap = <T>(list: Iterable<T> | undefined, entry: (one: T) => unknown[]): unknown =>
  Object.fromEntries([...(list ?? [])].map((one) => [entry(one)[0], entry(one).slice(1)]));

describe('what is written', () => {
  it('a person is found by addresses before one is made, and keeps what is there', async () => {
    const anna = pipedrive.add('persons', {
      name: 'Anna',
      emails: [address('anna@example.com')],
      phones: [address('+380501110000')],
    });
    const client = open();
    const input = {
      email: 'Anna@example.com',
      phone: '+380671112233',
      firstName: 'Other',
      values: { [sourceField]: 'Inbound', [cityField]: 'Lviv' },
    };
    expect(await client.operate('crm.save-contact', input, context())).toEqual({
      kind: 'contact',
      id: '1',
      created: false,
    });
    expect(anna.phones).toEqual([
      { value: '+380501110000', primary: true, label: 'work' },
      { value: '+380671112233', primary: false, label: 'mobile' },
    ]);
    expect(anna).toMatchObject({ name: 'Anna', custom_fields: { [sourceField]: 11, [cityField]: 'Lviv' } });
    const before = pipedrive.writes();
    await client.operate('crm.save-contact', { email: 'anna@example.com', phone: '+380671112233' }, context());
    expect(pipedrive.writes()).toBe(before);
    const made = await client.operate(
      'crm.save-contact',
      { email: 'b@example.com', firstName: 'Boris', lastName: 'B' },
      context(),
    );
    expect(made).toMatchObject({ created: true });
    expect(pipedrive.persons.get(2)).toMatchObject({
      name: 'Boris B',
      emails: [{ value: 'b@example.com', primary: true, label: 'work' }],
    });
    // A record that is gone there is looked for by address; one that was named is not.
    const gone = context({ contact: ['77'] });
    expect(await client.operate('crm.save-contact', { email: 'b@example.com' }, gone)).toMatchObject({
      id: '2',
      created: false,
    });
    await expect(client.operate('crm.save-contact', { record: '77', email: 'b@example.com' }, gone)).rejects.toThrow(
      'HTTP 404',
    );
    const wrong = (values: Record<string, string>) =>
      client.operate('crm.save-contact', { record: '1', values }, context());
    await expect(wrong({ [sourceField]: 'Elsewhere' })).rejects.toThrow('has no choice "Elsewhere"');
    await expect(wrong({ gone: 'x' })).rejects.toThrow('no field "gone"');
  });

  it('a deal of the person, moved, won and opened again; an activity and a note', async () => {
    const { id } = pipedrive.add('persons', { name: 'Anna' });
    const client = open();
    const known = context({ contact: [String(id)] });
    const deal = await client.operate('crm.create-deal', { title: 'Order 42', amount: 1500, currency: 'UAH' }, known);
    expect(deal).toEqual({ kind: 'deal', id: '2', created: true, stage: '5', outcome: 'open' });
    expect(pipedrive.deals.get(2)).toMatchObject({ person_id: id, value: 1500, currency: 'UAH' });
    const ofDeal = context({ deal: ['2'] });
    expect(await client.operate('crm.move-deal', { stage: 'won' }, ofDeal)).toMatchObject({
      stage: 'won',
      outcome: 'won',
    });
    expect(await client.operate('crm.move-deal', { stage: '6' }, ofDeal)).toMatchObject({
      stage: '6',
      outcome: 'open',
    });
    await client.operate(
      'crm.add-task',
      { about: 'contact', text: 'Call\nher', dueAt: Date.UTC(2026, 0, 10, 15) },
      known,
    );
    expect(pipedrive.activities).toEqual([
      {
        subject: 'Call\nher',
        type: 'task',
        due_date: '2026-01-10',
        due_time: '15:00',
        note: 'Call<br>her',
        participants: [{ person_id: id, primary: true }],
      },
    ]);
    await client.operate('crm.add-note', { about: 'deal', text: '<Hello>' }, ofDeal);
    expect(pipedrive.notes).toEqual([{ content: '&lt;Hello&gt;', deal_id: 2 }]);
  });
});

describe('limits and refusals', () => {
  it('never more requests than Pipedrive takes, whoever asks', async () => {
    await Promise.all(Array.from({ length: 30 }, () => open().verify({ signal })));
    await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        open().operate('crm.save-contact', { email: `n${n}@example.com` }, context()),
      ),
    );
    expect(pipedrive.tooMany()).toBe(0);
  });

  it.each([
    [401, {}, 'bad-credentials', null],
    [402, {}, 'bad-credentials', null],
    [403, {}, 'bad-credentials', null],
    [404, {}, 'bad-request', null],
    [410, {}, 'bad-request', null],
    [429, {}, 'rate-limited', 2_000],
    [429, { 'x-ratelimit-reset': '5' }, 'rate-limited', 5_000],
    [429, { 'x-daily-requests-left': '0' }, 'rate-limited', 3_600_000],
    [500, {}, 'temporary', null],
  ] as const)('HTTP %d %o is %s', async (status, headers, errorClass, retryAfter) => {
    const body = { success: false, error: `said with ${pipedrive.token}` };
    pipedrive.fail({ kind: 'reply', reply: { status, body, headers } });
    const error: unknown = await open()
      .sync.fields('contact', { signal })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
    expect((error as Error).message).not.toContain(pipedrive.token);
  });

  it('a web page instead of an answer means that the gate is shut', async () => {
    pipedrive.fail(garbage(403));
    await expect(open().verify({ signal })).rejects.toMatchObject({
      errorClass: 'rate-limited',
      retryAfter: 3_600_000,
    });
  });

  it('an error of the server after a write is in doubt', async () => {
    pipedrive.fail({ kind: 'reply', reply: { status: 500, body: { success: false, error: 'internal' } } });
    const wish = open().operate('crm.add-note', { about: 'contact', record: '1', text: 'x' }, context());
    await expect(wish).rejects.toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
  });

  it('reads every documented answer', () => {
    for (const place of ['persons', 'deals']) {
      const found = pipedrive.spec.examples('GET', `/api/v2/${place}`, 200);
      expect(found.length).toBeGreaterThan(0);
      for (const [, body] of found) for (const one of (body as { data: unknown[] }).data) itemSchema.parse(one);
    }
  });
});
