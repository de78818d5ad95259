/** One call of SendGrid's API, and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import { strangeAnswer, type VendorAnswer, type VendorCall, vendorCalls } from '../vendor-call.ts';
import type { SendGridConfig } from './index.ts';

const hosts = { global: 'https://api.sendgrid.com', eu: 'https://api.eu.sendgrid.com' } as const;

export type SendGridCall = (call: Omit<VendorCall, 'headers'>) => Promise<VendorAnswer>;

const refusalSchema = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
});

export function sendGridCalls(config: SendGridConfig): SendGridCall {
  const send = vendorCalls(config.baseUrl ?? hosts[config.region]);
  return async (call) => {
    const answer = await send({ ...call, headers: { authorization: `Bearer ${config.apiKey}` } });
    if (answer.status === (call.method === 'POST' ? 202 : 200)) return answer;
    const said = refusalSchema.safeParse(answer.body);
    if (!said.success || answer.status < 400) throw strangeAnswer('SendGrid', answer, call.acts);
    const words = said.data.errors
      .map(({ message, field }) => (field == null ? message : `${message} (${field})`))
      .join('; ')
      .replaceAll(config.apiKey, '…');
    throw refusal(answer, words.slice(0, 1000));
  };
}

function refusal({ status, retryAfter }: VendorAnswer, said: string): ConnectorError {
  const errorClass = classOf(status);
  const messages: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 403
        ? `SendGrid does not let this key send from this address: ${said}. Confirm the sender in SendGrid (Settings, Sender Authentication).`
        : `SendGrid refuses the key: ${said}. Make a new one in SendGrid under Settings, API Keys.`,
    'rate-limited': `SendGrid asks to slow down: ${said}.`,
    temporary: `SendGrid has a problem of its own: ${said} (HTTP ${status}).`,
  };
  return new ConnectorError(
    errorClass,
    messages[errorClass] ?? `SendGrid refused the letter: ${said} (HTTP ${status}).`,
    retryAfter === null ? {} : { retryAfter },
  );
}

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}
