/**
 * A loopback Genesys Cloud: changes a client's id and secret for tokens, keeps external contacts, scans them with positions that end after a
 * day, takes callbacks and rows of lists, and refuses what a description written by hand does not take. A phone it reads as its SDK says: what
 * is written into `display` becomes `e164` where it has a `+`. Never compared with the real one.
 */
import { randomUUID } from 'node:crypto';
import specification from '../../connectors/genesys-cloud/specification/genesys.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
const day = 86_400_000;

export interface GenesysThing {
  id: string;
  createDate: string;
  modifyDate: string;
  [field: string]: unknown;
}

export const refused = (status: number, code: string, message: string): VendorReply => ({
  status,
  body: { message, code, status, contextId: 'context-1', details: [], errors: [] },
});

const schemas = {
  total: 1,
  entities: [
    {
      id: 'schema-1',
      name: 'Loyalty',
      version: 1,
      enabled: true,
      jsonSchema: {
        type: 'object',
        properties: {
          level_text: { allOf: [{ $ref: '#/definitions/text' }], title: 'Level' },
          visits_integer: { allOf: [{ $ref: '#/definitions/integer' }], title: 'Visits' },
          vip_checkbox: { type: 'boolean', title: 'VIP' },
        },
      },
    },
  ],
};

export type FakeGenesys = Awaited<ReturnType<typeof startFakeGenesys>>;

