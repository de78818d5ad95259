import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { type FakeBitrix24, startFakeBitrix24 } from '../../tests/kit/fake-bitrix24.ts';
import { connector } from './index.ts';

let bitrix: FakeBitrix24;
beforeEach(async () => {
  bitrix = await startFakeBitrix24({ limit: { perSecond: 5, burst: 250 } });
});
afterEach(async () => {
  expect(bitrix.faults).toEqual([]);
  expect(bitrix.tooMany()).toBe(0);
  await bitrix.close();
});

const { signal } = new AbortController();
const open = (): ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>> =>
  connector.open(connector.config.parse({ webhook: bitrix.webhook, plan: 'enterprise' })) as ReturnType<typeof open>;
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});
const failure = async (work: () => Promise<unknown>): Promise<ConnectorError> => {
  const error = await work().then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

async function sweep(
  client: ReturnType<typeof open>,
  kind: 'contact' | 'deal',
  from: unknown = null,
  since: number | null = null,
) {
  const records: SyncRecord[] = [];
  let cursor = from;
  let pages = 0;
  for (let more = true; more; pages++) {
    const page = await client.sync.pull(kind, cursor, { signal, now: bitrix.items.now(), since });
    records.push(...page.records);
    // As the store keeps it.
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor, pages };
}

describe('what comes in', () => {
  it('a contact with names, addresses and own fields; a deal with stage, funnel, sum and whom it is about', async () => {
    bitrix.items.seed();
    const client = open();
    const contacts = (await sweep(client, 'contact')).records;
    expect(contacts).toHaveLength(30);
    expect(contacts[0]).toEqual({
      kind: 'contact',
      id: '1',
      createdAt: Date.parse('2025-07-27T17:43:00+03:00'),
      updatedAt: Date.parse('2026-08-13T10:31:00+03:00'),
      deleted: false,
      title: null,
      person: { firstName: 'Анна', lastName: 'Медведева', emails: ['contact1@example.com'], phones: ['+79161006733'] },
      contacts: [],
      stage: null,
      outcome: null,
      amount: null,
      values: {
        post: 'Директор',
        sourceId: 'EMAIL',
        ufCrm_1700000000: 'Новосибирск',
      },
    });
    const deals = (await sweep(client, 'deal')).records;
    expect(deals).toHaveLength(60);
    expect(deals[0]).toMatchObject({
      title: 'Годовое обслуживание — ООО «Логистик Плюс»',
      contacts: ['4'],
      stage: { id: 'LOSE', name: 'Сделка провалена', pipeline: 'Общая' },
      outcome: 'lost',
      amount: { value: 2222000, currency: 'RUB' },
    });
  });

  it('ten pages a request, none twice and none left out, also where the last page is full', async () => {
    for (const many of [49, 50, 51, 1100]) {
      bitrix.items.contacts.clear();
      for (let n = 0; n < many; n++) bitrix.items.add('contact', { name: `N${n}` });
      const asked = bitrix.requests.length;
      const { records } = await sweep(open(), 'contact');
      expect(new Set(records.map(({ id }) => id)).size).toBe(many);
      expect(records).toHaveLength(many);
      // One page, then batches; and the fields once.
      expect(bitrix.requests.length - asked).toBeLessThanOrEqual(2 + Math.ceil(many / 500));
    }
  });

  it('after that only what changed, by the portal’s clock, with an overlap; and what changed during a sweep', async () => {
    bitrix.items.setNow(Date.UTC(2026, 0, 5));
    for (let n = 0; n < 120; n++) bitrix.items.add('contact', { name: `N${n}` });
    const client = open();
    const first = await client.sync.pull('contact', null, { signal, now: 0, since: null });
    bitrix.items.setNow(Date.UTC(2026, 0, 5, 0, 10));
    const [early] = bitrix.items.contacts.values();
    bitrix.items.change(early!, { name: 'Changed' });
    const rest = await sweep(client, 'contact', first.cursor);
    expect(rest.records).toHaveLength(70);
    bitrix.items.setNow(Date.UTC(2026, 0, 6));
    const next = await sweep(client, 'contact', rest.cursor);
    expect(next.records.map(({ person }) => person?.firstName)).toContain('Changed');
    expect((await sweep(client, 'contact', next.cursor)).records).toEqual([]);
  });

  it('nothing from before the day that was asked for', async () => {
    bitrix.items.add('contact', { name: 'Old' }, Date.UTC(2025, 0, 1));
    bitrix.items.add('contact', { name: 'New' }, Date.UTC(2026, 0, 1));
    const { records } = await sweep(open(), 'contact', null, Date.UTC(2025, 6, 1));
    expect(records.map(({ person }) => person?.firstName)).toEqual(['New']);
  });

  it('single ones by id, the newest few, fields and stages', async () => {
    bitrix.items.seed();
    const client = open();
    expect((await client.sync.get('contact', ['3', '999', 'x'], { signal })).map(({ id }) => id)).toEqual(['3']);
    expect((await client.sync.newest('contact', 2, { signal })).map(({ id }) => id)).toEqual(['30', '29']);
    expect(await client.sync.fields('contact', { signal })).toContainEqual({
      name: 'ufCrm_1700000000',
      label: 'City',
      type: 'text',
      writable: true,
    });
    const [common] = await client.sync.pipelines('deal', { signal });
    expect(common).toMatchObject({ id: '0', name: 'Общая' });
    expect(common?.stages.map(({ id, outcome }) => [id, outcome])).toContainEqual(['WON', 'won']);
  });
});

describe('what is written', () => {
  it('a contact is found by its addresses before one is made, and keeps what it has', async () => {
    bitrix.items.add('contact', {
      name: 'Anna',
      fm: [{ typeId: 'EMAIL', valueType: 'WORK', value: 'anna@example.com' }],
    });
    const client = open();
    const input = { email: 'Anna@example.com', phone: '+380501112233', firstName: 'Other', lastName: 'Petrova' };
    expect(await client.operate('crm.save-contact', input, context())).toEqual({
      kind: 'contact',
      id: '1',
      created: false,
    });
    expect(bitrix.items.contacts.get(1)).toMatchObject({ name: 'Anna', lastName: 'Petrova' });
    expect(bitrix.items.contacts.get(1)?.fm).toHaveLength(2);
    const before = bitrix.writes();
    await client.operate('crm.save-contact', input, context());
    expect(bitrix.writes()).toBe(before);
    expect(await client.operate('crm.save-contact', { email: 'b@example.com' }, context())).toMatchObject({
      created: true,
    });
    // Known by what came in before: nobody is looked for.
    bitrix.calls.length = 0;
    await client.operate('crm.save-contact', { email: 'c@example.com' }, context({ contact: ['1'] }));
    expect(bitrix.calls).not.toContain('crm.duplicate.findbycomm');
  });

  it('a deal of the contact, its stage, a to-do and a comment', async () => {
    bitrix.items.add('contact', { name: 'Anna' });
    const client = open();
    const known = context({ contact: ['1'] });
    const deal = await client.operate('crm.create-deal', { title: 'Order 42', amount: 1500, currency: 'UAH' }, known);
    expect(deal).toEqual({ kind: 'deal', id: '2', created: true, stage: 'NEW', outcome: 'open' });
    expect(bitrix.items.deals.get(2)).toMatchObject({ contactIds: [1], opportunity: 1500, currencyId: 'UAH' });
    const moved = await client.operate('crm.move-deal', { stage: 'WON' }, context({ deal: ['2'] }));
    expect(moved).toMatchObject({ stage: 'WON', outcome: 'won', created: false });
    const dueAt = Date.UTC(2026, 0, 10, 12);
    await client.operate('crm.add-task', { about: 'deal', text: 'Call', dueAt }, context({ deal: ['2'] }));
    expect(bitrix.todos).toEqual([
      { ownerTypeId: 2, ownerId: 2, title: 'Call', description: 'Call', deadline: '2026-01-10T12:00:00.000Z' },
    ]);
    await client.operate('crm.add-note', { about: 'contact', text: 'Hello' }, known);
    expect(bitrix.notes).toEqual([{ ENTITY_ID: 1, ENTITY_TYPE: 'contact', COMMENT: 'Hello' }]);
    expect(await failure(() => client.operate('crm.create-deal', { title: 'x' }, context()))).toMatchObject({
      errorClass: 'bad-request',
      mayHaveActed: false,
    });
  });
});

describe('refusals', () => {
  it.each([
    [503, 'QUERY_LIMIT_EXCEEDED', 'rate-limited', 3_000],
    [503, 'OVERLOAD_LIMIT', 'rate-limited', 60_000],
    [429, 'OPERATION_TIME_LIMIT', 'rate-limited', 600_000],
    [401, 'expired_token', 'bad-credentials', null],
    [403, 'insufficient_scope', 'bad-credentials', null],
    [400, 'INVALID_ARG_VALUE', 'bad-request', null],
    [500, 'INTERNAL_SERVER_ERROR', 'temporary', null],
  ] as const)('%d %s is %s', async (status, error, errorClass, retryAfter) => {
    const description = `said with ${bitrix.code}`;
    bitrix.fail({ kind: 'reply', reply: { status, body: { error, error_description: description } } });
    const thrown = await failure(() => open().sync.fields('contact', { signal }));
    expect(thrown).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
    expect(thrown.message).not.toContain(bitrix.code);
  });

  it('one within a batch is told too; and an error of the server after a write is in doubt', async () => {
    for (let n = 0; n < 60; n++) bitrix.items.add('contact', {});
    const client = open();
    const { cursor } = await client.sync.pull('contact', null, { signal, now: 0, since: null });
    const result = { result: {}, result_error: { p0: { error: 'QUERY_LIMIT_EXCEEDED', error_description: '' } } };
    bitrix.fail({ kind: 'reply', reply: { status: 200, body: { result } } });
    expect(await failure(() => client.sync.pull('contact', cursor, { signal, now: 0, since: null }))).toMatchObject({
      errorClass: 'rate-limited',
    });
    bitrix.fail({ kind: 'reply', reply: { status: 500, body: { error: 'INTERNAL_SERVER_ERROR' } } });
    const wish = () => client.operate('crm.add-note', { about: 'contact', record: '1', text: 'x' }, context());
    expect(await failure(wish)).toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
  });
});
