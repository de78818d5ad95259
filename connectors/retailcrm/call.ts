/** One call of RetailCRM's API v5 at the pace that it takes, and its refusals sorted into classes. What is written is JSON in a field of a form. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { RetailCrmConfig } from './index.ts';

/** A key may ask ten times a second. */
const pace = { perSecond: 8, burst: 8 } as const;
const slowDown: Millis = 3_000;

const answerSchema = z.looseObject({
  success: z.boolean(),
  errorMsg: z.string().optional(),
  errors: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});

export interface RetailCalls {
  /** `at`: the vendor's clock. */
  get(
    path: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<{ body: unknown; at: Millis | null }>;
  /** `fields`: of the form; objects become JSON. */
  post(path: string, fields: Readonly<Record<string, string | object>>, signal: AbortSignal): Promise<unknown>;
}

export function retailCalls({ address, apiKey }: RetailCrmConfig): RetailCalls {
  const send = vendorCalls(address);
  const bucket = paceOf(`retailcrm ${new URL(address).host} ${apiKey}`, pace);

  async function ask(call: Pick<Parameters<typeof send>[0], 'method' | 'path' | 'query' | 'body' | 'signal'>) {
    const acts = call.method !== 'GET';
    await bucket.turn(call.signal).catch(() => {
      throw new ConnectorError(
        'unreachable',
        'RetailCRM was not asked in time: too many questions wait for their turn.',
      );
    });
    const answer = await send({ ...call, headers: { 'x-api-key': apiKey }, acts });
    const said = answerSchema.safeParse(answer.body);
    if (answer.status >= 300 || !said.success || !said.data.success) throw refusal(answer, said.data, acts, apiKey);
    const date = Date.parse(answer.header('date') ?? '');
    return { body: answer.body, at: Number.isNaN(date) ? null : date };
  }

  return {
    get: (path, query, signal) => ask({ method: 'GET', path, query, signal }),
    async post(path, fields, signal) {
      const form = Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      const { body } = await ask({ method: 'POST', path, body: new URLSearchParams(form), signal });
      return body;
    },
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'RetailCRM gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  // Its limit speaks as 503.
  if (status === 429 || status === 503) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(
  answer: VendorAnswer,
  said: z.output<typeof answerSchema> | undefined,
  acts: boolean,
  key: string,
): ConnectorError {
  const { status, body, retryAfter } = answer;
  if (said === undefined) {
    // A page instead of an answer: so speak addresses that are nobody's.
    if (typeof body === 'string' && body.trimStart().startsWith('<') && status < 500 && status !== 429)
      return new ConnectorError(
        'bad-request',
        `There is no RetailCRM account at this address (HTTP ${status}). Check it: it ends with retailcrm.ru, retailcrm.pro or simla.com.`,
      );
    return strangeAnswer('RetailCRM', answer, acts);
  }
  const faults = Object.entries(said.errors ?? {}).slice(0, 3);
  const details = faults.map(([field, text]) => (/^\d+$/.test(field) ? String(text) : `${field}: ${String(text)}`));
  const why = [said.errorMsg ?? '', ...details, `HTTP ${status}`]
    .filter((part) => part !== '')
    .join(', ')
    .replaceAll(key, '…');
  const errorClass = classOf(status);
  const messages: Partial<Record<ErrorClass, string>> = {
    'bad-credentials': /denied/i.test(why)
      ? `The key may not do this (${why}). Give it the rights to customers, orders, tasks and reference books in RetailCRM, under Settings, Integration, API keys.`
      : `RetailCRM refuses the key (${why}). Look under Settings, Integration, API keys.`,
    'rate-limited': `RetailCRM asks to slow down (${why}).`,
    temporary: `RetailCRM has a problem of its own (${why}).`,
  };
  return new ConnectorError(errorClass, messages[errorClass] ?? `RetailCRM refused: ${why}.`, {
    ...(errorClass === 'rate-limited' ? { retryAfter: retryAfter ?? slowDown } : {}),
    mayHaveActed: acts && errorClass === 'temporary',
  });
}
