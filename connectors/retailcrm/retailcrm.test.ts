import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { ahead, type FakeRetailCrm, startFakeRetailCrm } from '../../tests/kit/fake-retailcrm.ts';
import { openApi } from '../../tests/kit/openapi.ts';
import { connector } from './index.ts';
import { entitySchema } from './records.ts';
import specification from './specification/retailcrm.json' with { type: 'json' };
import { asUtc, offsetOf, timeOf, written } from './zone.ts';

let retail: FakeRetailCrm;
beforeEach(async () => {
  // Limits have a test of their own.
  retail = await startFakeRetailCrm({ limit: { perSecond: 1000, burst: 1000 } });
});
afterEach(async () => {
  expect(retail.faults).toEqual([]);
  await retail.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (over: object = {}): Client =>
  connector.open(connector.config.parse({ ...retail.config, ...over })) as Client;
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};
async function look(client: Client, kind: 'contact' | 'order', from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await client.sync.pull(kind, cursor, { signal, now: retail.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor };
}
const idsOf = (records: readonly SyncRecord[]): number[] => records.map(({ id }) => Number(id));

describe('times without a zone', () => {
  it.each([
    ['2026-01-05 13:00:04', Date.UTC(2026, 0, 5, 10, 0, 0), 10_800_000],
    ['2026-01-05 05:59:58', Date.UTC(2026, 0, 5, 10, 0, 0), -14_400_000],
    ['2026-01-05 15:45:00', Date.UTC(2026, 0, 5, 10, 0, 0), 20_700_000],
  ])('%s is %d ahead', (text, at, offset) => {
    expect(offsetOf(text, at)).toBe(offset);
  });
  it('are read and written in the account’s own', () => {
    const at = Date.UTC(2026, 0, 5, 22, 30);
    expect(written(at, ahead)).toBe('2026-01-06 01:30:00');
    expect(timeOf('2026-01-06 01:30:00', ahead)).toBe(at);
    expect(asUtc('soon')).toBeNull();
  });
});

describe('what comes in', () => {
  it('a customer with phones, tags and own fields; an order with its status, sum and whose it is', async () => {
    const at = Date.UTC(2026, 0, 5, 10);
    retail.setNow(at);
    const anna = retail.add('customers', {
      firstName: 'Anna',
      lastName: 'Petrova',
      email: 'anna@example.com',
      phones: [{ number: '+79990000001' }, { number: '+79990000002' }],
      tags: [{ name: 'vip' }],
      address: { city: 'Kyiv', countryIso: 'UA' },
      customFields: { loyalty: 'gold', points: 250, parts: { a: 1 } },
      ordersCount: 2,
      totalSumm: 3000,
    });
    const items = [
      { quantity: 2, offer: { name: 'Lamp' } },
      { quantity: 1, productName: 'Rug' },
    ];
    retail.add('orders', {
      customer: { id: 77, type: 'customer_corporate' },
      contact: { id: anna.id },
      status: 'complete',
      items,
      totalSumm: 1500,
    });
    retail.add('orders', {
      status: 'send-to-delivery',
      fullPaidAt: '2026-01-05 12:00:00',
      phone: '+79990000003',
      customer: null,
    });
    const client = open();
    expect((await look(client, 'contact')).records[0]).toEqual({
      kind: 'contact',
      id: String(anna.id),
      updatedAt: at,
      createdAt: at,
      deleted: false,
      title: null,
      person: {
        firstName: 'Anna',
        lastName: 'Petrova',
        emails: ['anna@example.com'],
        phones: ['+79990000001', '+79990000002'],
      },
      contacts: [],
      stage: null,
      outcome: null,
      amount: null,
      values: {
        vip: false,
        bad: false,
        site: 'shop',
        tags: ['vip'],
        orders: 2,
        spent: 3000,
        city: 'Kyiv',
        country: 'UA',
        'custom:loyalty': 'gold',
        'custom:points': 250,
      },
    });
    const orders = (await look(client, 'order')).records;
    const [paid, done] = [...new Map(orders.map((one) => [one.id, one])).values()];
    expect(done).toMatchObject({
      title: '2A',
      contacts: [String(anna.id)],
      stage: { id: 'complete', name: 'Выполнен' },
      outcome: 'delivered',
      amount: { value: 1500, currency: 'RUB' },
      values: { items: ['Lamp', 'Rug'], item_count: 3 },
    });
    expect(paid).toMatchObject({ contacts: [], outcome: 'paid', person: { phones: ['+79990000003'] } });
    const [pipeline] = await client.sync.pipelines('order', { signal });
    expect(pipeline?.stages.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['new', 'open'],
      ['send-to-delivery', 'open'],
      ['complete', 'delivered'],
      ['cancel-other', 'canceled'],
    ]);
    expect(
      (await client.sync.fields('contact', { signal })).filter(({ name }) => name.startsWith('custom:')),
    ).toMatchObject([
      { name: 'custom:loyalty', label: 'Лояльность', type: 'text', writable: true },
      { name: 'custom:points', type: 'number' },
    ]);
  });

  it('all pages, though some are deleted while they are read', async () => {
    // Long ago: their history is not read again.
    retail.setNow(Date.UTC(2025, 0, 1));
    for (let n = 0; n < 350; n++) retail.add('customers', {});
    retail.setNow(Date.UTC(2026, 0, 5));
    let turn = 0;
    retail.setMeanwhile(() => {
      turn++;
      // The newest are on the first page: the others move up.
      if (turn === 3) for (const id of [350, 349, 348]) retail.remove('customers', retail.customers.get(id)!);
    });
    const { records } = await look(open(), 'contact');
    const seen = new Set(idsOf(records.filter(({ deleted }) => !deleted)));
    expect([...retail.customers.keys()].filter((id) => !seen.has(id))).toEqual([]);
    expect(idsOf(records.filter(({ deleted }) => deleted))).toEqual([350, 349, 348]);
  });

  it('after that only what changed, once for all its changes; who is gone is told', async () => {
    retail.setNow(Date.UTC(2026, 0, 5));
    const anna = retail.add('customers', { firstName: 'Anna' });
    const boris = retail.add('customers', { firstName: 'Boris' });
    const client = open();
    const first = await look(client, 'contact');
    const quiet = await look(client, 'contact', first.cursor);
    expect(quiet.records).toEqual([]);
    retail.setNow(Date.UTC(2026, 0, 6, 8, 30));
    retail.change('customers', anna, { firstName: 'Ann', email: 'a@example.com', vip: true });
    retail.remove('customers', boris);
    const next = await look(client, 'contact', quiet.cursor);
    expect(
      next.records.map(({ id, deleted, updatedAt, person }) => [id, deleted, updatedAt, person?.firstName]),
    ).toEqual([
      [String(anna.id), false, Date.UTC(2026, 0, 6, 8, 30), 'Ann'],
      [String(boris.id), true, Date.UTC(2026, 0, 6, 8, 30), undefined],
    ]);
    const asked = retail.requests.length;
    expect((await look(open(), 'contact', next.cursor)).records).toEqual([]);
    // How far the account is from UTC, and the history.
    expect(retail.requests.length - asked).toBe(2);
  });

  it('own writes are not read back; others’ changes to the same are', async () => {
    const anna = retail.add('customers', { email: 'anna@example.com' });
    const client = open();
    const { cursor } = await look(client, 'contact');
    await client.operate(
      'crm.save-contact',
      { record: String(anna.id), values: { 'custom:loyalty': 'gold' } },
      context(),
    );
    await client.operate('crm.save-contact', { email: 'new@example.com' }, context());
    const own = await look(client, 'contact', cursor);
    expect(own.records).toEqual([]);
    retail.change('customers', anna, { firstName: 'Anna' });
    expect(idsOf((await look(client, 'contact', own.cursor)).records)).toEqual([anna.id]);
  });

  it('a history of many pages; from the day that was asked for; single ones and the newest', async () => {
    retail.setNow(Date.UTC(2025, 0, 1));
    const old = retail.add('customers', {});
    retail.setNow(Date.UTC(2026, 0, 1));
    for (let n = 0; n < 230; n++) retail.add('customers', {});
    const client = open();
    const { records } = await look(client, 'contact', null, Date.UTC(2025, 6, 1));
    expect(new Set(idsOf(records)).size).toBe(230);
    expect(idsOf(records)).not.toContain(old.id);
    expect(idsOf(await client.sync.get('contact', [String(old.id), '999', 'x'], { signal }))).toEqual([old.id]);
    expect(idsOf(await client.sync.newest('contact', 2, { signal }))).toEqual([231, 230]);
  });

  it('every documented answer can be read', () => {
    const spec = openApi(specification);
    for (const place of ['customers', 'orders'] as const) {
      const [[, example] = []] = spec.examples('GET', `/api/v5/${place}`, 200);
      const entities = (example as Record<string, unknown[]>)[place] ?? [];
      expect(entities.length).toBeGreaterThan(0);
      for (const one of entities) expect(entitySchema.safeParse(one).success).toBe(true);
    }
  });
});

describe('what is written', () => {
  it('a customer is found by e-mail before one is made, and keeps what it has', async () => {
    retail.add('customers', { email: 'not-anna@example.com' });
    const anna = retail.add('customers', {
      email: 'anna@example.com',
      firstName: 'Anna',
      phones: [{ number: '+7 999 000-00-01' }],
    });
    const client = open();
    const input = {
      email: 'ANNA@example.com',
      phone: '+79990000002',
      firstName: 'Other',
      lastName: 'Petrova',
      values: { patronymic: 'I.' },
    };
    expect(await client.operate('crm.save-contact', input, context())).toEqual({
      kind: 'contact',
      id: String(anna.id),
      created: false,
    });
    expect(anna).toMatchObject({
      firstName: 'Anna',
      lastName: 'Petrova',
      patronymic: 'I.',
      phones: [{ number: '+7 999 000-00-01' }, { number: '+79990000002' }],
    });
    const writes = retail.writes();
    await client.operate('crm.save-contact', { record: String(anna.id), phone: '79990000001' }, context());
    expect(retail.writes()).toBe(writes);
    expect(await client.operate('crm.save-contact', { phone: '+79990000009' }, context())).toMatchObject({
      created: true,
    });
    const field = await failure(
      client.operate('crm.save-contact', { record: String(anna.id), values: { vip: true } }, context()),
    );
    expect(field).toMatchObject({ errorClass: 'bad-request', mayHaveActed: false });
  });

  it('an order of the customer, its status, a task in the account’s time, a note and a comment', async () => {
    const anna = retail.add('customers', {
      firstName: 'Anna',
      email: 'anna@example.com',
      phones: [{ number: '+7' }],
      managerId: 5,
    });
    const client = open();
    const known = context({ contact: [String(anna.id)] });
    const made = await client.operate('crm.create-deal', { title: 'Lamp', amount: 1500 }, known);
    expect(made).toMatchObject({ kind: 'order', created: true, stage: 'new', outcome: 'open' });
    const order = [...retail.orders.values()].at(-1);
    expect(order).toMatchObject({
      customer: { id: anna.id },
      firstName: 'Anna',
      email: 'anna@example.com',
      phone: '+7',
      items: [{ productName: 'Lamp', quantity: 1, initialPrice: 1500 }],
    });
    const orders = context({ order: [String(order?.id)] });
    expect(await client.operate('crm.move-deal', { stage: 'complete' }, orders)).toMatchObject({
      created: false,
      stage: 'complete',
      outcome: 'delivered',
    });
    await client.operate('crm.add-task', { about: 'contact', text: 'Call', dueAt: Date.UTC(2026, 0, 10, 12) }, known);
    expect(retail.tasks).toEqual([
      { text: 'Call', datetime: '2026-01-10 15:00', performerId: 5, customer: { id: anna.id }, site: 'shop' },
    ]);
    await client.operate('crm.add-note', { about: 'contact', text: 'Hello' }, known);
    expect(retail.notes).toEqual([{ text: 'Hello', customer: { id: anna.id }, site: 'shop' }]);
    await client.operate('crm.add-note', { about: 'deal', text: 'First' }, orders);
    await client.operate('crm.add-note', { about: 'deal', text: 'Second' }, orders);
    expect(order?.managerComment).toBe('First\n\nSecond');
    expect(await failure(client.operate('crm.move-deal', { stage: 'complete' }, context()))).toMatchObject({
      errorClass: 'bad-request',
    });
  });

  it('several shops: what is there is changed where it is, new ones where the account says', async () => {
    retail.sites.push('second');
    const anna = retail.add('customers', { site: 'second', email: 'anna@example.com' });
    await open().operate('crm.save-contact', { email: 'anna@example.com', firstName: 'Anna' }, context());
    expect(anna.firstName).toBe('Anna');
    const unclear = await failure(open().operate('crm.save-contact', { email: 'new@example.com' }, context()));
    expect(unclear.message).toContain('several shops');
    await open({ site: 'second' }).operate('crm.save-contact', { email: 'new@example.com' }, context());
    expect([...retail.customers.values()].at(-1)).toMatchObject({ email: 'new@example.com', site: 'second' });
  });
});

describe('rights, limits and refusals', () => {
  it('says which rights are missing, and which shops there are', async () => {
    expect((await open().verify({ signal })).detail).toContain('Shops: shop.');
    expect((await failure(open({ site: 'other' }).verify({ signal }))).message).toContain('only shop');
    retail.scopes.splice(retail.scopes.indexOf('order_read'), 1);
    expect(await failure(open().verify({ signal }))).toMatchObject({
      errorClass: 'bad-credentials',
      message: expect.stringContaining('order_read') as string,
    });
  });

  it('never more requests than RetailCRM takes, whoever asks', async () => {
    const strict = await startFakeRetailCrm();
    const client = () => connector.open(connector.config.parse(strict.config)) as Client;
    await Promise.all(Array.from({ length: 20 }, () => client().verify({ signal })));
    expect(strict.tooMany()).toBe(0);
    await strict.close();
  });

  it.each([
    [400, 'Errors in the entity format', 'bad-request', false],
    [403, 'Wrong "apiKey" value.', 'bad-credentials', false],
    [403, 'Access denied.', 'bad-credentials', false],
    [404, 'Not found', 'bad-request', false],
    [429, 'Too many', 'rate-limited', false],
    [503, 'Rate limit exceeded', 'rate-limited', false],
    [500, 'Internal error', 'temporary', true],
  ] as const)('HTTP %d %s is %s', async (status, errorMsg, errorClass, mayHaveActed) => {
    const anna = retail.add('customers', {});
    const body = { success: false, errorMsg, errors: { email: `said with ${retail.key}` } };
    retail.fail({ kind: 'reply', reply: { status, body } }, ({ method }) => method === 'POST');
    const thrown = await failure(
      open().operate('crm.add-note', { about: 'contact', record: String(anna.id), text: 'x' }, context()),
    );
    expect(thrown).toMatchObject({ errorClass, mayHaveActed });
    expect(thrown.message).toContain('email');
    expect(thrown.message).not.toContain(retail.key);
  });

  it('a page instead of an answer: nobody’s address', async () => {
    const page = { body: '<!DOCTYPE html><html></html>', headers: { 'content-type': 'text/html' } };
    retail.fail({ kind: 'reply', reply: { status: 404, ...page } });
    expect(await failure(open().verify({ signal }))).toMatchObject({
      errorClass: 'bad-request',
      message: expect.stringContaining('no RetailCRM account') as string,
    });
    retail.fail({ kind: 'reply', reply: { status: 502, ...page } });
    expect(await failure(open().verify({ signal }))).toMatchObject({ errorClass: 'temporary' });
  });
});
