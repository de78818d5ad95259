/** One call of Bitrix24, or up to fifty in one `batch`, at the pace that the portal takes; and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, vendorCalls } from '../vendor-call.ts';
import type { Bitrix24Config } from './index.ts';

/** Requests a second and at once, by portal and address of the caller, whatever the webhook. */
const paces = {
  usual: { perSecond: 2, burst: 10 },
  enterprise: { perSecond: 5, burst: 250 },
} as const;
/** After QUERY_LIMIT_EXCEEDED the bucket has room again in seconds; an overloaded portal wants more. */
const slowDown: Millis = 3_000;
const overloaded: Millis = 60_000;
/** The window in which a method's working time is counted. */
const operatingWindow: Millis = 600_000;

const refusalSchema = z.object({ error: z.union([z.string(), z.number()]), error_description: z.string().default('') });
const timeSchema = z.object({ date_start: z.string().optional(), operating_reset_at: z.number().optional() }).partial();
const answerSchema = z.object({ result: z.unknown(), time: timeSchema.optional() });
const batchSchema = z.object({
  result: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]),
  result_error: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});

export interface BitrixAnswer {
  result: unknown;
  /** The portal's clock. */
  at: Millis | null;
}

export interface BitrixCalls {
  call(method: string, params: object, options: { signal: AbortSignal; acts?: boolean }): Promise<BitrixAnswer>;
  /** `cmd` by name; answers by name. A command that is refused throws. */
  batch(
    cmd: Readonly<Record<string, string>>,
    options: { signal: AbortSignal },
  ): Promise<{ results: Readonly<Record<string, unknown>>; at: Millis | null }>;
}

export function bitrixCalls({ webhook, plan }: Bitrix24Config): BitrixCalls {
  const send = vendorCalls(webhook);
  const pace = paceOf(`bitrix24 ${new URL(webhook).host}`, paces[plan]);
  /** The path holds the secret: not even a vendor's own words may say it. */
  const secret = webhook.replace(/\/+$/, '').split('/').at(-1) ?? webhook;

  const call: BitrixCalls['call'] = async (method, params, { signal, acts = false }) => {
    await pace.turn(signal).catch(() => {
      throw new ConnectorError(
        'unreachable',
        'Bitrix24 was not asked in time: too many questions wait for their turn.',
      );
    });
    const answer = await send({
      method: 'POST',
      path: `/${method}.json`,
      headers: { 'content-type': 'application/json' },
      body: params as Record<string, unknown>,
      signal,
      acts,
    });
    const refused = refusalSchema.safeParse(answer.body);
    if (refused.success) {
      throw refusal(
        String(refused.data.error),
        refused.data.error_description.replaceAll(secret, '…'),
        answer.status,
        resetOf(answer.body) ?? answer.retryAfter,
        acts,
      );
    }
    const said = answerSchema.safeParse(answer.body);
    if (answer.status >= 300 || !said.success || said.data.result === undefined)
      throw strangeAnswer('Bitrix24', answer, acts);
    const date = Date.parse(answer.header('date') ?? said.data.time?.date_start ?? '');
    return { result: said.data.result, at: Number.isNaN(date) ? null : date };
  };

  return {
    call,
    async batch(cmd, { signal }) {
      const { result, at } = await call('batch', { halt: 1, cmd }, { signal });
      const said = batchSchema.safeParse(result);
      if (!said.success) throw unread();
      const [failed] = Object.values(said.data.result_error ?? {});
      const refused = refusalSchema.safeParse(failed);
      if (refused.success) {
        const { error, error_description } = refused.data;
        throw refusal(String(error), error_description.replaceAll(secret, '…'), 400, resetOf(failed), false);
      }
      // PHP writes an empty object as a list.
      return { results: Array.isArray(said.data.result) ? { ...said.data.result } : said.data.result, at };
    },
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'Bitrix24 gave an answer that cannot be read.', { mayHaveActed: acts });

function resetOf(body: unknown): Millis | null {
  const time = z.object({ time: timeSchema }).safeParse(body).data?.time;
  if (time?.operating_reset_at === undefined) return null;
  return Math.max(1_000, Math.min(operatingWindow, time.operating_reset_at * 1000 - Date.now()));
}

const login: ReadonlySet<string> = new Set([
  'NO_AUTH_FOUND',
  'INVALID_CREDENTIALS',
  'ACCESS_DENIED',
  'EXPIRED_TOKEN',
  'INSUFFICIENT_SCOPE',
]);
const limits: Readonly<Record<string, Millis>> = {
  QUERY_LIMIT_EXCEEDED: slowDown,
  OVERLOAD_LIMIT: overloaded,
  OPERATION_TIME_LIMIT: operatingWindow,
};

function classOf(code: string, status: number): ErrorClass {
  if (login.has(code) || status === 401 || status === 403) return 'bad-credentials';
  if (Object.hasOwn(limits, code) || status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(
  given: string,
  description: string,
  status: number,
  wait: Millis | null,
  acts: boolean,
): ConnectorError {
  const code = given.toUpperCase();
  const errorClass = classOf(code, status);
  const said = [description.trim(), given].filter((part) => part !== '').join(', ');
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      code === 'INSUFFICIENT_SCOPE'
        ? `The webhook may not do this (${said}). Give it the rights "CRM" and "Users" in Bitrix24, under Developer resources.`
        : `Bitrix24 refuses the webhook (${said}). Make a new one in Bitrix24 under Developer resources, and paste its address here.`,
    'rate-limited': `Bitrix24 asks to slow down (${said}).`,
    temporary: `Bitrix24 has a problem of its own (${said}).`,
  };
  return new ConnectorError(errorClass, words[errorClass] ?? `Bitrix24 refused: ${said}.`, {
    ...(errorClass === 'rate-limited' ? { retryAfter: wait ?? limits[code] ?? slowDown } : {}),
    // An error of the server may come after the work was done; 503 says that it was not taken up.
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}

/** As PHP reads it: `filter[>id]=7`. Brackets stand as they are, so that `$result[…]` is understood. */
export function asQuery(params: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const walk = (name: string, value: unknown): void => {
    if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(`${name}[${encodeURIComponent(key)}]`, inner);
    else parts.push(`${name}=${isReference(value) ? value : encodeURIComponent(String(value))}`);
  };
  for (const [name, value] of Object.entries(params)) walk(name, value);
  return parts.join('&');
}

const isReference = (value: unknown): value is string => typeof value === 'string' && value.startsWith('$result[');
