/**
 * A loopback account of amoCRM: keeps contacts and leads, lists them in pages by time as the vendor does (with all that moves meanwhile),
 * and counts requests. There is no official description: requests are checked against one written by hand. Never compared with the real one.
 */
import specification from '../../connectors/amocrm/specification/amocrm.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { leakyBucket } from './leaky-bucket.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);

export interface AmoEntityData {
  id: number;
  created_at: number;
  updated_at: number;
  is_deleted: boolean;
  [field: string]: unknown;
}
interface AmoValues {
  field_id?: number;
  field_code?: string;
  values: { value: unknown; enum_code?: string }[] | null;
}

export const cityField = 101;
export const pointsField = 102;
const customFields = [
  { id: 3, name: 'Phone', type: 'multitext', code: 'PHONE' },
  { id: 5, name: 'Email', type: 'multitext', code: 'EMAIL' },
  { id: cityField, name: 'City', type: 'text', code: null },
  { id: pointsField, name: 'Points', type: 'numeric', code: null },
  { id: 103, name: 'Born', type: 'birthday', code: null },
  { id: 104, name: 'Company details', type: 'legal_entity', code: null },
];

export type FakeAmoCrm = Awaited<ReturnType<typeof startFakeAmoCrm>>;

export async function startFakeAmoCrm({
  token = 'planted-long-lived-amo-token',
  limit = { perSecond: 7, burst: 7 },
}: {
  token?: string;
  limit?: { perSecond: number; burst: number };
} = {}) {
  const contacts = new Map<number, AmoEntityData>();
  const leads = new Map<number, AmoEntityData>();
  const tasks: Record<string, unknown>[] = [];
  const notes: Record<string, unknown>[] = [];
  const bucket = leakyBucket(limit);
  let clock: number | null = null;
  let lastId = 0;
  let writes = 0;
  /** Done before each list is read: what people change meanwhile. */
  let meanwhile: (() => void) | null = null;
  const now = (): number => clock ?? Date.now();
  const seconds = (): number => Math.floor(now() / 1000);

  const withNames = (given: unknown): unknown => {
    const list = given as AmoValues[] | null | undefined;
    if (list == null) return null;
    return list.map((one) => {
      const field = customFields.find(
        ({ id, code }) => id === one.field_id || (code !== null && code === one.field_code),
      );
      if (field === undefined) throw new Error(`there is no field ${JSON.stringify(one)}`);
      return {
        field_id: field.id,
        field_name: field.name,
        field_code: field.code,
        field_type: field.type,
        values: one.values ?? [],
      };
    });
  };

  function add(place: 'contacts' | 'leads', fields: Record<string, unknown>): AmoEntityData {
    const at = seconds();
    const { custom_fields_values: custom, _embedded, ...rest } = fields;
    const entity: AmoEntityData = {
      id: ++lastId,
      name: '',
      ...(place === 'contacts' ? { first_name: '', last_name: '' } : { price: 0, status_id: 100, pipeline_id: 1300 }),
      created_at: at,
      updated_at: at,
      is_deleted: false,
      ...rest,
      custom_fields_values: withNames(custom),
      _embedded: { tags: [], companies: [], ...(_embedded as object | undefined) },
    };
    (place === 'contacts' ? contacts : leads).set(entity.id, entity);
    return entity;
  }

  function change(entity: AmoEntityData, fields: Record<string, unknown>): AmoEntityData {
    const { custom_fields_values: custom, ...rest } = fields;
    Object.assign(entity, rest, { updated_at: seconds() });
    if (custom !== undefined) {
      const given = withNames(custom) as (AmoValues & { field_id: number })[];
      const old = (entity.custom_fields_values ?? []) as (AmoValues & { field_id: number })[];
      // Each field is replaced as a whole; those not named stay.
      const next = [...old.filter((one) => !given.some(({ field_id }) => field_id === one.field_id)), ...given];
      entity.custom_fields_values = next.filter(({ values }) => values !== null && values.length > 0);
    }
    return entity;
  }

  function list(place: 'contacts' | 'leads', query: URLSearchParams): VendorReply {
    meanwhile?.();
    const limitOf = Number(query.get('limit') ?? 50);
    const page = Number(query.get('page') ?? 1);
    if (limitOf > 250 || limitOf < 1) throw new Error('limit is at most 250');
    const from = query.get('filter[updated_at][from]');
    const text = query.get('query')?.toLowerCase() ?? null;
    const ids = [...query].flatMap(([name, value]) => (/^filter\[id\]\[\d*\]$/.test(name) ? [Number(value)] : []));
    const deleted = (query.get('with') ?? '').split(',').includes('only_deleted');
    const all = [...(place === 'contacts' ? contacts : leads).values()].filter(
      (one) =>
        one.is_deleted === deleted &&
        (from === null || one.updated_at >= Number(from)) &&
        (ids.length === 0 || ids.includes(one.id)) &&
        (text === null || JSON.stringify(one).toLowerCase().includes(text)),
    );
    const order = [...query].find(([name]) => name.startsWith('order['));
    const field = order?.[0].slice('order['.length, -1) ?? 'id';
    const sign = order?.[1] === 'desc' ? -1 : 1;
    all.sort((a, b) => sign * (Number(a[field]) - Number(b[field])) || sign * (a.id - b.id));
    const some = all.slice((page - 1) * limitOf, page * limitOf);
    if (some.length === 0) return { status: 204 };
    // Of a deleted lead little is left.
    const shown = deleted ? some.map(({ id, updated_at }) => ({ id, updated_at, is_deleted: true })) : some;
    const next = all.length > page * limitOf ? { next: { href: `https://x/api/v4/${place}?page=${page + 1}` } } : {};
    return { status: 200, body: { _page: page, _links: next, _embedded: { [place]: shown } } };
  }

  const problem = (status: number, title: string, detail: string): VendorReply => ({
    status,
    body: { title, type: 'https://httpstatus.es', status, detail },
    headers: { 'content-type': 'application/problem+json' },
  });
  const made = (name: string, id: number): VendorReply => ({
    status: 200,
    body: { _embedded: { [name]: [{ id, request_id: '0' }] } },
  });

  function answer({ method, path, query }: VendorRequest, body: unknown): VendorReply {
    const [, , , place = '', id, part] = path.split('/');
    if (method === 'GET' && path === '/api/v4/account')
      return { status: 200, body: { id: 1, name: 'Shop', subdomain: 'shop', currency: 'UAH', country: 'UA' } };
    if (method === 'GET' && path === '/api/v4/leads/pipelines') return { status: 200, body: pipelines };
    if (method === 'GET' && id === 'custom_fields')
      return {
        status: 200,
        body: { _links: {}, _embedded: { custom_fields: place === 'contacts' ? customFields : [] } },
      };
    if (method === 'GET' && id === undefined) return list(place as 'contacts', query);
    const of = place === 'contacts' ? contacts : leads;
    const entity = id === undefined ? undefined : of.get(Number(id));
    if (id !== undefined && entity === undefined) return problem(404, 'Not found', 'Not found');
    if (method === 'GET') return { status: 200, body: entity };
    writes++;
    if (part === 'notes') return made('notes', notes.push({ place, id: Number(id), ...(body as object[])[0] }));
    if (place === 'tasks') return made('tasks', tasks.push((body as Record<string, unknown>[])[0] ?? {}));
    if (method === 'PATCH') {
      change(entity as AmoEntityData, body as Record<string, unknown>);
      return { status: 200, body: { id: Number(id), updated_at: seconds() } };
    }
    return made(place, add(place as 'contacts', (body as Record<string, unknown>[])[0] ?? {}).id);
  }

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.headers.authorization !== `Bearer ${token}`)
      return { ...problem(401, 'Unauthorized', 'Wrong token'), headers };
    if (!bucket.take()) return { ...problem(429, 'Too many requests', 'Slow down'), headers };
    const body = request.text === '' ? undefined : (JSON.parse(request.text) as unknown);
    const query = new URLSearchParams(
      [...request.query].map(([name, value]) => [name.replace(/\[\d+\]$/, '[]'), value]),
    );
    const said = spec.problemOf({
      method: request.method,
      path: request.path,
      query,
      ...(body === undefined ? {} : { body }),
    });
    if (said !== null) throw new Error(said);
    const reply = answer(request, body);
    return { ...reply, headers: { ...headers, ...reply.headers } };
  });

  return {
    ...vendor,
    token,
    contacts,
    leads,
    tasks,
    notes,
    add,
    change,
    /** A person with addresses and a city. */
    person: (
      name: string,
      { email, phone, city, points }: { email?: string; phone?: string; city?: string; points?: number } = {},
    ) =>
      add('contacts', {
        name,
        first_name: name,
        custom_fields_values: [
          ...(phone === undefined ? [] : [{ field_code: 'PHONE', values: [{ value: phone, enum_code: 'WORK' }] }]),
          ...(email === undefined ? [] : [{ field_code: 'EMAIL', values: [{ value: email, enum_code: 'WORK' }] }]),
          ...(city === undefined ? [] : [{ field_id: cityField, values: [{ value: city }] }]),
          ...(points === undefined ? [] : [{ field_id: pointsField, values: [{ value: String(points) }] }]),
        ],
      }),
    remove(lead: AmoEntityData): void {
      lead.is_deleted = true;
      lead.updated_at = seconds();
    },
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    setMeanwhile(next: (() => void) | null): void {
      meanwhile = next;
    },
    writes: () => writes,
    tooMany: () => bucket.refused(),
  };
}

const pipelines = {
  _embedded: {
    pipelines: [
      {
        id: 1300,
        name: 'Sales',
        sort: 1,
        is_main: true,
        is_archive: false,
        _embedded: {
          statuses: [
            { id: 100, name: 'First contact', sort: 20 },
            { id: 101, name: 'Offer', sort: 30 },
            { id: 142, name: 'Won', sort: 10000 },
            { id: 143, name: 'Lost', sort: 11000 },
          ],
        },
      },
    ],
  },
};
