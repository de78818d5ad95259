/**
 * A loopback shop of Shopify: runs every query against Shopify's own schema (2026-07, cut), so that nothing it does not take passes, counts
 * points by the published rules, and searches by id and by change. Never compared with the real one.
 */
import { readFileSync } from 'node:fs';
import { buildSchema, executeSync, type GraphQLError, parse, validate } from 'graphql';
import { startFakeVendor, type VendorReply } from './fake-vendor.ts';
import { costOf } from './graphql-cost.ts';

export const schema = buildSchema(
  readFileSync(new URL('../../connectors/shopify/specification/admin.graphql', import.meta.url), 'utf8'),
);

export interface ShopifyEntityData {
  id: string;
  createdAt: string;
  updatedAt: string;
  [field: string]: unknown;
}
type Place = 'Customer' | 'Order' | 'AbandonedCheckout';
type Arguments = { first: number; query?: string | null; sortKey?: string; reverse?: boolean };

export type FakeShopify = Awaited<ReturnType<typeof startFakeShopify>>;

export async function startFakeShopify({
  token = 'shpat_planted_token_4711',
  clientId = 'planted-client-id-4711',
  clientSecret = 'planted-client-secret-4711',
  points = { most: 1_000_000, perSecond: 1_000_000 },
}: {
  token?: string;
  clientId?: string;
  clientSecret?: string;
  points?: { most: number; perSecond: number };
} = {}) {
  const customers = new Map<string, ShopifyEntityData>();
  const orders = new Map<string, ShopifyEntityData>();
  const checkouts = new Map<string, ShopifyEntityData>();
  const scopes = new Set(['read_customers', 'write_customers', 'read_orders', 'write_orders']);
  /** Tokens that the app got by its login. */
  const got = new Set<string>();
  let lastId = 1_000;
  let writes = 0;
  let throttled = 0;
  let clock: number | null = null;
  let meanwhile: (() => void) | null = null;
  let level = { available: points.most, at: performance.now() };
  const now = (): number => clock ?? Date.now();
  const time = (): string => `${new Date(now()).toISOString().slice(0, 19)}Z`;
  const of = { Customer: customers, Order: orders, AbandonedCheckout: checkouts } as const;

  const money = (amount: number, currencyCode = 'UAH') => ({ amount: amount.toFixed(2), currencyCode });
  const bag = (amount: number) => ({ shopMoney: money(amount), presentmentMoney: money(amount) });
  const lines = (items: readonly { name: string; quantity: number }[]) => ({
    lineItems: ({ first }: { first: number }) => ({
      nodes: items.slice(0, first).map((one) => ({ ...one, title: one.name })),
    }),
  });

  function add(place: Place, fields: object): ShopifyEntityData {
    const id = `gid://shopify/${place}/${++lastId}`;
    const one: ShopifyEntityData = { id, createdAt: time(), updatedAt: time(), ...fields };
    of[place].set(id, one);
    return one;
  }
  const addresses = (email: string | null, phone: string | null) => ({
    defaultEmailAddress: email === null ? null : { emailAddress: email, marketingState: 'NOT_SUBSCRIBED' },
    defaultPhoneNumber: phone === null ? null : { phoneNumber: phone, marketingState: 'NOT_SUBSCRIBED' },
  });
  const customer = ({
    email = null,
    phone = null,
    ...fields
  }: Record<string, unknown> & { email?: string | null; phone?: string | null } = {}) =>
    add('Customer', {
      firstName: null,
      lastName: null,
      locale: 'uk',
      state: 'DISABLED',
      tags: [],
      note: null,
      numberOfOrders: '0',
      amountSpent: money(0),
      ...addresses(email, phone),
      ...fields,
    });
  const order = ({
    total = 100,
    items = [],
    ...fields
  }: Record<string, unknown> & { total?: number; items?: { name: string; quantity: number }[] } = {}) =>
    add('Order', {
      name: `#${lastId + 1}`,
      displayFinancialStatus: 'PENDING',
      displayFulfillmentStatus: 'UNFULFILLED',
      statusPageUrl: 'https://shop.example/orders/1',
      discountCodes: [],
      tags: [],
      customer: null,
      currentTotalPriceSet: bag(total),
      ...lines(items),
      ...fields,
    });
  const checkout = ({
    total = 100,
    items = [],
    ...fields
  }: Record<string, unknown> & { total?: number; items?: { name: string; quantity: number }[] } = {}) =>
    add('AbandonedCheckout', {
      name: `#${lastId + 1}`,
      abandonedCheckoutUrl: 'https://shop.example/checkouts/1/recover',
      completedAt: null,
      discountCodes: [],
      customer: null,
      totalPriceSet: bag(total),
      ...lines(items),
      ...fields,
    });
  function change(one: ShopifyEntityData, fields: object): ShopifyEntityData {
    return Object.assign(one, fields, { updatedAt: time() });
  }

  const numberOf = ({ id }: ShopifyEntityData): number => Number(id.split('/').at(-1));
  /** The part of the search syntax that is played: terms of id and updated_at, all of them or any. */
  function matches(one: ShopifyEntityData, query: string): boolean {
    const any = query.includes(' OR ');
    const terms = query.split(any ? ' OR ' : ' AND ').map((term) => {
      const [, name, sign, value = ''] = /^(id|updated_at):(>=)?(.+)$/.exec(term) ?? [];
      if (name === 'id') return sign === '>=' ? numberOf(one) >= Number(value) : numberOf(one) === Number(value);
      if (name === 'updated_at' && sign === '>=')
        return Date.parse(one.updatedAt) >= Date.parse(value.replaceAll("'", ''));
      throw new Error(`a search nobody plays: ${term}`);
    });
    return any ? terms.includes(true) : !terms.includes(false);
  }
  const list =
    (place: Place) =>
    ({ first, query, sortKey, reverse }: Arguments) => {
      meanwhile?.();
      const found = [...of[place].values()].filter((one) => query == null || matches(one, query));
      if (sortKey !== 'ID' && sortKey !== 'CREATED_AT') throw new Error(`an order nobody plays: ${sortKey}`);
      found.sort((a, b) => (reverse === true ? -1 : 1) * (numberOf(a) - numberOf(b)));
      return { nodes: found.slice(0, first), pageInfo: { hasNextPage: found.length > first } };
    };

  const byAddress = (identifier: { emailAddress?: string; phoneNumber?: string }) =>
    [...customers.values()].find((one) => {
      const { defaultEmailAddress: email, defaultPhoneNumber: phone } = one as unknown as {
        defaultEmailAddress: { emailAddress: string } | null;
        defaultPhoneNumber: { phoneNumber: string } | null;
      };
      return identifier.emailAddress === undefined
        ? phone?.phoneNumber === identifier.phoneNumber
        : email?.emailAddress.toLowerCase() === identifier.emailAddress.toLowerCase();
    }) ?? null;

  const fine = { userErrors: [] };
  type CustomerFields = { id?: string; email?: string; phone?: string } & Record<string, unknown>;
  function save({ input: { id, email, phone, ...fields } }: { input: CustomerFields }) {
    const taken = email === undefined ? null : byAddress({ emailAddress: email });
    if (taken !== null && taken.id !== id)
      return { customer: null, userErrors: [{ field: ['email'], message: 'Email has already been taken' }] };
    writes++;
    if (id === undefined)
      return { ...fine, customer: customer({ email: email ?? null, phone: phone ?? null, ...fields }) };
    const one = customers.get(id);
    if (one === undefined)
      return { customer: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] };
    const { defaultEmailAddress, defaultPhoneNumber } = addresses(email ?? null, phone ?? null);
    const more = {
      ...(email === undefined ? {} : { defaultEmailAddress }),
      ...(phone === undefined ? {} : { defaultPhoneNumber }),
    };
    return { ...fine, customer: change(one, { ...fields, ...more }) };
  }

  const root = {
    shop: { name: 'Lamps', myshopifyDomain: 'lamps.myshopify.com', currencyCode: 'UAH' },
    currentAppInstallation: () => ({ accessScopes: [...scopes].map((handle) => ({ handle })) }),
    customers: list('Customer'),
    orders: list('Order'),
    abandonedCheckouts: list('AbandonedCheckout'),
    customer: ({ id }: { id: string }) => customers.get(id) ?? null,
    order: ({ id }: { id: string }) => orders.get(id) ?? null,
    customerByIdentifier: ({ identifier }: { identifier: object }) => byAddress(identifier),
    customerCreate: save,
    customerUpdate: save,
    orderUpdate({ input: { id, ...fields } }: { input: { id: string } }) {
      writes++;
      return { ...fine, order: change(orders.get(id) as ShopifyEntityData, fields) };
    },
    tagsAdd({ id, tags }: { id: string; tags: string[] }) {
      writes++;
      const one = customers.get(id) as ShopifyEntityData;
      change(one, { tags: [...new Set([...(one.tags as string[]), ...tags])].sort() });
      return fine;
    },
  };

  /** What was asked, with its cost at most. */
  const costs: { query: string; requested: number }[] = [];
  function answer({ query, variables }: { query: string; variables: Record<string, unknown> }): VendorReply {
    const document = parse(query);
    const problems = validate(schema, document);
    if (problems.length > 0) throw new Error(problems.map(({ message }: GraphQLError) => message).join('; '));
    const requested = costOf(schema, document, variables);
    costs.push({ query, requested });
    if (requested > 1000) throw new Error(`one query may cost a thousand points, this one ${requested}`);
    const passed = (performance.now() - level.at) / 1000;
    level = { available: Math.min(points.most, level.available + passed * points.perSecond), at: performance.now() };
    const cost = () => ({
      requestedQueryCost: requested,
      throttleStatus: {
        maximumAvailable: points.most,
        currentlyAvailable: Math.floor(level.available),
        restoreRate: points.perSecond,
      },
    });
    if (requested > level.available) {
      throttled++;
      const errors = [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }];
      return { status: 200, body: { errors, extensions: { cost: cost() } } };
    }
    level.available -= requested;
    const result = executeSync({ schema, document, variableValues: variables, rootValue: root });
    if (result.errors !== undefined) throw new Error(result.errors.map(({ message }) => message).join('; '));
    return { status: 200, body: { ...result, extensions: { cost: { ...cost(), actualQueryCost: requested } } } };
  }

  const vendor = await startFakeVendor(({ method, path, headers: sent, text }) => {
    const headers = { date: new Date(now()).toUTCString() };
    const body = JSON.parse(text) as Record<string, string>;
    if (method === 'POST' && path === '/admin/oauth/access_token') {
      const right =
        body.client_id === clientId && body.client_secret === clientSecret && body.grant_type === 'client_credentials';
      if (!right)
        return {
          status: 400,
          body: { error: 'invalid_client', error_description: 'Client authentication failed' },
          headers,
        };
      const fresh = `shpat_got_${got.size + 1}`;
      got.add(fresh);
      return { status: 200, body: { access_token: fresh, scope: [...scopes].join(','), expires_in: 86_399 }, headers };
    }
    if (method !== 'POST' || path !== '/admin/api/2026-07/graphql.json')
      return { status: 404, body: { errors: 'Not Found' }, headers };
    const shown = String(sent['x-shopify-access-token']);
    if (shown !== token && !got.has(shown))
      return {
        status: 401,
        body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
        headers,
      };
    return { ...answer(JSON.parse(text) as Parameters<typeof answer>[0]), headers };
  });

  return {
    ...vendor,
    token,
    clientId,
    clientSecret,
    customers,
    orders,
    checkouts,
    scopes,
    got,
    costs,
    customer,
    order,
    checkout,
    change,
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    setMeanwhile(next: (() => void) | null): void {
      meanwhile = next;
    },
    writes: () => writes,
    throttled: () => throttled,
  };
}
