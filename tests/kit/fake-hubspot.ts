/**
 * A loopback HubSpot: keeps contacts, deals and tickets, searches them with filters and a single order, ten thousand at most, counts requests and
 * searches apart, and refuses what a description written by hand does not take. Never compared with the real one.
 */
import specification from '../../connectors/hubspot/specification/hubspot.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { leakyBucket } from './leaky-bucket.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
const version = '2026-09';
const most = 10_000;

type Place = 'contacts' | 'deals' | 'tickets' | 'notes' | 'tasks';
export interface HubSpotThing {
  id: string;
  properties: Record<string, string | null>;
  createdAt: string;
  updatedAt: string;
  /** Ids of contacts or deals that it was tied to, with the number of the tie. */
  ties: { to: string; type: number }[];
}

const text = (name: string, label: string, more: object = {}) => ({
  name,
  label,
  type: 'string',
  fieldType: 'text',
  groupName: 'info',
  description: '',
  options: [],
  hidden: false,
  calculated: false,
  hubspotDefined: true,
  modificationMetadata: { archivable: false, readOnlyDefinition: true, readOnlyValue: false },
  ...more,
});
const readOnly = { modificationMetadata: { archivable: false, readOnlyDefinition: true, readOnlyValue: true } };
const properties: Record<'contacts' | 'deals' | 'tickets', ReturnType<typeof text>[]> = {
  contacts: [
    text('email', 'Email'),
    text('hs_additional_emails', 'Additional email addresses', { type: 'enumeration', fieldType: 'checkbox' }),
    text('firstname', 'First name'),
    text('lastname', 'Last name'),
    text('phone', 'Phone number'),
    text('mobilephone', 'Mobile phone number'),
    text('city', 'City'),
    text('lastmodifieddate', 'Last modified', { type: 'datetime', ...readOnly }),
    text('createdate', 'Create date', { type: 'datetime', ...readOnly }),
    text('hs_email_open', 'Opened', { type: 'number' }),
    text('points', 'Points', { type: 'number', hubspotDefined: false }),
    text('born', 'Born', { type: 'date', hubspotDefined: false }),
    text('member', 'Member', { type: 'bool', hubspotDefined: false }),
    text('likes', 'Likes', { type: 'enumeration', fieldType: 'checkbox', hubspotDefined: false }),
    text('secret', 'Hidden', { hidden: true, hubspotDefined: false }),
  ],
  deals: [
    text('dealname', 'Deal name'),
    text('dealstage', 'Deal stage'),
    text('pipeline', 'Pipeline'),
    text('amount', 'Amount', { type: 'number' }),
    text('deal_currency_code', 'Currency'),
    text('delivery', 'Delivery', { hubspotDefined: false }),
  ],
  tickets: [
    text('subject', 'Subject'),
    text('hs_pipeline', 'Pipeline'),
    text('hs_pipeline_stage', 'Status'),
    text('content', 'Description'),
  ],
};
const stage = (id: string, label: string, displayOrder: number, metadata: object) => ({
  id,
  label,
  displayOrder,
  archived: false,
  metadata,
});
const pipelines: Record<string, unknown[]> = {
  deals: [
    {
      id: 'default',
      label: 'Sales',
      displayOrder: 0,
      archived: false,
      stages: [
        stage('closedlost', 'Lost', 3, { isClosed: 'true', probability: '0.0' }),
        stage('appointmentscheduled', 'Appointment', 0, { isClosed: 'false', probability: '0.2' }),
        stage('contractsent', 'Contract', 1, { isClosed: 'false', probability: '0.9' }),
        stage('closedwon', 'Won', 2, { isClosed: 'true', probability: '1.0' }),
      ],
    },
  ],
  tickets: [
    {
      id: '0',
      label: 'Support',
      displayOrder: 0,
      archived: false,
      stages: [stage('1', 'New', 0, { ticketState: 'OPEN' }), stage('4', 'Closed', 1, { ticketState: 'CLOSED' })],
    },
  ],
};

const refused = (status: number, message: string, more: object = {}): VendorReply => ({
  status,
  body: { status: 'error', message, correlationId: 'aeb5f871-7f07-4993-9211-075dc63e7cbf', ...more },
});

export type FakeHubSpot = Awaited<ReturnType<typeof startFakeHubSpot>>;

