/**
 * A loopback Freshdesk: keeps contacts and tickets, lists them in numbered pages, counts the requests of a minute, and refuses what a
 * description written by hand does not take. Its contacts come by name, which is no order that Freshdesk promises. Never compared with the
 * real one.
 */
import specification from '../../connectors/freshdesk/specification/freshdesk.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
const day = 86_400_000;

export interface DeskThing {
  id: number;
  created_at: string;
  updated_at: string;
  deleted: boolean;
  custom_fields: Record<string, unknown>;
  [field: string]: unknown;
}

const ticketFields = [
  { id: 1, name: 'subject', label: 'Subject', type: 'default_subject' },
  {
    id: 2,
    name: 'status',
    label: 'Status',
    type: 'default_status',
    choices: {
      2: ['Open', 'Being processed'],
      3: ['Pending', 'Awaiting you'],
      4: ['Resolved'],
      5: ['Closed'],
      6: ['In repair'],
    },
  },
  { id: 3, name: 'cf_reason', label: 'Reason', type: 'custom_dropdown', choices: ['Bug', 'Other'] },
  { id: 4, name: 'cf_days', label: 'Days', type: 'custom_number' },
  { id: 5, name: 'cf_urgent', label: 'Urgent', type: 'custom_checkbox' },
  { id: 6, name: 'cf_place', label: 'Place', type: 'nested_field' },
];
const contactFields = [
  { id: 8, name: 'name', label: 'Name', type: 'default_name' },
  { id: 9, name: 'loyalty', label: 'Loyalty', type: 'custom_text' },
];

const invalid = (field: string, message: string): VendorReply => ({
  status: 400,
  body: { description: 'Validation failed', errors: [{ field, message, code: 'invalid_value' }] },
});

export type FakeFreshdesk = Awaited<ReturnType<typeof startFakeFreshdesk>>;

