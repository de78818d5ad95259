/**
 * A loopback portal of Bitrix24: keeps contacts and deals, lists them by filters in pages of fifty, takes batches with references, counts
 * requests as the vendor does, and refuses what its own description does not take. Never compared with a real portal.
 */
import specification from '../../connectors/bitrix24/specification/bitrix24.json' with { type: 'json' };
import { type BitrixItemData, bitrixStore } from './bitrix24-items.ts';
import { startFakeVendor, type VendorReply } from './fake-vendor.ts';
import { leakyBucket } from './leaky-bucket.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
const itemFields = new Set(specification['x-item-fields']);
const pageSize = 50;

export type FakeBitrix24 = Awaited<ReturnType<typeof startFakeBitrix24>>;

export interface FakeBitrixOptions {
  code?: string;
  /** What the portal takes. */
  limit?: { perSecond: number; burst: number };
}

class Refused extends Error {
  readonly reply: VendorReply;
  constructor(status: number, error: string, description: string) {
    super(error);
    this.reply = { status, body: { error, error_description: description } };
  }
}

export async function startFakeBitrix24({
  code = 'planted-webhook-code-4711',
  limit = { perSecond: 2, burst: 50 },
}: FakeBitrixOptions = {}) {
  const items = bitrixStore();
  const bucket = leakyBucket(limit);
  const notes: Record<string, unknown>[] = [];
  const todos: Record<string, unknown>[] = [];
  /** Methods called, those within batches too. */
  const calls: string[] = [];
  let writes = 0;

  const time = () => ({
    start: items.now() / 1000,
    finish: items.now() / 1000,
    duration: 0.1,
    processing: 0.1,
    date_start: new Date(items.now()).toISOString(),
    date_finish: new Date(items.now()).toISOString(),
    operating_reset_at: Math.floor(items.now() / 1000) + 600,
    operating: 0.1,
  });

  const listOf = (type: unknown) => {
    if (Number(type) === 3) return items.contacts;
    if (Number(type) === 2) return items.deals;
    throw new Refused(400, 'NOT_FOUND', 'Smart process was not found');
  };
  const need = (type: unknown, id: unknown): BitrixItemData => {
    const item = listOf(type).get(Number(id));
    if (item === undefined) throw new Refused(400, 'NOT_FOUND', 'Element was not found');
    return item;
  };
  const checkFields = (fields: Record<string, unknown>): void => {
    for (const name of Object.keys(fields))
      if (!itemFields.has(name) && !/^ufCrm/.test(name)) throw new Error(`there is no field ${name}`);
  };

  function run(method: string, given: Record<string, unknown>): unknown {
    calls.push(method);
    const params = given as {
      entityTypeId?: number;
      id?: number;
      fields?: Record<string, unknown>;
      filter?: Record<string, unknown>;
      order?: Record<string, string>;
    };
    switch (method) {
      case 'profile':
        return { ID: '1', ADMIN: true, NAME: 'Anna', LAST_NAME: 'Titova', PERSONAL_GENDER: '', TIME_ZONE: '' };
      case 'crm.item.list': {
        const found = items.find(listOf(params.entityTypeId), params.filter ?? {});
        const down = params.order?.id === 'DESC';
        found.sort((a, b) => (down ? b.id - a.id : a.id - b.id));
        return { items: found.slice(0, pageSize) };
      }
      case 'crm.item.get':
        return { item: need(params.entityTypeId, params.id) };
      case 'crm.item.add': {
        checkFields(params.fields ?? {});
        writes++;
        return { item: items.add(Number(params.entityTypeId) === 3 ? 'contact' : 'deal', params.fields ?? {}) };
      }
      case 'crm.item.update': {
        checkFields(params.fields ?? {});
        writes++;
        return { item: items.change(need(params.entityTypeId, params.id), params.fields ?? {}) };
      }
      case 'crm.item.fields':
        return { fields: items.fields(Number(params.entityTypeId)) };
      case 'crm.category.list':
        return { categories: items.categories };
      case 'crm.status.list':
        return items.statuses.filter((one) => one.ENTITY_ID === params.filter?.ENTITY_ID);
      case 'crm.duplicate.findbycomm': {
        const { type, values } = given as { type: string; values: string[] };
        const ids = items.findByAddress(type, values);
        return ids.length === 0 ? [] : { CONTACT: ids };
      }
      case 'crm.timeline.comment.add':
        writes++;
        return notes.push(params.fields ?? {});
      case 'crm.activity.todo.add':
        writes++;
        return { id: todos.push(given) };
      default:
        throw new Refused(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!');
    }
  }

  function batch({ cmd, halt }: { cmd: Record<string, string>; halt?: number }): unknown {
    const names = Object.keys(cmd);
    if (names.length > 50) throw new Error('more than fifty commands');
    const result: Record<string, unknown> = {};
    const errors: Record<string, unknown> = {};
    for (const name of names) {
      const [method = '', query = ''] = (cmd[name] ?? '').split(/\?(.*)/s);
      if (method === 'batch') throw new Error('a batch within a batch');
      try {
        result[name] = run(method, readQuery(query, result));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        errors[name] = error.reply.body;
        if (halt === 1) break;
      }
    }
    return { result, result_error: Object.keys(errors).length === 0 ? [] : errors, result_total: {}, result_next: [] };
  }

  const vendor = await startFakeVendor(({ method, path, text, query }) => {
    const match = /^(\/rest\/\d+\/([^/]+)\/)([\w.]+)\.json$/.exec(path);
    if (method !== 'POST' || match === null) throw new Error(`there is no ${method} ${path}`);
    const [, base = '', given, name = ''] = match;
    const headers = { date: new Date(items.now()).toUTCString() };
    if (given !== code)
      return { status: 401, body: { error: 'NO_AUTH_FOUND', error_description: 'Wrong authorization data' }, headers };
    if (!bucket.take())
      return { status: 503, body: { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' }, headers };
    const body = JSON.parse(text) as Record<string, unknown>;
    const problem = spec.problemOf({ method, path: `${base}${name}`, query, body });
    if (problem !== null) throw new Error(problem);
    try {
      const result = name === 'batch' ? batch(body as { cmd: Record<string, string> }) : run(name, body);
      return { status: 200, body: { result, time: time() }, headers };
    } catch (error) {
      if (error instanceof Refused) return { ...error.reply, headers };
      throw error;
    }
  });

  return {
    ...vendor,
    webhook: `${vendor.baseUrl}/rest/1/${code}/`,
    code,
    items,
    notes,
    todos,
    calls,
    /** What changed the portal through the API. */
    writes: () => writes,
    tooMany: () => bucket.refused(),
  };
}

/** As PHP reads a query, with `$result[…]` put in. A reference to what is not there becomes nothing. */
function readQuery(query: string, results: Record<string, unknown>): Record<string, unknown> {
  const root: Record<string, unknown> = {};
  for (const part of query.split('&').filter((one) => one !== '')) {
    const equals = part.search(/=(?!\d*\])/);
    const at = splitAt(part, equals);
    const names = [...at.name.matchAll(/^[^[]+|\[([^\]]*)\]/g)].map((one) => decodeURIComponent(one[1] ?? one[0]));
    let inner = root;
    for (const name of names.slice(0, -1)) {
      inner[name] ??= {};
      inner = inner[name] as Record<string, unknown>;
    }
    inner[names.at(-1) ?? ''] = at.value.startsWith('$result[')
      ? lookUp(at.value, results)
      : decodeURIComponent(at.value);
  }
  return root;
}

const splitAt = (text: string, index: number) => ({ name: text.slice(0, index), value: text.slice(index + 1) });

function lookUp(reference: string, results: unknown): unknown {
  let value: unknown = results;
  for (const [, name = ''] of reference.matchAll(/\[([^\]]*)\]/g))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return value ?? '';
}