export async function startFakeHubSpot({
  token = 'planted-hubspot-service-key',
  limit = { perSecond: 10, burst: 100 },
  searches = { perSecond: 5, burst: 5 },
}: {
  token?: string;
  limit?: Bucket;
  searches?: Bucket;
} = {}) {
  const things: Record<Place, Map<string, HubSpotThing>> = {
    contacts: new Map(),
    deals: new Map(),
    tickets: new Map(),
    notes: new Map(),
    tasks: new Map(),
  };
  const bucket = leakyBucket(limit);
  const searchBucket = leakyBucket(searches);
  /** Kinds that the key may not touch. */
  const closed = new Set<string>();
  let clock: number | null = null;
  let lastId = 0;
  let writes = 0;
  const now = (): number => clock ?? Date.now();
  const iso = (): string => new Date(now()).toISOString();

  function add(place: Place, given: Record<string, string>, ties: HubSpotThing['ties'] = []): HubSpotThing {
    const at = iso();
    const thing: HubSpotThing = { id: String(++lastId), properties: given, createdAt: at, updatedAt: at, ties };
    things[place].set(thing.id, thing);
    return thing;
  }
  function change(thing: HubSpotThing, given: Record<string, string>): HubSpotThing {
    for (const [name, value] of Object.entries(given)) thing.properties[name] = value === '' ? null : value;
    thing.updatedAt = iso();
    return thing;
  }

  const readValue = (place: Place, thing: HubSpotThing, name: string): string | null => {
    if (name === 'hs_object_id') return thing.id;
    if (name === 'createdate') return thing.createdAt;
    if (name === (place === 'contacts' ? 'lastmodifieddate' : 'hs_lastmodifieddate')) return thing.updatedAt;
    if (place !== 'notes' && place !== 'tasks' && !properties[place].some((one) => one.name === name))
      throw new Error(`there is no property ${name} of ${place}`);
    return thing.properties[name] ?? null;
  };
  const shown = (place: Place, thing: HubSpotThing, names: readonly string[]) => ({
    id: thing.id,
    properties: Object.fromEntries(
      [...names, 'hs_object_id', 'createdate'].map((name) => [name, readValue(place, thing, name)]),
    ),
    createdAt: thing.createdAt,
    updatedAt: thing.updatedAt,
    archived: false,
  });
  const numbered = (value: string): number => (/^\d+$/.test(value) ? Number(value) : Date.parse(value));

  function search(place: Place, query: SearchBody): VendorReply {
    const holds = (thing: HubSpotThing, { propertyName, operator, value }: Filter): boolean => {
      const has = readValue(place, thing, propertyName);
      if (operator === 'EQ') return has === value;
      if (has === null) return false;
      if (operator === 'GT') return numbered(has) > numbered(value);
      if (operator === 'GTE') return numbered(has) >= numbered(value);
      throw new Error(`an operator nobody plays: ${operator}`);
    };
    const groups = query.filterGroups;
    const all = [...things[place].values()].filter(
      (thing) => groups.length === 0 || groups.some(({ filters }) => filters.every((filter) => holds(thing, filter))),
    );
    const [sort] = query.sorts;
    const sign = sort?.direction === 'DESCENDING' ? -1 : 1;
    const key = (thing: HubSpotThing): number =>
      numbered(readValue(place, thing, sort?.propertyName ?? 'hs_object_id') ?? '0');
    all.sort((a, b) => sign * (key(a) - key(b)));
    const from = Number(query.after);
    if (from + query.limit > most)
      return refused(400, 'There is a problem with the request.', { category: 'VALIDATION_ERROR' });
    const some = all.slice(from, from + query.limit);
    const next = from + some.length < all.length ? { paging: { next: { after: String(from + some.length) } } } : {};
    return {
      status: 200,
      body: { total: all.length, results: some.map((one) => shown(place, one, query.properties)), ...next },
    };
  }

  function batchRead(place: Place, body: { inputs: { id: string }[]; properties: string[] }): VendorReply {
    const found = body.inputs.flatMap(({ id }) => things[place].get(id) ?? []);
    const results = found.map((one) => shown(place, one, body.properties));
    const missing = body.inputs.length - found.length;
    return missing === 0
      ? { status: 200, body: { status: 'COMPLETE', results } }
      : {
          status: 207,
          body: {
            status: 'COMPLETE',
            results,
            numErrors: missing,
            errors: [{ status: 'error', category: 'OBJECT_NOT_FOUND' }],
          },
        };
  }

  function create(
    place: Place,
    body: { properties: Record<string, string>; associations: Association[] },
  ): VendorReply {
    const email = body.properties.email?.toLowerCase();
    if (place === 'contacts' && email !== undefined)
      for (const one of things.contacts.values())
        if (one.properties.email === email)
          return refused(409, `Contact already exists. Existing ID: ${one.id}`, { category: 'CONFLICT' });
    if (place === 'deals' && (body.properties.dealstage ?? '') === '') throw new Error('a deal without a stage');
    if ((place === 'notes' || place === 'tasks') && !/^\d{13}$/.test(body.properties.hs_timestamp ?? ''))
      throw new Error('hs_timestamp is required');
    writes++;
    const ties = body.associations.map(({ to, types }) => ({ to: to.id, type: types[0]?.associationTypeId ?? 0 }));
    const made = add(place, { ...body.properties, ...(email === undefined ? {} : { email }) }, ties);
    return { status: 201, body: shown(place, made, Object.keys(body.properties)) };
  }

  function answer({ method, path, query }: VendorRequest, body: unknown): VendorReply {
    if (path === `/account-info/${version}/details`)
      return {
        status: 200,
        body: { portalId: 12345, accountType: 'STANDARD', timeZone: 'Europe/Kyiv', companyCurrency: 'EUR' },
      };
    const [, , family, , place = '', id, part] = path.split('/').map(decodeURIComponent);
    if (family === 'properties') return { status: 200, body: { results: properties[place as 'contacts'] } };
    if (family === 'pipelines') return { status: 200, body: { results: pipelines[place] ?? [] } };
    if (closed.has(place))
      return refused(403, "This app hasn't been granted all required scopes to make this call.", {
        category: 'MISSING_SCOPES',
      });
    if (family === 'associations') {
      const { inputs } = body as { inputs: { id: string }[] };
      const results = inputs.flatMap(({ id: from }) => {
        const ties = things[place as Place].get(from)?.ties ?? [];
        const to = ties.map((one) => ({
          toObjectId: one.to,
          associationTypes: [{ category: 'HUBSPOT_DEFINED', typeId: one.type, label: null }],
        }));
        return to.length === 0 ? [] : [{ from: { id: from }, to }];
      });
      return { status: 200, body: { status: 'COMPLETE', startedAt: iso(), completedAt: iso(), results } };
    }
    const of = place as Place;
    if (id === 'search') {
      if (!searchBucket.take()) return tooMany('SECONDLY');
      return search(of, body as SearchBody);
    }
    if (part === 'read') return batchRead(of, body as { inputs: { id: string }[]; properties: string[] });
    if (method === 'GET' && id === undefined)
      return {
        status: 200,
        body: {
          results: [...things[of].values()].slice(0, Number(query.get('limit') ?? 10)).map((one) => shown(of, one, [])),
        },
      };
    if (method === 'POST') return create(of, body as Parameters<typeof create>[1]);
    const byEmail = query.get('idProperty') === 'email';
    const thing = byEmail
      ? [...things[of].values()].find((one) => one.properties.email === id?.toLowerCase())
      : things[of].get(id ?? '');
    if (thing === undefined) return refused(404, 'resource not found', { category: 'OBJECT_NOT_FOUND' });
    if (method === 'PATCH') {
      writes++;
      change(thing, (body as { properties: Record<string, string> }).properties);
      return {
        status: 200,
        body: shown(
          of,
          thing,
          Object.keys((body as { properties: object }).properties).concat(of === 'deals' ? ['dealstage'] : []),
        ),
      };
    }
    return {
      status: 200,
      body: shown(
        of,
        thing,
        (query.get('properties') ?? '').split(',').filter((name) => name !== ''),
      ),
    };
  }
  const tooMany = (policyName: string): VendorReply =>
    refused(429, `You have reached your ${policyName.toLowerCase()} limit.`, { errorType: 'RATE_LIMIT', policyName });

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.headers.authorization !== `Bearer ${token}`)
      return {
        ...refused(401, 'Authentication credentials not found.', { category: 'INVALID_AUTHENTICATION' }),
        headers,
      };
    if (!bucket.take()) return { ...tooMany('TEN_SECONDLY_ROLLING'), headers };
    const body = request.text === '' ? undefined : (JSON.parse(request.text) as unknown);
    const said = spec.problemOf({
      method: request.method,
      path: request.path,
      query: request.query,
      ...(body === undefined ? {} : { body }),
    });
    if (said !== null) throw new Error(said);
    return { headers, ...answer(request, body) };
  });

  return {
    ...vendor,
    spec,
    token,
    things,
    closed,
    add,
    change,
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    writes: () => writes,
    tooMany: () => bucket.refused() + searchBucket.refused(),
  };
}

interface Bucket {
  perSecond: number;
  burst: number;
}
interface Filter {
  propertyName: string;
  operator: string;
  value: string;
}
interface SearchBody {
  filterGroups: { filters: Filter[] }[];
  sorts: { propertyName: string; direction: string }[];
  properties: string[];
  limit: number;
  after: string;
}
interface Association {
  to: { id: string };
  types: { associationTypeId: number }[];
}
