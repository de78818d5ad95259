/** One call of Freshdesk's API v2 at the pace that the account takes, and its refusals sorted into classes. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { FreshdeskConfig } from './index.ts';

/** Where a refusal for too many calls does not say how long to wait. */
const slowDown: Millis = 60_000;

/**
 * What one computer takes of an account's calls. Freshdesk tells how many a minute all programs have together (`X-RateLimit-Total`; some plans
 * count by the hour, and tell thousands): half of them are taken, and of lists, which are a tenth of all on the smallest plan, three
 * quarters. Before it is told, forty a minute.
 */
export function pacesOf(total: number | null): Record<'all' | 'lists', { perSecond: number; burst: number }> {
  const perMinute = total !== null && total >= 80 && total < 3_000 ? total : 80;
  return {
    all: { perSecond: perMinute / 2 / 60, burst: 8 },
    lists: { perSecond: Math.max(15, perMinute * 0.075) / 60, burst: 4 },
  };
}
/** By login: what Freshdesk told last. */
const totals = new Map<string, number>();

const refusalSchema = z.looseObject({
  code: z.string().nullish(),
  message: z.string().nullish(),
  description: z.string().nullish(),
  errors: z
    .array(z.looseObject({ field: z.string().nullish(), message: z.string().nullish(), code: z.string().nullish() }))
    .nullish(),
});

export interface FreshdeskCall {
  method: 'GET' | 'POST' | 'PUT';
  /** After `/api/v2`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** Refusals that are an answer here: they are given back. */
  takes?: readonly number[];
}
/** `at`: the vendor's clock. */
export type FreshdeskCalls = (call: FreshdeskCall) => Promise<{ status: number; body: unknown; at: Millis | null }>;

export function freshdeskCalls({ address, apiKey }: FreshdeskConfig): FreshdeskCalls {
  const base = address.replace(/\/+$/, '');
  const send = vendorCalls(base);
  const authorization = `Basic ${Buffer.from(`${apiKey}:X`).toString('base64')}`;
  // The limits are the account's, whosever key it is; a wrong key learns nothing of them.
  const login = `freshdesk ${new URL(base).host} ${createHash('sha256').update(apiKey).digest('hex')}`;
  return async ({ signal, takes = [], path, ...call }) => {
    const acts = call.method !== 'GET';
    const paces = pacesOf(totals.get(login) ?? null);
    try {
      await paceOf(login, paces.all).turn(signal);
      if (call.method === 'GET' && (path === '/tickets' || path === '/contacts'))
        await paceOf(`${login} lists`, paces.lists).turn(signal);
    } catch {
      throw new ConnectorError(
        'unreachable',
        'Freshdesk was not asked in time: too many questions wait for their turn.',
      );
    }
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await send({ ...call, path: `/api/v2${path}`, headers, signal, acts });
    const total = Number(answer.header('x-ratelimit-total') ?? Number.NaN);
    if (answer.status < 300 && Number.isInteger(total) && total > 0) totals.set(login, total);
    const date = Date.parse(answer.header('date') ?? '');
    const at = Number.isNaN(date) ? null : date;
    const { status, body } = answer;
    if (takes.includes(status)) return { status, body, at };
    if (status < 300 && typeof body === 'object' && body !== null) return { status, body, at };
    // What is not there is answered with nothing.
    const said = refusalSchema.safeParse(status === 404 && body === '' ? {} : body);
    if (status < 400 || !said.success) throw strangeAnswer('Freshdesk', answer, acts);
    throw refusal(answer, said.data, acts, [apiKey, authorization]);
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'Freshdesk gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(
  { status, retryAfter }: VendorAnswer,
  { code, message, description, errors }: z.output<typeof refusalSchema>,
  acts: boolean,
  secrets: readonly string[],
): ConnectorError {
  const faults = (errors ?? []).slice(0, 3).map((one) => [one.field, one.message].filter((part) => part).join(': '));
  const said = [message, description, ...faults, code, `HTTP ${status}`].filter((part) => part).join(', ');
  const errorClass = classOf(status);
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 403
        ? `The agent whose key it is may not do this (${said}). Give the agent the rights in Freshdesk, or use another agent’s key.`
        : `Freshdesk refuses the key (${said}). Copy it again in Freshdesk, under Profile settings.`,
    'rate-limited': `Freshdesk asks to slow down (${said}): all programs of the account share its limit.`,
    temporary: `Freshdesk has a problem of its own (${said}).`,
  };
  const text = secrets.reduce(
    (now, secret) => now.replaceAll(secret, '…'),
    words[errorClass] ?? (status === 404 ? `Freshdesk has no such record (${said}).` : `Freshdesk refused: ${said}.`),
  );
  return new ConnectorError(errorClass, text, {
    ...(errorClass === 'rate-limited' ? { retryAfter: retryAfter ?? slowDown } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}
