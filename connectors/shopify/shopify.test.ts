import { parse, validate } from 'graphql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind, SyncRecord } from '../../flows/sdk/sync.ts';
import { type FakeShopify, schema, startFakeShopify } from '../../tests/kit/fake-shopify.ts';
import { costOf } from '../../tests/kit/graphql-cost.ts';
import { connector } from './index.ts';
import * as queries from './queries.ts';
import { outcomeOf } from './records.ts';

let shop: FakeShopify;
beforeEach(async () => {
  shop = await startFakeShopify();
});
afterEach(async () => {
  expect(shop.faults).toEqual([]);
  await shop.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (over: object = {}): Client =>
  connector.open(connector.config.parse({ address: shop.baseUrl, secret: shop.token, ...over })) as Client;
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
async function look(client: Client, kind: RecordKind, from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await client.sync.pull(kind, cursor, { signal, now: shop.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor };
}
const tail = ({ id }: { id: string }): string => id.split('/').at(-1) ?? '';

describe('the questions', () => {
  const all = [
    ...(['contact', 'order', 'cart'] as const).map((kind) => ({
      name: kind,
      query: queries.listQuery(kind),
      variables: { first: queries.pageSizes[kind] },
    })),
    ...Object.entries(queries).flatMap(([name, query]) =>
      typeof query === 'object' && 'text' in query ? [{ name, query, variables: {} }] : [],
    ),
  ];
  it.each(all)(
    '$name: Shopify’s own schema takes it, and it costs no more than is said, which is no more than one may',
    ({ query, variables }) => {
      const document = parse(query.text);
      expect(validate(schema, document)).toEqual([]);
      expect(query.cost).toBeGreaterThanOrEqual(costOf(schema, document, variables));
      expect(query.cost).toBeLessThanOrEqual(800);
    },
  );
  it('are all of them tried', () => {
    expect(all.length).toBeGreaterThanOrEqual(11);
  });
});

describe('what comes in', () => {
  it('a customer, an order and an abandoned checkout', async () => {
    shop.setNow(Date.UTC(2026, 0, 5, 10));
    const at = Date.UTC(2026, 0, 5, 10);
    const anna = shop.customer({
      firstName: 'Anna',
      lastName: 'Petrova',
      email: 'anna@example.com',
      phone: '+380501112233',
      tags: ['vip'],
      numberOfOrders: '3',
      amountSpent: { amount: '1500.50', currencyCode: 'UAH' },
      defaultAddress: { city: 'Kyiv', countryCodeV2: 'UA', company: null, zip: '01001', province: null },
    });
    const items = Array.from({ length: 12 }, (_, n) => ({ name: `Lamp ${n}`, quantity: 2 }));
    shop.order({
      name: '#1001',
      total: 99.9,
      items,
      customer: anna,
      displayFinancialStatus: 'PAID',
      email: 'work@example.com',
    });
    shop.order({
      name: '#1002',
      email: 'guest@example.com',
      shippingAddress: {
        firstName: 'Olha',
        lastName: null,
        phone: '+380671112233',
        city: 'Lviv',
        countryCodeV2: 'UA',
        zip: null,
        province: null,
      },
    });
    const cart = shop.checkout({ total: 50, items: items.slice(0, 1), customer: anna });
    const client = open();
    expect((await look(client, 'contact')).records).toEqual([
      {
        kind: 'contact',
        id: tail(anna),
        updatedAt: at,
        createdAt: at,
        deleted: false,
        title: null,
        person: { firstName: 'Anna', lastName: 'Petrova', emails: ['anna@example.com'], phones: ['+380501112233'] },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: {
          locale: 'uk',
          account_state: 'DISABLED',
          tags: ['vip'],
          orders: 3,
          spent: 1500.5,
          email_marketing: 'NOT_SUBSCRIBED',
          sms_marketing: 'NOT_SUBSCRIBED',
          city: 'Kyiv',
          country: 'UA',
          zip: '01001',
        },
      },
    ]);
    const [order, guest] = (await look(client, 'order')).records;
    expect(order).toMatchObject({
      title: '#1001',
      contacts: [tail(anna)],
      person: { emails: ['anna@example.com', 'work@example.com'] },
      stage: { id: 'UNFULFILLED', name: 'Unfulfilled' },
      outcome: 'paid',
      amount: { value: 99.9, currency: 'UAH' },
    });
    expect(order?.values.items).toHaveLength(10);
    expect(guest).toMatchObject({
      contacts: [],
      outcome: 'open',
      person: { firstName: 'Olha', emails: ['guest@example.com'], phones: ['+380671112233'] },
    });
    expect((await look(client, 'cart')).records).toMatchObject([
      {
        id: tail(cart),
        outcome: 'open',
        contacts: [tail(anna)],
        person: { emails: ['anna@example.com'] },
        amount: { value: 50, currency: 'UAH' },
        values: { items: ['Lamp 0'], item_count: 2, url: 'https://shop.example/checkouts/1/recover' },
      },
    ]);
  });

  it.each([
    [{ cancelledAt: null, displayFinancialStatus: 'PENDING' }, 'open'],
    [{ cancelledAt: null, displayFinancialStatus: 'PARTIALLY_PAID' }, 'open'],
    [{ cancelledAt: null, displayFinancialStatus: 'PAID' }, 'paid'],
    [{ cancelledAt: null, displayFinancialStatus: 'PARTIALLY_REFUNDED' }, 'paid'],
    [{ cancelledAt: null, displayFinancialStatus: 'REFUNDED' }, 'refunded'],
    [{ cancelledAt: '2026-01-05T10:00:00Z', displayFinancialStatus: 'PAID' }, 'canceled'],
  ] as const)('%j is %s', (order, outcome) => {
    expect(outcomeOf(order)).toBe(outcome);
  });

  it.each([49, 50, 51, 120])('%d customers: none twice, none left out', async (many) => {
    for (let n = 0; n < many; n++) shop.customer();
    const { records } = await look(open(), 'contact');
    expect(records).toHaveLength(many);
    expect(new Set(records.map(({ id }) => id)).size).toBe(many);
  });

  it('after that only what changed, by Shopify’s clock, with an overlap; nothing from before the day that was asked for', async () => {
    shop.setNow(Date.UTC(2025, 0, 1));
    const old = shop.order();
    shop.setNow(Date.UTC(2026, 0, 5));
    const fresh = shop.order();
    const client = open();
    const first = await look(client, 'order', null, Date.UTC(2025, 6, 1));
    expect(first.records.map(({ id }) => id)).toEqual([tail(fresh)]);
    shop.setNow(Date.UTC(2026, 0, 6));
    shop.change(old, { displayFinancialStatus: 'PAID' });
    const second = await look(client, 'order', first.cursor);
    expect(second.records.map(({ id }) => id)).toEqual([tail(old), tail(fresh)]);
    shop.setNow(Date.UTC(2026, 0, 7));
    expect((await look(client, 'order', (await look(client, 'order', second.cursor)).cursor)).records).toEqual([]);
    expect((await client.sync.get('order', [tail(old), '9', 'x) OR id:1'], { signal })).map(({ id }) => id)).toEqual([
      tail(old),
    ]);
    expect((await client.sync.newest('order', 1, { signal })).map(({ id }) => id)).toEqual([tail(fresh)]);
  });
});

describe('what is written', () => {
  it('a customer is found by an address before one is made, and keeps what it has; tags are added', async () => {
    const anna = shop.customer({ email: 'anna@example.com', firstName: 'Anna', tags: ['old'] });
    const client = open();
    const input = {
      email: 'ANNA@example.com',
      phone: '+380671112233',
      firstName: 'Other',
      lastName: 'Petrova',
      values: { add_tags: 'vip, lamp' },
    };
    const written = { kind: 'contact', id: tail(anna), created: false };
    expect(await client.operate('crm.save-contact', input, context())).toEqual(written);
    expect(anna).toMatchObject({
      firstName: 'Anna',
      lastName: 'Petrova',
      tags: ['lamp', 'old', 'vip'],
      defaultPhoneNumber: { phoneNumber: '+380671112233' },
    });
    expect(await client.operate('crm.save-contact', { phone: '+380671112233' }, context())).toEqual(written);
    const made = await client.operate(
      'crm.save-contact',
      { email: 'b@example.com', values: { add_tags: 'new', locale: 'ru' } },
      context(),
    );
    expect(made).toMatchObject({ created: true });
    expect([...shop.customers.values()].at(-1)).toMatchObject({
      tags: ['new'],
      locale: 'ru',
      defaultEmailAddress: { emailAddress: 'b@example.com' },
    });
  });

  it('a note below what stands there, of a customer and of the newest order', async () => {
    const anna = shop.customer({ note: 'Likes lamps' });
    const order = shop.order();
    const client = open();
    await client.operate(
      'crm.add-note',
      { about: 'contact', text: 'Wants a call' },
      context({ contact: [tail(anna)] }),
    );
    expect(anna.note).toBe('Likes lamps\n\nWants a call');
    await client.operate('crm.add-note', { about: 'deal', text: 'Call first' }, context({ order: [tail(order)] }));
    expect(order.note).toBe('Call first');
    const nobody = await failure(
      client.operate('crm.add-note', { about: 'contact', record: '1', text: 'x' }, context()),
    );
    expect(nobody).toMatchObject({ errorClass: 'bad-request', mayHaveActed: false });
  });

  it('what Shopify refuses in its answer was not done, and is said', async () => {
    shop.customer({ email: 'taken@example.com' });
    const anna = shop.customer();
    const refused = await failure(
      open().operate('crm.save-contact', { record: tail(anna), email: 'taken@example.com' }, context()),
    );
    expect(refused).toMatchObject({
      errorClass: 'bad-request',
      mayHaveActed: false,
      message: 'Shopify refused: email: Email has already been taken.',
    });
    expect(shop.writes()).toBe(0);
  });
});

describe('logins and limits', () => {
  it('an app gets its token once, anew when it ended, and says what rights are missing', async () => {
    const app = { clientId: shop.clientId, secret: shop.clientSecret };
    const client = open(app);
    await Promise.all([client.verify({ signal }), client.verify({ signal })]);
    expect(shop.got.size).toBe(1);
    shop.got.clear();
    await client.verify({ signal });
    expect(shop.got.size).toBe(1);
    shop.scopes.delete('read_orders');
    expect((await client.verify({ signal })).detail).not.toContain('lacks');
    shop.scopes.delete('write_orders');
    expect(await failure(client.verify({ signal }))).toMatchObject({
      errorClass: 'bad-credentials',
      message: expect.stringContaining('read_orders') as string,
    });
    const wrong = await failure(open({ ...app, secret: 'planted-wrong-secret' }).verify({ signal }));
    expect(wrong).toMatchObject({ errorClass: 'bad-credentials' });
    expect(wrong.message).not.toContain('planted-wrong-secret');
  });

  it('asks no more than the points allow, whoever asks', async () => {
    const small = await startFakeShopify({ points: { most: 1000, perSecond: 2000 } });
    for (let n = 0; n < 500; n++) small.customer();
    const client = () =>
      connector.open(connector.config.parse({ address: small.baseUrl, secret: small.token })) as Client;
    const read = async () => {
      let cursor: unknown = null;
      for (let more = true; more; ) {
        const page = await client().sync.pull('contact', cursor, { signal, now: 0, since: null });
        ({ cursor, more } = page);
      }
    };
    await Promise.all([read(), read()]);
    expect(small.throttled()).toBe(0);
    expect(small.faults).toEqual([]);
    await small.close();
  });

  const codes = (message: string, code: string) => ({ errors: [{ message, extensions: { code } }] });
  it.each([
    [200, codes('Access denied for customers field', 'ACCESS_DENIED'), 'bad-credentials', false],
    [200, codes('Internal error', 'INTERNAL_SERVER_ERROR'), 'temporary', true],
    [200, codes('Field does not exist', 'undefinedField'), 'bad-request', false],
    [200, codes('Throttled', 'THROTTLED'), 'rate-limited', false],
    [401, { errors: 'Invalid API key' }, 'bad-credentials', false],
    [402, { errors: 'Unavailable Shop' }, 'bad-credentials', false],
    [403, { errors: 'Forbidden' }, 'bad-credentials', false],
    [404, { errors: 'Not Found' }, 'bad-request', false],
    [423, { errors: 'Locked' }, 'bad-credentials', false],
    [500, { errors: 'Internal Server Error' }, 'temporary', true],
    [502, '<html></html>', 'temporary', true],
  ] as const)('HTTP %d %j is %s', async (status, body, errorClass, mayHaveActed) => {
    const anna = shop.customer();
    const said = JSON.parse(JSON.stringify(body).replace('Invalid', `Invalid ${shop.token}`)) as unknown;
    shop.fail({ kind: 'reply', reply: { status, body: said } }, ({ text }) => text.includes('mutation'));
    const thrown = await failure(
      open().operate('crm.add-note', { about: 'contact', record: tail(anna), text: 'x' }, context()),
    );
    expect(thrown).toMatchObject({ errorClass, mayHaveActed });
    expect(thrown.message).not.toContain(shop.token);
  });

  it('throttled: waits for as long as the points take to come back', async () => {
    const cost = {
      requestedQueryCost: 252,
      throttleStatus: { maximumAvailable: 1000, currentlyAvailable: 52, restoreRate: 50 },
    };
    shop.fail({
      kind: 'reply',
      reply: { status: 200, body: { ...codes('Throttled', 'THROTTLED'), extensions: { cost } } },
    });
    expect(await failure(open().sync.newest('contact', 1, { signal }))).toMatchObject({
      errorClass: 'rate-limited',
      retryAfter: 4_000,
    });
  });
});
