/**
 * A loopback shop of WooCommerce: keeps customers and orders, lists them by offsets as WordPress does (with all that moves meanwhile). There
 * is no official description: requests are checked against one written by hand. Never compared with a real shop.
 */
import specification from '../../connectors/woocommerce/specification/woocommerce.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
const base = '/wp-json/wc/v3';

export interface WooEntityData {
  id: number;
  date_created_gmt: string;
  date_modified_gmt: string;
  [field: string]: unknown;
}

export type FakeWooCommerce = Awaited<ReturnType<typeof startFakeWooCommerce>>;

export async function startFakeWooCommerce({
  key = 'ck_planted_key_4711',
  secret = 'cs_planted_secret_4711',
}: {
  key?: string;
  secret?: string;
} = {}) {
  const customers = new Map<number, WooEntityData>();
  const orders = new Map<number, WooEntityData>();
  const notes: Record<string, unknown>[] = [];
  let clock: number | null = null;
  let lastId = 0;
  let writes = 0;
  /** May the key see reports? */
  let reports = true;
  let meanwhile: (() => void) | null = null;
  const now = (): number => clock ?? Date.now();
  const time = (): string => new Date(now()).toISOString().slice(0, 19);

  const blank = { first_name: '', last_name: '', company: '', city: '', country: '', email: '', phone: '' };

  function customer(fields: Record<string, unknown>): WooEntityData {
    const at = time();
    const { billing, ...rest } = fields;
    const one: WooEntityData = {
      id: ++lastId,
      date_created_gmt: at,
      date_modified_gmt: at,
      email: '',
      first_name: '',
      last_name: '',
      role: 'customer',
      username: `user${lastId}`,
      is_paying_customer: false,
      shipping: { ...blank },
      meta_data: [],
      ...rest,
      billing: { ...blank, ...(billing as object | undefined) },
    };
    customers.set(one.id, one);
    return one;
  }

  function order(fields: Record<string, unknown> = {}): WooEntityData {
    const at = time();
    const { billing, ...rest } = fields;
    const id = ++lastId;
    const one: WooEntityData = {
      id,
      number: String(id),
      status: 'pending',
      currency: 'UAH',
      total: '100.00',
      customer_id: 0,
      customer_note: '',
      date_created_gmt: at,
      date_modified_gmt: at,
      date_paid_gmt: null,
      line_items: [],
      coupon_lines: [],
      meta_data: [],
      shipping: { ...blank },
      ...rest,
      billing: { ...blank, ...(billing as object | undefined) },
    };
    orders.set(id, one);
    return one;
  }

  function change(one: WooEntityData, fields: Record<string, unknown>): WooEntityData {
    const { billing, shipping, meta_data, ...rest } = fields;
    Object.assign(one, rest, { date_modified_gmt: time() });
    // Parts that are not named stay.
    if (billing !== undefined) one.billing = { ...(one.billing as object), ...(billing as object) };
    if (shipping !== undefined) one.shipping = { ...(one.shipping as object), ...(shipping as object) };
    for (const given of (meta_data ?? []) as { key: string }[]) {
      const old = (one.meta_data as { key: string }[]).filter((other) => other.key !== given.key);
      one.meta_data = [...old, given];
    }
    return one;
  }

  function list(of: Map<number, WooEntityData>, query: URLSearchParams): VendorReply {
    meanwhile?.();
    const number = (name: string, otherwise: number): number => Number(query.get(name) ?? otherwise);
    const limit = number('per_page', 10);
    const offset = query.has('offset') ? number('offset', 0) : (number('page', 1) - 1) * limit;
    const include = query.get('include')?.split(',').map(Number) ?? null;
    const after = query.get('modified_after');
    if (after !== null && query.get('dates_are_gmt') !== 'true')
      throw new Error("dates are taken in the shop's own zone");
    const email = query.get('email')?.toLowerCase() ?? null;
    const role = query.get('role') ?? 'customer';
    const found = [...of.values()].filter(
      (one) =>
        (include === null || include.includes(one.id)) &&
        (after === null || one.date_modified_gmt > after) &&
        (email === null || String(one.email).toLowerCase() === email) &&
        (of === orders || role === 'all' || one.role === role),
    );
    if (query.get('orderby') !== 'id') throw new Error('an order nobody plays');
    const sign = (query.get('order') ?? (of === orders ? 'desc' : 'asc')) === 'desc' ? -1 : 1;
    found.sort((a, b) => sign * (a.id - b.id));
    return {
      status: 200,
      body: found.slice(offset, offset + limit),
      headers: { 'x-wp-total': String(found.length), 'x-wp-totalpages': String(Math.ceil(found.length / limit)) },
    };
  }

  const refused = (status: number, code: string, message: string): VendorReply => ({
    status,
    body: { code, message, data: { status } },
  });

  function answer({ method, path, query }: VendorRequest, body: unknown): VendorReply {
    const [, place = '', id, part] = path.slice(base.length).split('/');
    if (place === 'reports')
      return reports
        ? { status: 200, body: [...statuses] }
        : refused(403, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
    const of = place === 'orders' ? orders : customers;
    if (method === 'GET' && id === undefined) return list(of, query);
    const one = id === undefined ? undefined : of.get(Number(id));
    if (id !== undefined && one === undefined) return refused(404, 'woocommerce_rest_invalid_id', 'Invalid ID.');
    if (method === 'GET') return { status: 200, body: one };
    const given = body as Record<string, unknown>;
    if (id === undefined && [...customers.values()].some((other) => other.email === given.email))
      return refused(
        400,
        'registration-error-email-exists',
        '<strong>Error:</strong> An account is already registered.',
      );
    writes++;
    if (part === 'notes') return { status: 201, body: { id: notes.push({ order: Number(id), ...given }), ...given } };
    if (id === undefined) return { status: 201, body: customer(given) };
    return { status: 200, body: change(one as WooEntityData, given) };
  }

  const vendor = await startFakeVendor((request) => {
    const { method, path, query, headers: sent } = request;
    const headers = { date: new Date(now()).toUTCString() };
    const login =
      sent.authorization === `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}` ||
      (query.get('consumer_key') === key && query.get('consumer_secret') === secret);
    if (!login)
      return { ...refused(401, 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.'), headers };
    const body = request.text === '' ? undefined : (JSON.parse(request.text) as unknown);
    const problem = spec.problemOf({ method, path, query, ...(body === undefined ? {} : { body }) });
    if (problem !== null) throw new Error(problem);
    const reply = answer(request, body);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  });

  return {
    ...vendor,
    config: { address: vendor.baseUrl, consumerKey: key, consumerSecret: secret },
    secret,
    customers,
    orders,
    notes,
    customer,
    order,
    change,
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    setMeanwhile(next: (() => void) | null): void {
      meanwhile = next;
    },
    setReports(may: boolean): void {
      reports = may;
    },
    writes: () => writes,
  };
}

const statuses = [
  { slug: 'pending', name: 'Pending payment', total: 1 },
  { slug: 'processing', name: 'Processing', total: 1 },
  { slug: 'packing', name: 'Being packed', total: 1 },
  { slug: 'completed', name: 'Completed', total: 1 },
  { slug: 'cancelled', name: 'Cancelled', total: 1 },
  { slug: 'refunded', name: 'Refunded', total: 1 },
  { slug: 'checkout-draft', name: 'Draft', total: 1 },
];
