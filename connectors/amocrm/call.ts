/** One call of amoCRM's API v4 at the pace that it takes, and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { AmoCrmConfig } from './index.ts';

/** amoCRM takes seven requests a second, and shuts out who does not keep to it. */
const pace = { perSecond: 6, burst: 6 } as const;
const slowDown: Millis = 5_000;

const refusalSchema = z.looseObject({
  title: z.string().default(''),
  detail: z.string().nullish(),
  'validation-errors': z
    .array(z.object({ errors: z.array(z.object({ path: z.string().nullish(), detail: z.string().nullish() })) }))
    .optional(),
});

export interface AmoCall {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>> | readonly unknown[];
  signal: AbortSignal;
}
/** `body` null: nothing was found. `at`: the vendor's clock. */
export type AmoCalls = (call: AmoCall) => Promise<{ body: unknown; at: Millis | null }>;

export function amoCalls({ address, token }: AmoCrmConfig): AmoCalls {
  const send = vendorCalls(address);
  const bucket = paceOf(`amocrm ${new URL(address).host}`, pace);
  return async ({ signal, ...call }) => {
    const acts = call.method !== 'GET';
    await bucket.turn(signal).catch(() => {
      throw new ConnectorError('unreachable', 'amoCRM was not asked in time: too many questions wait for their turn.');
    });
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await send({ ...call, headers, signal, acts });
    const date = Date.parse(answer.header('date') ?? '');
    const at = Number.isNaN(date) ? null : date;
    if (answer.status === 204) return { body: null, at };
    if (answer.status < 300 && typeof answer.body === 'object') return { body: answer.body, at };
    const said = refusalSchema.safeParse(answer.body);
    if (answer.status < 400 || !said.success) throw strangeAnswer('amoCRM', answer, acts);
    throw refusal(answer, said.data, acts, token);
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'amoCRM gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  // 402: the account is not paid. 403: it, or this computer, is shut out: whoever goes on asking stays so.
  if (status === 401 || status === 402 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(
  { status, retryAfter }: VendorAnswer,
  { title, detail, ...more }: z.output<typeof refusalSchema>,
  acts: boolean,
  token: string,
): ConnectorError {
  const faults = (more['validation-errors'] ?? []).flatMap(({ errors }) =>
    errors.map((one) => [one.path, one.detail].filter((part) => part).join(': ')),
  );
  const said = [detail || title, ...faults.slice(0, 3), `HTTP ${status}`].filter((part) => part !== '').join(', ');
  const errorClass = classOf(status);
  const messages: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 403
        ? `amoCRM has shut out the account or this computer (${said}). Nothing more is asked for an hour. Ask their support if it stays so.`
        : status === 402
          ? `amoCRM says that the account is not paid (${said}).`
          : `amoCRM refuses the token (${said}). It may have ended: make a new long-lived token in the integration's settings, under Keys and scopes.`,
    'rate-limited': `amoCRM asks to slow down (${said}).`,
    temporary: `amoCRM has a problem of its own (${said}).`,
  };
  return new ConnectorError(errorClass, (messages[errorClass] ?? `amoCRM refused: ${said}.`).replaceAll(token, '…'), {
    ...(errorClass === 'rate-limited' ? { retryAfter: retryAfter ?? slowDown } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}
