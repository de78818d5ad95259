/**
 * A loopback Pipedrive: keeps persons and deals, lists them by filters with its own positions, counts requests in spans of two seconds, and refuses
 * what a description written by hand does not take. Never compared with the real one.
 */
import specification from '../../connectors/pipedrive/specification/pipedrive.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);

export interface PipedriveThing {
  id: number;
  add_time: string;
  update_time: string;
  is_deleted: boolean;
  custom_fields: Record<string, unknown>;
  [field: string]: unknown;
}
export const cityField = 'c1'.repeat(20);
export const sourceField = 'a2'.repeat(20);
export const sumField = 'b3'.repeat(20);
export const likesField = 'd4'.repeat(20);

const field = (field_code: string, field_name: string, field_type: string, more: object = {}) => ({
  field_name,
  field_code,
  field_type,
  options: null,
  subfields: null,
  is_custom_field: field_code.length === 40,
  is_optional_response_field: false,
  ...more,
});
const options = (...labels: string[]) => ({ options: labels.map((label, index) => ({ id: index + 11, label })) });
const personFields = [
  field('name', 'Name', 'varchar'),
  field('email', 'Email', 'varchar'),
  field('birthday', 'Birthday', 'date'),
  field('job_title', 'Job title', 'varchar'),
  field('owner_id', 'Owner', 'user'),
  field(cityField, 'City', 'varchar'),
  field(sourceField, 'Lead source', 'enum', options('Inbound', 'Outbound')),
  field(likesField, 'Likes', 'set', options('Tea', 'Cake')),
];
const dealFields = [
  field('title', 'Title', 'varchar'),
  field(sumField, 'Margin', 'monetary'),
  field('f5'.repeat(20), 'Kept', 'daterange'),
];
const activityTypes = [
  { id: 1, name: 'Call', key_string: 'call', order_nr: 1, active_flag: true },
  { id: 2, name: 'Task', key_string: 'task', order_nr: 2, active_flag: true },
];
const pipelines = [{ id: 1, name: 'Sales', order_nr: 1, is_deleted: false }];
const stages = [
  { id: 6, name: 'Offer', order_nr: 2, is_deleted: false, pipeline_id: 1 },
  { id: 5, name: 'Lead in', order_nr: 1, is_deleted: false, pipeline_id: 1 },
];

const refused = (status: number, error: string, more: object = {}): VendorReply => ({
  status,
  body: {
    success: false,
    error,
    error_info: 'Please check developers.pipedrive.com',
    data: null,
    additional_data: null,
    ...more,
  },
});
const given = (data: unknown, next: string | null = null): VendorReply => ({
  status: 200,
  body: { success: true, data, additional_data: { next_cursor: next } },
});

export type FakePipedrive = Awaited<ReturnType<typeof startFakePipedrive>>;

