/**
 * A loopback account of RetailCRM, three hours ahead of UTC: keeps customers and orders, writes the history of their changes with whose key it
 * was, lists in pages, and counts requests. There is no official description: requests are checked against one written by hand, and what is
 * posted against the fields of its official clients. Never compared with the real one.
 */
import specification from '../../connectors/retailcrm/specification/retailcrm.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { leakyBucket } from './leaky-bucket.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
export const ahead = 10_800_000;

export interface RetailEntityData {
  id: number;
  site: string;
  createdAt: string;
  [field: string]: unknown;
}
type Place = 'customers' | 'orders';
interface Change {
  id: number;
  createdAt: string;
  source: string;
  field?: string;
  created?: true;
  deleted?: true;
  apiKey?: { current: boolean };
  [of: string]: unknown;
}

/** What may stand in each field of a form. */
const postable: Readonly<Record<string, readonly string[]>> = {
  customer: ['firstName', 'lastName', 'patronymic', 'email', 'phones', 'birthday', 'customFields', 'externalId'],
  order: [
    'customer',
    'firstName',
    'lastName',
    'email',
    'phone',
    'items',
    'status',
    'managerComment',
    'customFields',
    'externalId',
  ],
  note: ['text', 'customer', 'managerId'],
  task: ['text', 'commentary', 'datetime', 'performerId', 'customer', 'order'],
};

export type FakeRetailCrm = Awaited<ReturnType<typeof startFakeRetailCrm>>;

