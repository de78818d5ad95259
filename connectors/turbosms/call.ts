/** One call of TurboSMS. HTTP says 200 also where it refuses: the code in the answer decides. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import { strangeAnswer, vendorCalls } from '../vendor-call.ts';
import type { TurboSmsConfig } from './index.ts';

const defaultBaseUrl = 'https://api.turbosms.ua';
const untilPaid = 3_600_000;
const untilForgotten = 90_000;

const answerSchema = z.object({
  response_code: z.number(),
  response_status: z.string().default(''),
  response_result: z.unknown(),
});

/** Done; taken, sent, or either in part; and the answer to the same request before. */
const good: ReadonlySet<number> = new Set([0, 1, 507, 800, 801, 802, 803]);
export const isGood = (code: number): boolean => good.has(code);

export type TurboSmsCall = (
  path: string,
  body: Readonly<Record<string, unknown>>,
  options: { signal: AbortSignal; acts: boolean },
) => Promise<unknown>;

/** Resolves to `response_result`. */
export function turboSmsCalls(config: TurboSmsConfig): TurboSmsCall {
  const send = vendorCalls(config.baseUrl ?? defaultBaseUrl);
  return async (path, body, { signal, acts }) => {
    const headers = { authorization: `Bearer ${config.token}`, 'content-type': 'application/json' };
    const answer = await send({ method: 'POST', path, headers, body, signal, acts });
    const said = answerSchema.safeParse(answer.body);
    if (said.success) {
      const { response_code: code, response_status: status, response_result: result } = said.data;
      if (isGood(code)) return result;
      throw refusal(code, status.replaceAll(config.token, '…'));
    }
    if (answer.status === 401 || answer.status === 403) throw refusal(105, `HTTP ${answer.status}`);
    throw strangeAnswer('TurboSMS', answer, acts);
  };
}

const token: ReadonlySet<number> = new Set([103, 105, 106, 301]);
const sender: ReadonlySet<number> = new Set([200, 302, 400, 401]);

function classOf(code: number): ErrorClass {
  if (token.has(code) || sender.has(code)) return 'bad-credentials';
  if (code === 203) return 'rate-limited';
  if (code === 404) return 'blocked';
  if (code === 305) return 'unreachable-recipient';
  return code === 427 || code >= 500 ? 'temporary' : 'bad-request';
}

export function refusal(code: number, status: string): ConnectorError {
  const said = `${status} ${code}`.trim();
  const errorClass = classOf(code);
  const wait = code === 203 ? untilPaid : code === 427 ? untilForgotten : null;
  return new ConnectorError(errorClass, wordsFor(errorClass, code, said), wait === null ? {} : { retryAfter: wait });
}

function wordsFor(errorClass: ErrorClass, code: number, said: string): string {
  if (sender.has(code))
    return `TurboSMS does not let you send under this name (${said}). Agree or pay for the name with them, or put another one into the account.`;
  switch (errorClass) {
    case 'bad-credentials':
      return `TurboSMS refuses the token (${said}). Copy it again from your cabinet.`;
    case 'rate-limited':
      return `The TurboSMS account is empty (${said}). Top it up.`;
    case 'blocked':
      return `The number is on the stop list of TurboSMS: the person wants no messages (${said}).`;
    case 'unreachable-recipient':
      return `TurboSMS knows no such number (${said}).`;
    case 'temporary':
      return `TurboSMS could not do it just now (${said}).`;
    default:
      return `TurboSMS refused the message (${said}).`;
  }
}