export async function startFakePipedrive({ token = 'planted-pipedrive-api-token', perTwoSeconds = 20 } = {}) {
  const persons = new Map<number, PipedriveThing>();
  const deals = new Map<number, PipedriveThing>();
  const activities: Record<string, unknown>[] = [];
  const notes: Record<string, unknown>[] = [];
  let clock: number | null = null;
  let lastId = 0;
  let writes = 0;
  let tooMany = 0;
  /** When the last requests and searches came. */
  const times: number[] = [];
  const searches: number[] = [];
  /** From now on no position is known. */
  let forgetful = false;
  const now = (): number => clock ?? Date.now();
  const text = (): string => `${new Date(now()).toISOString().slice(0, 19)}Z`;

  function take(of: number[], most: number): boolean {
    const at = performance.now();
    while (of[0] !== undefined && at - of[0] > 2_000) of.shift();
    if (of.length >= most) {
      tooMany++;
      return false;
    }
    of.push(at);
    return true;
  }

  const checked = (kind: 'persons' | 'deals', fields: Record<string, unknown>): void => {
    for (const name of Object.keys((fields.custom_fields ?? {}) as object))
      if (!(kind === 'persons' ? personFields : dealFields).some((one) => one.field_code === name))
        throw new Error(`there is no field ${name}`);
  };
  function add(kind: 'persons' | 'deals', fields: Record<string, unknown>): PipedriveThing {
    checked(kind, fields);
    const common = {
      id: ++lastId,
      add_time: text(),
      update_time: text(),
      is_deleted: false,
      custom_fields: {},
      owner_id: 1,
    };
    const [first, ...rest] = String(fields.name ?? '').split(' ');
    const thing: PipedriveThing =
      kind === 'persons'
        ? {
            ...common,
            first_name: first,
            last_name: rest.join(' ') || null,
            emails: [],
            phones: [],
            org_id: null,
            ...fields,
          }
        : {
            ...common,
            status: 'open',
            pipeline_id: 1,
            stage_id: 5,
            value: 0,
            currency: 'EUR',
            person_id: null,
            ...fields,
          };
    (kind === 'persons' ? persons : deals).set(thing.id, thing);
    return thing;
  }
  function change(thing: PipedriveThing, { custom_fields, ...fields }: Record<string, unknown>): PipedriveThing {
    Object.assign(thing, fields, { update_time: text() });
    Object.assign(thing.custom_fields, custom_fields);
    return thing;
  }

  function list(kind: 'persons' | 'deals', query: URLSearchParams): VendorReply {
    const since = query.get('updated_since');
    if (since !== null && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(since)) return refused(400, `not a time: ${since}`);
    const from = since === null ? null : Date.parse(since);
    const limit = Number(query.get('limit') ?? 100);
    if (limit > 500) return refused(400, 'limit is at most 500');
    const ids = query.get('ids')?.split(',').map(Number);
    if ((ids?.length ?? 0) > 100) return refused(400, 'at most 100 ids');
    const status = query.get('status');
    const found = [...(kind === 'persons' ? persons : deals).values()].filter(
      (one) =>
        (from === null || Date.parse(one.update_time) >= from) &&
        (ids === undefined || ids.includes(one.id)) &&
        (status === null
          ? !one.is_deleted
          : status === 'deleted'
            ? one.is_deleted
            : one.status === status && !one.is_deleted),
    );
    const sort = query.get('sort_by') ?? 'id';
    const sign = query.get('sort_direction') === 'desc' ? -1 : 1;
    const key = (one: PipedriveThing): number => (sort === 'id' ? one.id : Date.parse(String(one[sort])));
    found.sort((a, b) => sign * (key(a) - key(b)) || sign * (a.id - b.id));
    const cursor = query.get('cursor');
    if (cursor !== null && forgetful) return refused(400, 'cursor is not valid');
    const after =
      cursor === null
        ? null
        : (JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as { id: number; sort: string });
    if (after !== null && after.sort !== sort) throw new Error('a position of another order');
    const begin = after === null ? 0 : found.findIndex((one) => sign * (one.id - after.id) > 0);
    const some = begin < 0 ? [] : found.slice(begin, begin + limit);
    const last = some.at(-1);
    const more = last !== undefined && found.at(-1) !== last;
    return given(some, more ? Buffer.from(JSON.stringify({ id: last.id, sort })).toString('base64url') : null);
  }

  function search(query: URLSearchParams): VendorReply {
    if (!take(searches, 10)) return refused(429, 'request over limit');
    const term = (query.get('term') ?? '').toLowerCase();
    const name = query.get('fields') === 'email' ? 'emails' : 'phones';
    const found = [...persons.values()].filter((one) =>
      (one[name] as { value: string }[]).some(({ value }) => value.toLowerCase() === term),
    );
    return given({ items: found.map(({ id }) => ({ result_score: 1, item: { id, type: 'person' } })) });
  }

  function answer({ method, path, query }: VendorRequest, body: Record<string, unknown>): VendorReply {
    if (path === '/v1/users/me')
      return given({ id: 1, name: 'Anna', company_id: 7, company_name: 'Shop', default_currency: 'EUR' });
    if (path === '/v1/activityTypes') return given(activityTypes);
    const [, , , place = '', id] = path.split('/');
    if (path === '/v1/notes') {
      writes++;
      return given({ id: notes.push(body) });
    }
    switch (`${method} ${place}`) {
      case 'GET personFields':
        return given(personFields);
      case 'GET dealFields':
        return given(dealFields);
      case 'GET pipelines':
        return given(pipelines);
      case 'GET stages':
        return given(stages);
      case 'POST activities':
        writes++;
        return given({ id: activities.push(body) });
    }
    const kind = place as 'persons' | 'deals';
    if (id === 'search') return search(query);
    if (method === 'GET' && id === undefined) return list(kind, query);
    if (method === 'POST') {
      writes++;
      return given(add(kind, body));
    }
    const thing = (kind === 'persons' ? persons : deals).get(Number(id));
    if (thing === undefined) return refused(404, 'not found');
    if (method === 'GET') return given(thing);
    checked(kind, body);
    writes++;
    return given(change(thing, body));
  }

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.headers['x-api-token'] !== token) return { ...refused(401, 'unauthorized access'), headers };
    if (!take(times, perTwoSeconds))
      return { ...refused(429, 'request over limit'), headers: { ...headers, 'x-ratelimit-reset': '2' } };
    const body = request.text === '' ? undefined : (JSON.parse(request.text) as Record<string, unknown>);
    const said = spec.problemOf({
      method: request.method,
      path: request.path,
      query: request.query,
      ...(body === undefined ? {} : { body }),
    });
    if (said !== null) throw new Error(said);
    return { headers, ...answer(request, body ?? {}) };
  });

  return {
    ...vendor,
    spec,
    token,
    persons,
    deals,
    activities,
    notes,
    add,
    change,
    remove: (thing: PipedriveThing) => change(thing, { is_deleted: true }),
    forget(next: boolean): void {
      forgetful = next;
    },
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    writes: () => writes,
    tooMany: () => tooMany,
  };
}