export async function startFakeGenesys({
  clientId = 'planted-client-id',
  secret = 'planted-genesys-secret-4711',
  perMinute = 300,
} = {}) {
  const contacts = new Map<string, GenesysThing>();
  const notes: { contact: string; noteText: string }[] = [];
  const callbacks: Record<string, unknown>[] = [];
  const rows: { contactListId: string; data: Record<string, string>; priority: string | null }[] = [];
  const tokens = new Set<string>();
  let issued = 0;
  let clock: number | null = null;
  let meanwhile: (() => void) | null = null;
  let writes = 0;
  let tooMany = 0;
  let expiresIn = 86_399;
  let mayReadSchemas = true;
  let lastPageHasPosition = false;
  const times: number[] = [];
  const now = (): number => clock ?? Date.now();
  const text = (): string => new Date(now()).toISOString();

  /** As the vendor writes a phone down. */
  function phone(given: unknown): unknown {
    const display = (given as { display?: unknown } | null)?.display;
    if (typeof display !== 'string') return given;
    const digits = display.replace(/\D/g, '');
    return display.trim().startsWith('+')
      ? { display, userInput: display, e164: `+${digits}` }
      : { display, userInput: display };
  }
  const asKept = (fields: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [name, name.endsWith('Phone') ? phone(value) : value]),
    );

  function add(fields: Record<string, unknown>): GenesysThing {
    const thing: GenesysThing = {
      id: randomUUID(),
      type: 'Curated',
      ...asKept(fields),
      createDate: text(),
      modifyDate: text(),
    };
    contacts.set(thing.id, thing);
    return thing;
  }
  const change = (thing: GenesysThing, fields: Record<string, unknown>): GenesysThing =>
    Object.assign(thing, asKept(fields), { modifyDate: text() });

  function token({ text: form, headers }: VendorRequest): VendorReply {
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') throw new Error('the login takes forms');
    if (new URLSearchParams(form).get('grant_type') !== 'client_credentials') throw new Error('another grant');
    if (headers.authorization !== `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`)
      return {
        status: 400,
        body: {
          error: 'invalid_client',
          description: 'client not found or invalid',
          error_description: 'client not found or invalid',
        },
      };
    const made = `planted-genesys-token-${++issued}`;
    tokens.add(made);
    return { status: 200, body: { access_token: made, token_type: 'bearer', expires_in: expiresIn } };
  }

  /** By id: whoever comes meanwhile may stand before the position, and is found by the next scan. */
  function scan(query: URLSearchParams): VendorReply {
    const limit = Number(query.get('limit') ?? 100);
    const given = query.get('cursor');
    const position =
      given === null ? null : (JSON.parse(Buffer.from(given, 'base64url').toString()) as { id: string; at: number });
    if (position !== null && now() - position.at > day)
      return refused(400, 'bad.request', 'The cursor is invalid or has expired.');
    const all = [...contacts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    const left = position === null ? all : all.filter(({ id }) => id > position.id);
    const entities = left.slice(0, limit);
    const last = entities.at(-1);
    const more = left.length > limit || (lastPageHasPosition && last !== undefined);
    const after = Buffer.from(JSON.stringify({ id: last?.id, at: now() })).toString('base64url');
    return { status: 200, body: { entities, ...(more ? { cursors: { after } } : {}) } };
  }

  const holds = (one: GenesysThing, type: string, value: string): boolean =>
    type === 'Email'
      ? ['workEmail', 'personalEmail', 'otherEmail'].some(
          (name) => String(one[name] ?? '').toLowerCase() === value.toLowerCase(),
        )
      : ['workPhone', 'cellPhone', 'homePhone', 'otherPhone'].some(
          (name) => (one[name] as { e164?: string } | undefined)?.e164 === `+${value.replace(/\D/g, '')}`,
        );

  function patch(
    thing: GenesysThing,
    changes: readonly { field: string; value?: unknown; action: string }[],
  ): VendorReply {
    const next: Record<string, unknown> = structuredClone(thing);
    for (const { field, value, action } of changes) {
      const [name = '', inner] = field.split('.').slice(1);
      if (inner !== undefined && next[name] === undefined) next[name] = {};
      const holder = inner === undefined ? next : (next[name] as Record<string, unknown>);
      const key = inner ?? name;
      const kept = key.endsWith('Phone') ? phone(value) : value;
      const isEmpty = holder[key] === undefined || holder[key] === null || holder[key] === '';
      if (action === 'Update' || (action === 'UpdateIfEmpty' && isEmpty)) holder[key] = kept;
      else if (action === 'Remove') delete holder[key];
    }
    writes++;
    return { status: 200, body: Object.assign(thing, next, { modifyDate: text() }) };
  }

  function answer({ method, path, query }: VendorRequest, body: never): VendorReply {
    const [, , , place = '', ...rest] = path.split('/');
    if (place === 'tokens')
      return {
        status: 200,
        body: { organization: { id: 'o', name: 'Pizza Shop' }, OAuthClient: { id: clientId, name: 'Kaskad' } },
      };
    if (place === 'conversations') {
      writes++;
      const id = `conversation-${callbacks.push(body)}`;
      return {
        status: 202,
        body: { conversation: { id }, callbackIdentifiers: [{ type: 'CALLBACK', id: `${id}-1` }] },
      };
    }
    if (place === 'outbound') {
      const wanted = body as { contactListId: string; data: Record<string, string> }[];
      if (rest[1] === 'no-such-list') return refused(404, 'not.found', 'The requested contact list was not found.');
      writes++;
      const made = wanted.map((one) => ({
        ...one,
        id: `row-${rows.push({ ...one, priority: query.get('priority') })}`,
      }));
      return { status: 200, body: made };
    }
    if (rest[0] === 'scan') return scan(query);
    if (rest[0] === 'identifierlookup') {
      const { type, value } = body as { type: string; value: string };
      const found = [...contacts.values()].find((one) => holds(one, type, value));
      return found === undefined
        ? refused(404, 'not.found', 'The requested contact was not found.')
        : { status: 200, body: found };
    }
    if (rest[1] === 'schemas')
      return mayReadSchemas
        ? { status: 200, body: schemas }
        : refused(
            403,
            'missing.any.permissions',
            'Unable to perform the requested action. You are missing the following permission(s): externalContacts:customFields:view',
          );
    if (rest[1] === undefined) {
      writes++;
      return { status: 200, body: add(body) };
    }
    const thing = contacts.get(rest[1]);
    if (thing === undefined) return refused(404, 'not.found', 'The requested contact was not found.');
    if (rest[2] === 'notes') {
      writes++;
      const { noteText } = body as { noteText: string };
      return { status: 200, body: { id: `note-${notes.push({ contact: thing.id, noteText })}`, noteText } };
    }
    if (method === 'GET') return { status: 200, body: thing };
    return patch(thing, (body as { changes: [] }).changes);
  }

  const vendor = await startFakeVendor((request) => {
    const headers = { date: new Date(now()).toUTCString() };
    if (request.path === '/oauth/token') return token(request);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!tokens.has(bearer)) return { ...refused(401, 'bad.credentials', 'Invalid login credentials.'), headers };
    const at = performance.now();
    while (times[0] !== undefined && at - times[0] > 60_000) times.shift();
    if (times.length >= perMinute) {
      tooMany++;
      return {
        ...refused(429, 'too.many.requests', 'Rate limit exceeded the maximum.'),
        headers: { 'retry-after': '30' },
      };
    }
    times.push(at);
    const body: unknown = request.text === '' ? undefined : JSON.parse(request.text);
    const said = spec.problemOf({
      method: request.method,
      path: request.path,
      query: request.query,
      ...(body === undefined ? {} : { body }),
    });
    if (said !== null) throw new Error(said);
    const reply = answer(request, body as never);
    // As it stood then, whatever people do now.
    const sent = { ...reply, body: structuredClone(reply.body) };
    meanwhile?.();
    const counted = {
      'inin-ratelimit-allowed': String(perMinute),
      'inin-ratelimit-count': String(times.length),
      'inin-ratelimit-reset': '60',
    };
    return { ...sent, headers: { ...headers, ...counted, ...reply.headers } };
  });

  return {
    ...vendor,
    spec,
    config: { region: 'eu-central-1', clientId, clientSecret: secret, baseUrl: vendor.baseUrl },
    contacts,
    notes,
    callbacks,
    rows,
    add,
    change,
    remove: (thing: GenesysThing) => contacts.delete(thing.id),
    now,
    setNow(ms: number | null): void {
      clock = ms;
    },
    /** What people do after each answer was made. */
    setMeanwhile(work: (() => void) | null): void {
      meanwhile = work;
    },
    /** Of the tokens to come, in seconds. */
    setLifetime(seconds: number): void {
      expiresIn = seconds;
    },
    /** As when the client's secret was changed: none of the tokens is taken any more. */
    takeTokensBack: () => tokens.clear(),
    issued: () => issued,
    hideSchemas(): void {
      mayReadSchemas = false;
    },
    /** Whether the last page names a position behind it is not known of the real one. */
    positionBehindLast(): void {
      lastPageHasPosition = true;
    },
    writes: () => writes,
    tooMany: () => tooMany,
  };
}
