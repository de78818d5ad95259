/** One call of Twilio's API, and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { TwilioConfig } from './index.ts';

const defaultBaseUrl = 'https://api.twilio.com';

export interface TwilioCall {
  method: 'GET' | 'POST';
  path: string;
  query?: Readonly<Record<string, string>>;
  form?: URLSearchParams;
  signal: AbortSignal;
  acts: boolean;
}

const refusalSchema = z.object({ code: z.number().nullish(), message: z.string() });

export function twilioCalls(config: TwilioConfig): (call: TwilioCall) => Promise<unknown> {
  const send = vendorCalls(config.baseUrl ?? defaultBaseUrl);
  const login = Buffer.from(`${config.apiKey ?? config.accountSid}:${config.secret}`).toString('base64');
  return async ({ form, ...call }) => {
    const answer = await send({
      ...call,
      ...(form === undefined ? {} : { body: form }),
      headers: { authorization: `Basic ${login}` },
    });
    if (answer.status < 300 && typeof answer.body === 'object') return answer.body;
    const said = refusalSchema.safeParse(answer.body);
    throw said.success && answer.status >= 400
      ? refusal(answer, said.data.code ?? null, said.data.message.replaceAll(config.secret, '…'))
      : strangeAnswer('Twilio', answer, call.acts);
  };
}

/** Codes say more than HTTP's. Those not named here are faults of the request. */
const classes: Readonly<Record<number, ErrorClass>> = {
  20003: 'bad-credentials',
  20429: 'rate-limited',
  21211: 'unreachable-recipient',
  21610: 'blocked',
  21611: 'temporary',
  21614: 'unreachable-recipient',
};

function refusal({ status, retryAfter }: VendorAnswer, code: number | null, said: string): ConnectorError {
  const errorClass = classes[code ?? 0] ?? classOf(status);
  const words = `${said} (${code === null ? `HTTP ${status}` : code})`;
  const messages: Partial<Record<ErrorClass, string>> = {
    'bad-credentials': `Twilio refuses the login: ${words}. Copy the Account SID and the Auth Token again from the Twilio console.`,
    'rate-limited': `Twilio asks to slow down: ${words}.`,
    temporary: `Twilio has a problem of its own: ${words}.`,
    blocked: `The person answered STOP and gets no more SMS from this sender: ${words}.`,
    'unreachable-recipient': `No SMS can reach this number: ${words}.`,
  };
  return new ConnectorError(
    errorClass,
    messages[errorClass] ?? `Twilio refused: ${words}.`,
    retryAfter === null ? {} : { retryAfter },
  );
}

/** The account is part of every address: what is not found is the account. */
function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403 || status === 404) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}