export async function startFakeRetailCrm({
  key = 'planted-retail-key-4711',
  limit = { perSecond: 10, burst: 10 },
}: {
  key?: string;
  limit?: { perSecond: number; burst: number };
} = {}) {
  const entities = { customers: new Map<number, RetailEntityData>(), orders: new Map<number, RetailEntityData>() };
  const histories: Record<Place, Change[]> = { customers: [], orders: [] };
  const notes: Record<string, unknown>[] = [];
  const tasks: Record<string, unknown>[] = [];
  const sites = ['shop'];
  const scopes = ['customer_read', 'customer_write', 'order_read', 'order_write'];
  const bucket = leakyBucket(limit);
  let clock: number | null = null;
  let lastId = 0;
  let lastChange = 1_000;
  let writes = 0;
  let meanwhile: (() => void) | null = null;
  const now = (): number => clock ?? Date.now();
  const time = (): string => new Date(now() + ahead).toISOString().slice(0, 19).replace('T', ' ');
  const one = (place: Place): 'customer' | 'order' => (place === 'customers' ? 'customer' : 'order');

  function note(place: Place, entity: RetailEntityData, own: boolean, what: Partial<Change>): void {
    histories[place].push({
      id: ++lastChange,
      createdAt: time(),
      source: own ? 'api' : 'user',
      ...(own ? { apiKey: { current: true } } : { user: { id: 1 } }),
      [one(place)]: { id: entity.id, site: entity.site },
      ...what,
    });
  }

  function add(place: Place, fields: Record<string, unknown>, own = false): RetailEntityData {
    const common = { id: ++lastId, site: 'shop', createdAt: time(), customFields: [] };
    const entity: RetailEntityData =
      place === 'customers'
        ? { ...common, phones: [], tags: [], vip: false, bad: false, ordersCount: 0, totalSumm: 0, ...fields }
        : {
            ...common,
            number: `${lastId}A`,
            status: 'new',
            statusUpdatedAt: time(),
            totalSumm: 100,
            currency: 'RUB',
            items: [],
            ...fields,
          };
    entities[place].set(entity.id, entity);
    note(place, entity, own, { created: true });
    return entity;
  }

  function change(
    place: Place,
    entity: RetailEntityData,
    fields: Record<string, unknown>,
    own = false,
  ): RetailEntityData {
    for (const [field, value] of Object.entries(fields)) {
      note(place, entity, own, { field, oldValue: entity[field] ?? null, newValue: value });
      entity[field] = value;
      if (field === 'status') entity.statusUpdatedAt = time();
    }
    return entity;
  }

  function remove(place: Place, entity: RetailEntityData): void {
    entities[place].delete(entity.id);
    note(place, entity, false, { deleted: true });
  }

  function paged<T>(all: readonly T[], query: URLSearchParams): { some: readonly T[]; pagination: object } {
    const size = Number(query.get('limit') ?? 20);
    const page = Number(query.get('page') ?? 1);
    const totalPageCount = Math.max(1, Math.ceil(all.length / size));
    return {
      some: all.slice((page - 1) * size, page * size),
      pagination: { limit: size, totalCount: all.length, currentPage: page, totalPageCount },
    };
  }

  function list(place: Place, query: URLSearchParams): VendorReply {
    meanwhile?.();
    const ids = [...query].flatMap(([name, value]) => (/^filter\[ids\]\[\d*\]$/.test(name) ? [Number(value)] : []));
    const email = query.get('filter[email]')?.toLowerCase() ?? null;
    const found = [...entities[place].values()].filter(
      (entity) =>
        (ids.length === 0 || ids.includes(entity.id)) &&
        (email === null ||
          String(entity.email ?? '')
            .toLowerCase()
            .includes(email)),
    );
    // The newest first.
    found.sort((a, b) => b.id - a.id);
    const { some, pagination } = paged(found, query);
    return { status: 200, body: { success: true, pagination, [place]: some } };
  }

  function history(place: Place, query: URLSearchParams): VendorReply {
    meanwhile?.();
    const sinceId = query.get('filter[sinceId]');
    const startDate = query.get('filter[startDate]');
    if (startDate !== null && !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(startDate))
      throw new Error(`not a time: ${startDate}`);
    const found = histories[place].filter(
      ({ id, createdAt }) =>
        (sinceId === null || id > Number(sinceId)) && (startDate === null || createdAt >= startDate),
    );
    const { some, pagination } = paged(found, query);
    return { status: 200, body: { success: true, generatedAt: time(), history: some, pagination } };
  }

  const refused = (status: number, errorMsg: string, errors?: object): VendorReply => ({
    status,
    body: { success: false, errorMsg, ...(errors === undefined ? {} : { errors }) },
  });

  function answer({ method, path, query }: VendorRequest, form: Record<string, string>): VendorReply {
    if (path === '/api/credentials')
      return {
        status: 200,
        body: { success: true, credentials: [], scopes, siteAccess: 'access_full', sitesAvailable: sites },
      };
    const [, , , place = '', id, part] = path.split('/');
    if (place === 'reference')
      return { status: 200, body: id === 'statuses' ? { success: true, statuses } : { success: true, statusGroups } };
    if (place === 'custom-fields') {
      const { some, pagination } = paged(query.get('filter[entity]') === 'customer' ? customFields : [], query);
      return { status: 200, body: { success: true, pagination, customFields: some } };
    }
    if (method === 'GET') return id === 'history' ? history(place as Place, query) : list(place as Place, query);
    const [name = '', given = ''] = Object.entries(form).find(([field]) => field in postable) ?? [];
    const fields = JSON.parse(given) as Record<string, unknown>;
    for (const field of Object.keys(fields))
      if (!postable[name]?.includes(field)) throw new Error(`there is no field ${name}.${field}`);
    if (sites.length > 1 && form.site === undefined) return refused(400, "Parameter 'site' is missing");
    if (String(fields.email ?? '@').includes('@') === false)
      return refused(400, 'Errors in the entity format', { email: 'Validation error' });
    writes++;
    if (name === 'task')
      return { status: 201, body: { success: true, id: tasks.push({ ...fields, site: form.site }) } };
    if (name === 'note')
      return { status: 201, body: { success: true, id: notes.push({ ...fields, site: form.site }) } };
    if (id === 'create') {
      const made = add(place as Place, { ...fields, site: form.site ?? 'shop' }, true);
      return { status: 201, body: { success: true, id: made.id } };
    }
    const entity = entities[place as Place].get(Number(id));
    if (part !== 'edit' || entity === undefined || form.by !== 'id') return refused(404, 'Not found');
    if (form.site !== undefined && form.site !== entity.site) return refused(404, 'Not found');
    change(place as Place, entity, fields, true);
    return { status: 200, body: { success: true, id: entity.id, state: 'updated' } };
  }

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.headers['x-api-key'] !== key) return { ...refused(403, 'Wrong "apiKey" value.'), headers };
    if (!bucket.take()) return { ...refused(503, 'Rate limit exceeded'), headers };
    const form = Object.fromEntries(new URLSearchParams(request.text));
    const query = new URLSearchParams(
      [...request.query].map(([name, value]) => [name.replace(/\[\d+\]$/, '[]'), value]),
    );
    const body = request.method === 'POST' ? { body: form } : {};
    const problem = spec.problemOf({ method: request.method, path: request.path, query, ...body });
    if (problem !== null) throw new Error(problem);
    return { ...answer(request, form), headers };
  });

  return {
    ...vendor,
    config: { address: vendor.baseUrl, apiKey: key },
    key,
    ...entities,
    notes,
    tasks,
    sites,
    scopes,
    add,
    change,
    remove,
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

const status = (code: string, name: string, ordering: number, group: string, active = true) => ({
  code,
  name,
  ordering,
  group,
  active,
});
const statuses = {
  complete: status('complete', 'Выполнен', 10, 'complete'),
  'send-to-delivery': status('send-to-delivery', 'Передан в доставку', 20, 'delivery'),
  new: status('new', 'Новый', 10, 'new'),
  old: status('old', 'Старый', 20, 'new', false),
  'cancel-other': status('cancel-other', 'Отменён', 10, 'cancel'),
};
const group = (code: string, ordering: number) => ({
  code,
  name: code,
  ordering,
  active: true,
  process: true,
  statuses: [],
});
const statusGroups = {
  cancel: group('cancel', 60),
  new: group('new', 10),
  delivery: group('delivery', 40),
  complete: group('complete', 50),
};
const customFields = [
  { name: 'Лояльность', code: 'loyalty', type: 'string', entity: 'customer' },
  { name: 'Баллы', code: 'points', type: 'integer', entity: 'customer' },
];
