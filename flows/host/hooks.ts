/**
 * The addresses of webhook triggers: `POST /hooks/<secret>`. The secret is all that is asked for, so that any system can
 * call, through whatever name or tunnel; a request is small, comes as JSON or form fields, and never from a page (a page
 * would give the secret away). What arrives becomes a contact and an event like any other. What vendors deliver has addresses of
 * its own: see vendor-hooks.ts.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { contactFromValues } from '../contacts/from-values.ts';
import type { Plan } from '../plan/types.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { vendorHookPrefix } from '../sdk/vendor-hook.ts';
import { valueAt, type WebhookPlan, webhookReceived } from '../sdk/webhook.ts';
import { allowance } from './allowance.ts';
import type { HostContext } from './context.ts';
import { vendorHookHandler } from './vendor-hooks.ts';

export interface Hook {
  flow: string;
  node: string;
  /** Only running flows take requests. */
  running: boolean;
  plan: WebhookPlan;
}

/** What became of a request. */
export interface HookAnswer {
  status: 202 | 400 | 404 | 503;
  body: Record<string, unknown>;
}

/** Bytes of one request. */
const maxBody = 256 * 1024;
/** Requests of one address, and requests to addresses that do not exist: so many at once, so many a second over time. */
const limits = { burst: 200, perSecond: 50, strangers: 20, strangersPerSecond: 2 } as const;

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Hooks by the digest of their secret: how long a look-up takes says nothing about the secrets there are. */
export function hooksOf({ store, registry }: Pick<HostContext, 'store' | 'registry'>): Map<string, Hook[]> {
  const found = new Map<string, Hook[]>();
  for (const row of store.live.flows()) {
    const id = row.version === null || row.status === 'stopped' ? null : store.live.currentVersion(row.id, row.version);
    const plan = id === null ? undefined : store.live.version(id)?.plan;
    if (plan === undefined) continue;
    for (const [node, hook] of hooksIn(plan, registry)) {
      const key = digest(hook.path);
      const one = { flow: row.id, node, running: row.status === 'running', plan: hook };
      found.set(key, [...(found.get(key) ?? []), one]);
    }
  }
  return found;
}

function hooksIn(plan: Plan, registry: HostContext['registry']): [string, WebhookPlan][] {
  return plan.triggers.flatMap((node): [string, WebhookPlan][] => {
    const known = plan.nodes[node];
    const trigger = known === undefined || known.disabled ? null : registry.nodes.get(known.type)?.trigger;
    const made = trigger?.(known?.config, { ms: 0, zone: 'UTC' }, (slot) => plan.segments[slot] ?? null);
    return made?.kind === 'event' && made.hook !== undefined && made.hook.path !== '' ? [[node, made.hook]] : [];
  });
}

/** Stores what arrived. A request for several triggers (copies of one flow) is an event for each. */
export function receiveHook(context: HostContext, hooks: readonly Hook[], body: unknown): HookAnswer {
  const running = hooks.filter((hook) => hook.running);
  if (running.length === 0) {
    return {
      status: 503,
      body: { code: 'FLOW_PAUSED', message: 'The flow of this address is paused. Send the request again later.' },
    };
  }
  const { store } = context;
  const answers = store.db.transaction(() => running.map((hook) => storeOne(context, hook, body))).immediate();
  context.engine.wake();
  for (const topic of ['contacts', 'workspace']) context.changes.publish(topic);
  return answers.find(({ status }) => status === 202) ?? (answers[0] as HookAnswer);
}

