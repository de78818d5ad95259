import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { type FakeWooCommerce, startFakeWooCommerce } from '../../tests/kit/fake-woocommerce.ts';
import { openApi } from '../../tests/kit/openapi.ts';
import { connector } from './index.ts';
import { entitySchema, recordOf } from './records.ts';
import specification from './specification/woocommerce.json' with { type: 'json' };

let woo: FakeWooCommerce;
beforeEach(async () => {
  woo = await startFakeWooCommerce();
});
afterEach(async () => {
  expect(woo.faults).toEqual([]);
  await woo.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (over: object = {}): Client =>
  connector.open(connector.config.parse({ ...woo.config, ...over })) as Client;
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
    const page = await client.sync.pull(kind, cursor, { signal, now: woo.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor };
}
const titles = (records: readonly SyncRecord[]) => records.map(({ id }) => Number(id));

describe('what comes in', () => {
  it('a customer with addresses and own fields', async () => {
    woo.setNow(Date.UTC(2026, 0, 5, 10));
    const { id } = woo.customer({
      email: 'Anna@example.com',
      first_name: 'Anna',
      role: 'subscriber',
      billing: { last_name: 'Petrova', phone: '+380501112233', city: 'Kyiv', country: 'UA', email: 'anna@EXAMPLE.com' },
      meta_data: [
        { key: 'size', value: 'M' },
        { key: '_hidden', value: '1' },
        { key: 'parts', value: { a: 1 } },
      ],
    });
    expect((await look(open(), 'contact')).records).toEqual([
      {
        kind: 'contact',
        id: String(id),
        updatedAt: Date.UTC(2026, 0, 5, 10),
        createdAt: Date.UTC(2026, 0, 5, 10),
        deleted: false,
        title: null,
        person: { firstName: 'Anna', lastName: 'Petrova', emails: ['Anna@example.com'], phones: ['+380501112233'] },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: {
          username: `user${id}`,
          role: 'subscriber',
          is_paying_customer: false,
          billing_city: 'Kyiv',
          billing_country: 'UA',
          'meta:size': 'M',
        },
      },
    ]);
    const fields = await open().sync.fields('contact', { signal });
    expect(fields).toContainEqual({ name: 'meta:size', label: 'size', type: 'text', writable: true });
    expect(fields.find(({ name }) => name === 'billing_city')).toMatchObject({
      suggested: 'attributes.city',
      writable: true,
    });
    expect(fields.map(({ name }) => name)).not.toContain('meta:parts');
  });

  it('an order: of a customer, or of a guest who is known by what they typed; drafts are none', async () => {
    const items = [
      { name: 'Lamp', quantity: 2 },
      { name: 'Rug', quantity: 1 },
    ];
    woo.order({
      status: 'packing',
      customer_id: 7,
      total: '29.35',
      line_items: items,
      coupon_lines: [{ code: 'spring' }],
    });
    woo.order({ status: 'checkout-draft' });
    woo.order({
      status: 'processing',
      billing: { email: 'guest@example.com', first_name: 'Olha', phone: '+380671112233' },
    });
    const [order, guest, ...others] = (await look(open(), 'order')).records;
    expect(order).toMatchObject({
      title: '1',
      contacts: ['7'],
      stage: { id: 'packing', name: 'Being packed' },
      outcome: 'open',
      amount: { value: 29.35, currency: 'UAH' },
      values: { items: ['Lamp', 'Rug'], item_count: 3, coupons: ['spring'] },
    });
    expect(guest).toMatchObject({
      contacts: [],
      outcome: 'open',
      person: { firstName: 'Olha', emails: ['guest@example.com'], phones: ['+380671112233'] },
    });
    expect(others).toEqual([]);
  });

  it.each([
    ['processing', '2026-01-05T10:00:00', 'paid'],
    ['processing', null, 'open'],
    ['completed', null, 'delivered'],
    ['cancelled', null, 'canceled'],
    ['refunded', '2026-01-05T10:00:00', 'refunded'],
    ['on-hold', null, 'open'],
    ['failed', null, 'open'],
  ])('an order that is %s, paid %s, is %s', (status, date_paid_gmt, outcome) => {
    const order = entitySchema.parse({ id: 1, status, date_paid_gmt });
    expect(recordOf('order', order, []).outcome).toBe(outcome);
  });

  it('names of statuses come from the shop, or from what every shop has', async () => {
    const names = async () => (await open().sync.pipelines('order', { signal }))[0]?.stages.map(({ name }) => name);
    expect(await names()).toEqual([
      'Pending payment',
      'Processing',
      'Being packed',
      'Completed',
      'Cancelled',
      'Refunded',
    ]);
    woo.setReports(false);
    expect(await names()).toContain('On hold');
  });

  it('many pages: none twice, none left out, though some are deleted and some change meanwhile', async () => {
    woo.setNow(Date.UTC(2026, 0, 5));
    for (let n = 0; n < 350; n++) woo.order();
    let turn = 0;
    woo.setMeanwhile(() => {
      turn++;
      if (turn === 2) for (const id of [3, 50, 99, 100]) woo.orders.delete(id);
      // More than the overlap: the next page begins behind where it should.
      if (turn === 3) for (let id = 10; id < 40; id++) woo.orders.delete(id);
    });
    const { records } = await look(open(), 'order');
    const seen = new Set(titles(records));
    expect([...woo.orders.keys()].filter((id) => !seen.has(id))).toEqual([]);
    expect(records).toHaveLength(seen.size);
  });

  it('after that only what changed, by the shop’s clock, with an overlap; nothing from before the day that was asked for', async () => {
    woo.setNow(Date.UTC(2025, 0, 1));
    const old = woo.order();
    woo.setNow(Date.UTC(2026, 0, 5));
    const fresh = woo.order();
    const client = open();
    const first = await look(client, 'order', null, Date.UTC(2025, 6, 1));
    expect(titles(first.records)).toEqual([fresh.id]);
    woo.setNow(Date.UTC(2026, 0, 5, 1));
    woo.change(old, { status: 'completed' });
    const second = await look(client, 'order', first.cursor);
    expect(titles(second.records)).toEqual([old.id, fresh.id]);
    woo.setNow(Date.UTC(2026, 0, 6));
    const third = await look(client, 'order', second.cursor);
    expect((await look(client, 'order', third.cursor)).records).toEqual([]);
  });

  it('customers: new ones at once, changed ones within a day, more new ones than a page too', async () => {
    woo.setNow(Date.UTC(2026, 0, 5));
    const anna = woo.customer({ email: 'anna@example.com' });
    const client = open();
    const first = await look(client, 'contact');
    woo.setNow(Date.UTC(2026, 0, 5, 1));
    const boris = woo.customer({ email: 'boris@example.com' });
    woo.change(anna, { first_name: 'Anna' });
    const second = await look(client, 'contact', first.cursor);
    expect(titles(second.records)).toEqual([boris.id]);
    woo.setNow(Date.UTC(2026, 0, 6, 2));
    const third = await look(client, 'contact', second.cursor);
    expect(titles(third.records)).toEqual([anna.id, boris.id]);
    for (let n = 0; n < 130; n++) woo.customer({ email: `${n}@example.com` });
    expect((await look(client, 'contact', third.cursor)).records).toHaveLength(132);
    expect(titles(await client.sync.get('contact', [String(anna.id), '999', 'x'], { signal }))).toEqual([anna.id]);
    expect(titles(await client.sync.newest('order', 3, { signal }))).toEqual([]);
  });

  it('every documented answer can be read', async () => {
    const spec = openApi(specification);
    for (const [path, items] of Object.entries(specification.paths))
      for (const method of Object.keys(items))
        for (const [, example] of [200, 201].flatMap((status) =>
          spec.examples(method, path.replaceAll('{id}', '1'), status),
        ))
          for (const one of Array.isArray(example) ? (example as unknown[]) : [example])
            if (!/reports|notes/.test(path))
              expect(entitySchema.safeParse(one).success, `${method} ${path}`).toBe(true);
    const [, example] = spec.examples('GET', '/wp-json/wc/v3/orders', 200)[0] ?? [];
    const order = recordOf('order', entitySchema.parse((example as unknown[])[0]), []);
    expect(order).toMatchObject({
      title: '727',
      contacts: ['25'],
      amount: { value: 29.35, currency: 'USD' },
      updatedAt: Date.UTC(2026, 0, 5, 19, 28, 8),
    });
  });
});

describe('what is written', () => {
  it('a customer is found by e-mail before one is made, and keeps what it has', async () => {
    const anna = woo.customer({
      email: 'anna@example.com',
      first_name: 'Anna',
      billing: { phone: '+380501110000', city: 'Riga' },
    });
    const client = open();
    const input = {
      email: 'ANNA@example.com',
      phone: '+380671112233',
      firstName: 'Other',
      lastName: 'Petrova',
      values: { billing_company: 'Lamps', 'meta:size': 'L' },
    };
    expect(await client.operate('crm.save-contact', input, context())).toEqual({
      kind: 'contact',
      id: String(anna.id),
      created: false,
    });
    expect(anna).toMatchObject({
      first_name: 'Anna',
      last_name: 'Petrova',
      billing: { phone: '+380501110000', city: 'Riga', company: 'Lamps' },
    });
    expect(anna.meta_data).toEqual([{ key: 'size', value: 'L' }]);
    const made = await client.operate('crm.save-contact', { email: 'b@example.com', phone: '+1' }, context());
    expect(made).toMatchObject({ created: true });
    expect(woo.customers.get(Number((made as { id: string }).id))).toMatchObject({
      email: 'b@example.com',
      billing: { phone: '+1' },
    });
    expect(await failure(client.operate('crm.save-contact', { phone: '+1' }, context()))).toMatchObject({
      errorClass: 'bad-request',
    });
    const field = await failure(
      client.operate('crm.save-contact', { email: 'c@example.com', values: { total: 1 } }, context()),
    );
    expect(field.message).toContain('no field "total"');
  });

  it('the status of the newest order, and a note that the customer does not see', async () => {
    const { id } = woo.order();
    const client = open();
    const known = context({ order: [String(id)] });
    expect(await client.operate('crm.move-deal', { stage: 'completed' }, known)).toEqual({
      kind: 'order',
      id: String(id),
      created: false,
      stage: 'completed',
      outcome: 'delivered',
    });
    await client.operate('crm.add-note', { about: 'deal', text: 'Hello' }, known);
    expect(woo.notes).toEqual([{ order: id, note: 'Hello', customer_note: false }]);
    expect(await failure(client.operate('crm.move-deal', { stage: 'completed' }, context()))).toMatchObject({
      errorClass: 'bad-request',
    });
    expect(
      await failure(client.operate('crm.move-deal', { deal: '1/../2', stage: 'completed' }, context())),
    ).toMatchObject({ mayHaveActed: false });
    expect(woo.writes()).toBe(2);
  });
});

describe('logins and refusals', () => {
  it('the key goes in the header, or in the address where the host drops it; never unencrypted', async () => {
    await open().verify({ signal });
    expect(woo.requests.some(({ query }) => query.has('consumer_secret'))).toBe(false);
    await open({ login: 'address' }).verify({ signal });
    expect(woo.requests.at(-1)?.headers.authorization).toBeUndefined();
    expect(connector.config.safeParse({ ...woo.config, address: 'http://shop.example' }).success).toBe(false);
    expect(connector.config.safeParse({ ...woo.config, address: 'https://shop.example/store' }).success).toBe(true);
  });

  it.each([
    [401, 'woocommerce_rest_cannot_view', 'bad-credentials', false, 'Read/Write|new one'],
    [401, 'woocommerce_rest_cannot_create', 'bad-credentials', false, 'may read only'],
    [403, 'woocommerce_rest_cannot_view', 'bad-credentials', false, 'refuses the key'],
    [404, 'rest_no_route', 'bad-request', false, 'no WooCommerce'],
    [400, 'rest_invalid_param', 'bad-request', false, 'refused'],
    [429, 'slow', 'rate-limited', false, 'slow down'],
    [500, 'internal_server_error', 'temporary', true, 'its own'],
  ] as const)('HTTP %d %s is %s', async (status, code, errorClass, mayHaveActed, words) => {
    const body = { code, message: `<p>said with ${woo.secret}</p>`, data: { status } };
    woo.fail({ kind: 'reply', reply: { status, body } });
    const thrown = await failure(open().operate('crm.add-note', { about: 'deal', record: '1', text: 'x' }, context()));
    expect(thrown).toMatchObject({ errorClass, mayHaveActed });
    expect(thrown.message).toMatch(new RegExp(words));
    expect(thrown.message).not.toContain(woo.secret);
  });

  it('a firewall’s page, a maintenance page, a moved shop and a page that is no answer', async () => {
    const html = { 'content-type': 'text/html' };
    const answered = async (status: number, headers: Record<string, string>) => {
      woo.fail({ kind: 'reply', reply: { status, body: '<html></html>', headers: { ...html, ...headers } } });
      return failure(open().sync.newest('order', 1, { signal }));
    };
    expect(await answered(403, {})).toMatchObject({ errorClass: 'bad-credentials' });
    expect(await answered(503, { 'retry-after': '600' })).toMatchObject({
      errorClass: 'temporary',
      retryAfter: 600_000,
    });
    expect(
      (await answered(301, { location: 'https://www.shop.example/wp-json/wc/v3/orders?consumer_key=x' })).message,
    ).toMatch(/https:\/\/www\.shop\.example\)/);
    expect(await answered(200, {})).toMatchObject({ errorClass: 'temporary' });
  });
});
