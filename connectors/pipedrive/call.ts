/** One call of Pipedrive's API at the pace that it takes, and its refusals sorted into classes. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { PipedriveConfig } from './index.ts';

/** Twenty requests in two seconds on the smallest plan; ten searches. */
const pace = { perSecond: 8, burst: 4 } as const;
const searchPace = { perSecond: 4, burst: 1 } as const;
const slowDown: Millis = 2_000;
/** The day's tokens are used up, or Pipedrive's gate is shut because the limits were not kept to. */
const longWait: Millis = 3_600_000;

const refusalSchema = z.looseObject({
  success: z.literal(false),
  error: z.string().nullish(),
  error_info: z.string().nullish(),
  code: z.string().nullish(),
});
const answerSchema = z.looseObject({
  success: z.literal(true),
  data: z.unknown(),
  additional_data: z.looseObject({ next_cursor: z.string().nullish() }).nullish(),
});

export interface PipedriveCall {
  method: 'GET' | 'POST' | 'PATCH';
  /** With the version: `/api/v2/persons`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
}
/** `next`: the position of the next page. `at`: the vendor's clock. */
export type PipedriveCalls = (
  call: PipedriveCall,
) => Promise<{ data: unknown; next: string | null; at: Millis | null }>;

export function pipedriveCalls({ baseUrl, token }: PipedriveConfig): PipedriveCalls {
  const send = vendorCalls(baseUrl);
  const login = `pipedrive ${new URL(baseUrl).host} ${createHash('sha256').update(token).digest('hex')}`;
  const all = paceOf(login, pace);
  const searches = paceOf(`${login} search`, searchPace);
  return async ({ signal, ...call }) => {
    const acts = call.method !== 'GET';
    try {
      await all.turn(signal);
      if (call.path.endsWith('/search')) await searches.turn(signal);
    } catch {
      throw new ConnectorError(
        'unreachable',
        'Pipedrive was not asked in time: too many questions wait for their turn.',
      );
    }
    const headers = { 'x-api-token': token, 'content-type': 'application/json' };
    const answer = await send({ ...call, headers, signal, acts });
    const date = Date.parse(answer.header('date') ?? '');
    const said = answerSchema.safeParse(answer.body);
    if (answer.status < 300 && said.success)
      return {
        data: said.data.data,
        next: said.data.additional_data?.next_cursor || null,
        at: Number.isNaN(date) ? null : date,
      };
    const refused = refusalSchema.safeParse(answer.body);
    if (answer.status >= 400 && refused.success) throw refusal(answer, refused.data, acts, token);
    // Who goes on asking after a 429 is met by a web page with this number.
    if (answer.status === 403)
      throw new ConnectorError(
        'rate-limited',
        'Pipedrive has shut this computer out for a while, because it was asked too often. It is asked again in an hour.',
        { retryAfter: longWait },
      );
    throw strangeAnswer('Pipedrive', answer, acts);
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'Pipedrive gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 402 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(
  answer: VendorAnswer,
  { error, error_info, code }: z.output<typeof refusalSchema>,
  acts: boolean,
  token: string,
): ConnectorError {
  const { status } = answer;
  const said = [error, error_info, code, `HTTP ${status}`].filter((part) => part).join(', ');
  const errorClass = classOf(status);
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 402
        ? `Pipedrive says that the account is closed or not paid (${said}).`
        : status === 403
          ? `The user of the token may not do this (${said}). Give the rights in Pipedrive, or use the token of another user.`
          : `Pipedrive refuses the token (${said}). Copy it again in Pipedrive, under Personal preferences, API.`,
    'rate-limited':
      answer.header('x-daily-requests-left') === '0'
        ? `All that Pipedrive allows this company in a day is used up (${said}). It is tried again every hour.`
        : `Pipedrive asks to slow down (${said}).`,
    temporary: `Pipedrive has a problem of its own (${said}).`,
  };
  return new ConnectorError(errorClass, (words[errorClass] ?? `Pipedrive refused: ${said}.`).replaceAll(token, '…'), {
    ...(errorClass === 'rate-limited' ? { retryAfter: waitOf(answer) } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}

function waitOf(answer: VendorAnswer): Millis {
  if (answer.header('x-daily-requests-left') === '0') return longWait;
  const seconds = answer.header('x-ratelimit-reset');
  const reset = seconds !== null && /^\d{1,4}$/.test(seconds) ? Number(seconds) * 1000 : slowDown;
  return answer.retryAfter ?? Math.max(1_000, reset);
}