function storeOne({ store, now }: HostContext, hook: Hook, body: unknown): HookAnswer {
  const { plan } = hook;
  const refuse = (code: string, message: string, more: object = {}): HookAnswer => ({
    status: 400,
    body: { code, message, ...more },
  });
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuse('NOT_AN_OBJECT', 'The request must be one JSON object, or form fields.');
  }
  const values = plan.fields.map(({ from, to }) => ({ field: to, value: valueAt(body, from) }));
  const read = contactFromValues(values, store.meta.get().timezone);
  const ignored = read.ignored.length === 0 ? {} : { ignored: read.ignored };
  if (read.nameless) {
    const places = plan.fields.filter(({ to }) => /^(?:key|email|phone|address\.)/.test(to)).map(({ from }) => from);
    return refuse(
      'NO_CONTACT',
      `The request does not say whose it is: nothing usable stands at ${places.join(', ')}.`,
      ignored,
    );
  }
  const { key, addresses = [] } = read.input;
  const known =
    (key == null ? null : store.contacts.byKey(key)) ??
    addresses.map(({ kind, value }) => store.contacts.byAddress(kind, value)).find((id) => id !== null);
  if (!plan.create && known == null) {
    return refuse('UNKNOWN_CONTACT', 'Nobody in this workspace has that key or address, and this address adds nobody.');
  }
  const at = now();
  try {
    const contact = store.contacts.save(read.input, at, 'webhook').id;
    const id = plan.id === null ? undefined : valueAt(body, plan.id);
    const unique = ['string', 'number'].includes(typeof id)
      ? `${hook.flow}:${hook.node}:${String(id).slice(0, 500)}`
      : null;
    const props =
      plan.props === null
        ? { ...body }
        : Object.fromEntries(
            plan.props.map(({ from, to }) => [to, valueAt(body, from)]).filter(([, value]) => value !== undefined),
          );
    const stored = store.events.insert({
      contactId: contact,
      type: webhookReceived,
      at,
      key: unique,
      props: { ...props, flow: hook.flow, node: hook.node },
      source: 'webhook',
    });
    return {
      status: 202,
      body: { event: stored.id, ...(stored.inserted ? {} : { duplicate: true }), ...ignored },
    };
  } catch (error) {
    if (error instanceof KaskadError) return refuse(error.code.toUpperCase().replaceAll('-', '_'), error.message);
    throw error;
  }
}

/** Answers requests below `/hooks/`. */
export function hookHandler(context: HostContext) {
  const vendors = vendorHookHandler(context);
  let known: { fingerprint: number; hooks: Map<string, Hook[]> } | null = null;
  const buckets = new Map<string, (now: Millis) => boolean>();
  const strangers = allowance(limits.strangers, limits.strangersPerSecond);
  const find = (secret: string): { key: string; hooks: readonly Hook[] } => {
    const fingerprint = context.store.live.fingerprint();
    if (known?.fingerprint !== fingerprint) {
      known = { fingerprint, hooks: hooksOf(context) };
      buckets.clear();
    }
    const key = digest(secret);
    return { key, hooks: known.hooks.get(key) ?? [] };
  };
  const mayCall = (key: string, now: Millis): boolean => {
    const bucket = buckets.get(key) ?? allowance(limits.burst, limits.perSecond);
    buckets.set(key, bucket);
    return bucket(now);
  };

  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    if (path.startsWith(vendorHookPrefix)) return vendors(request, response, path.slice(vendorHookPrefix.length));
    const say = (status: number, code: string, message: string): void => {
      // Nothing more of a refused request is read.
      response.setHeader('connection', 'close');
      send(response, status, { code, message });
    };
    if (request.method !== 'POST') {
      response.setHeader('allow', 'POST');
      return say(405, 'METHOD_NOT_ALLOWED', 'Send a POST request.');
    }
    if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined) {
      return say(403, 'FROM_A_PAGE', 'A page must not know this address. Call it from a server.');
    }
    const { key, hooks } = find(path.slice('/hooks/'.length));
    const now = Date.now();
    if (!(hooks.length === 0 ? strangers(now) : mayCall(key, now))) {
      response.setHeader('retry-after', '1');
      return say(429, 'TOO_MANY_REQUESTS', 'Too many requests at once. Send this one again in a second.');
    }
    if (hooks.length === 0) return say(404, 'NOT_FOUND', 'There is no such address, or its flow does not run.');
    const body = await bodyOf(request);
    if ('refused' in body) return say(...body.refused);
    const answer = receiveHook(context, hooks, body.value);
    if (answer.status === 503) response.setHeader('retry-after', '60');
    send(response, answer.status, answer.body);
  };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

type Body = { value: unknown } | { refused: [number, string, string] };

async function bodyOf(request: IncomingMessage): Promise<Body> {
  const tooLarge: Body = { refused: [413, 'PAYLOAD_TOO_LARGE', `A request may carry ${maxBody} bytes at most.`] };
  if (Number(request.headers['content-length'] ?? 0) > maxBody) return tooLarge;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) return tooLarge;
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded') return { value: formOf(text) };
  if (type !== '' && type !== 'application/json' && !type.endsWith('+json')) {
    return { refused: [415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON or form fields, and say so in content-type.'] };
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return { refused: [400, 'BAD_REQUEST', 'The body is not valid JSON.'] };
  }
}

/** A field that comes several times is a list. */
function formOf(text: string): Record<string, string | string[]> {
  const fields = new URLSearchParams(text);
  return Object.fromEntries(
    [...new Set(fields.keys())].map((name) => {
      const all = fields.getAll(name);
      return [name, all.length === 1 ? (all[0] ?? '') : all];
    }),
  );
}