export async function startFakeFreshdesk({ key = 'planted-freshdesk-key-4711', perMinute = 2_700 } = {}) {
  const contacts = new Map<number, DeskThing>();
  const tickets = new Map<number, DeskThing>();
  const notes: (Record<string, unknown> & { ticket: number })[] = [];
  let clock: number | null = null;
  let meanwhile: (() => void) | null = null;
  let lastId = 0;
  let writes = 0;
  let tooMany = 0;
  const times: number[] = [];
  const lists: number[] = [];
  const now = (): number => clock ?? Date.now();
  const text = (): string => `${new Date(now()).toISOString().slice(0, 19)}Z`;

  function take(of: number[], most: number): boolean {
    const at = performance.now();
    while (of[0] !== undefined && at - of[0] > 60_000) of.shift();
    if (of.length >= most) {
      tooMany++;
      return false;
    }
    of.push(at);
    return true;
  }

  const common = () => ({
    id: ++lastId,
    created_at: text(),
    updated_at: text(),
    deleted: false,
    tags: [],
    custom_fields: {},
  });
  function addContact(fields: Record<string, unknown>): DeskThing {
    const more = { email: null, mobile: null, phone: null, other_emails: [], language: 'en', time_zone: 'UTC' };
    const thing: DeskThing = { ...common(), ...more, ...fields };
    contacts.set(thing.id, thing);
    return thing;
  }
  function addTicket(fields: Record<string, unknown>): DeskThing {
    const thing: DeskThing = {
      ...common(),
      status: 2,
      priority: 1,
      source: 2,
      requester_id: null,
      type: null,
      ...fields,
    };
    tickets.set(thing.id, thing);
    return thing;
  }
  const change = (thing: DeskThing, fields: Record<string, unknown>): DeskThing =>
    Object.assign(thing, fields, { updated_at: text() });

  function list(things: Map<number, DeskThing>, query: URLSearchParams): VendorReply {
    const size = Number(query.get('per_page') ?? 30);
    const page = Number(query.get('page') ?? 1);
    const isTickets = things === tickets;
    const since = Date.parse(query.get(isTickets ? 'updated_since' : '_updated_since') ?? '');
    const gone = query.get('filter') === 'deleted';
    const found = [...things.values()].filter(
      (one) =>
        one.deleted === gone &&
        (Number.isNaN(since)
          ? !isTickets || Date.parse(one.created_at) >= now() - 30 * day
          : Date.parse(one.updated_at) >= since),
    );
    const by = isTickets ? (query.get('order_by') ?? 'created_at') : 'name';
    const sign = !isTickets || query.get('order_type') === 'asc' ? 1 : -1;
    found.sort((a, b) => {
      const [one, other] = [String(a[by]), String(b[by])];
      return sign * (one < other ? -1 : one > other ? 1 : a.id - b.id);
    });
    // A list does not say of its tickets that they are deleted: it was asked for those.
    const told = isTickets ? found.map(({ deleted: _, ...rest }) => rest) : found;
    return { status: 200, body: told.slice((page - 1) * size, page * size) };
  }

  function requesterOf({ requester_id: id, email, phone, name }: Record<string, unknown>): number | null {
    if (id !== undefined) return contacts.has(Number(id)) ? Number(id) : null;
    const by = email !== undefined ? 'email' : 'mobile';
    const value = String(email ?? phone);
    const found = [...contacts.values()].find(
      (one) => !one.deleted && String(one[by]).toLowerCase() === value.toLowerCase(),
    );
    return (found ?? addContact({ name: name ?? value, [by]: value })).id;
  }
  function create(body: Record<string, unknown>): VendorReply {
    const { email, phone, name, requester_id, ...fields } = body;
    if (email === undefined && phone === undefined && requester_id === undefined)
      return invalid('requester_id', 'It should be filled');
    if (phone !== undefined && email === undefined && name === undefined) return invalid('name', 'It should be filled');
    for (const field of Object.keys((body.custom_fields ?? {}) as object))
      if (!ticketFields.some((one) => one.name === field)) return invalid(field, 'Unexpected field');
    const requester = requesterOf(body);
    if (requester === null) return invalid('requester_id', 'There is no contact matching the given requester_id');
    writes++;
    return { status: 201, body: addTicket({ ...fields, requester_id: requester }) };
  }

  function answer({ method, path, query }: VendorRequest, body: Record<string, unknown>): VendorReply {
    const [, , , place, id, part] = path.split('/');
    if (place === 'agents')
      return { status: 200, body: { id: 1, contact: { name: 'Agent', email: 'agent@example.com' } } };
    if (place === 'ticket_fields') return { status: 200, body: ticketFields };
    if (place === 'contact_fields') return { status: 200, body: contactFields };
    const things = place === 'contacts' ? contacts : tickets;
    if (id === undefined) {
      if (method === 'POST') return create(body);
      return take(lists, perMinute / 10) ? list(things, query) : refusedNow();
    }
    const thing = things.get(Number(id));
    if (thing === undefined || (things === tickets && thing.deleted && method !== 'GET')) return { status: 404 };
    if (part === 'notes') {
      writes++;
      change(thing, {});
      return { status: 201, body: { id: notes.push({ ...body, ticket: thing.id }), ticket_id: thing.id } };
    }
    if (method === 'GET') return { status: 200, body: thing };
    writes++;
    return { status: 200, body: change(thing, body) };
  }
  const refusedNow = (): VendorReply => ({
    status: 429,
    body: { message: 'You have exceeded the limit of requests per minute' },
    headers: { 'retry-after': '30' },
  });

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.headers.authorization !== `Basic ${Buffer.from(`${key}:X`).toString('base64')}`)
      return {
        status: 401,
        headers,
        body: { code: 'invalid_credentials', message: 'You have to be logged in to perform this action.' },
      };
    if (!take(times, perMinute)) return refusedNow();
    const body = request.text === '' ? undefined : (JSON.parse(request.text) as Record<string, unknown>);
    const said = spec.problemOf({
      method: request.method,
      path: request.path,
      query: request.query,
      ...(body === undefined ? {} : { body }),
    });
    if (said !== null) throw new Error(said);
    const reply = answer(request, body ?? {});
    // As it stood then, whatever people do now.
    const sent = { ...reply, ...(reply.body === undefined ? {} : { body: structuredClone(reply.body) }) };
    meanwhile?.();
    const left = { 'x-ratelimit-total': String(perMinute), 'x-ratelimit-remaining': String(perMinute - times.length) };
    return { ...sent, headers: { ...headers, ...left, ...reply.headers } };
  });

  return {
    ...vendor,
    spec,
    key,
    config: { address: vendor.baseUrl, apiKey: key },
    contacts,
    tickets,
    notes,
    addContact,
    addTicket,
    change,
    remove: (thing: DeskThing) => change(thing, { deleted: true }),
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    /** What people do after each answer was made. */
    setMeanwhile(work: (() => void) | null): void {
      meanwhile = work;
    },
    writes: () => writes,
    tooMany: () => tooMany,
  };
}
