/** One call of WooCommerce's REST API v3 at a pace that shared hosting bears, and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { WooCommerceConfig } from './index.ts';

/** No limit is documented: shared hosting bears the first, a server of one's own the second. */
const paces = { gentle: { perSecond: 3, burst: 10 }, fast: { perSecond: 15, burst: 30 } } as const;
const slowDown: Millis = 30_000;

const refusalSchema = z.looseObject({ code: z.union([z.string(), z.number()]), message: z.string().default('') });

export interface WooCall {
  method: 'GET' | 'POST' | 'PUT';
  /** After `/wp-json/wc/v3`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
}
export interface WooAnswer {
  body: unknown;
  /** The shop's clock. */
  at: Millis | null;
  /** How many there are in all, of lists. */
  total: number | null;
}
export type WooCalls = (call: WooCall) => Promise<WooAnswer>;

export function wooCalls({ address, consumerKey, consumerSecret, login, pace }: WooCommerceConfig): WooCalls {
  const send = vendorCalls(address);
  const bucket = paceOf(`woocommerce ${new URL(address).host}`, paces[pace]);
  const authorization = `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`;
  return async ({ method, path, query = {}, body, signal }) => {
    const acts = method !== 'GET';
    await bucket.turn(signal).catch(() => {
      throw new ConnectorError(
        'unreachable',
        'The shop was not asked in time: too many questions wait for their turn.',
      );
    });
    const answer = await send({
      method,
      path: `/wp-json/wc/v3${path}`,
      query: login === 'address' ? { ...query, consumer_key: consumerKey, consumer_secret: consumerSecret } : query,
      headers: { 'content-type': 'application/json', ...(login === 'header' ? { authorization } : {}) },
      ...(body === undefined ? {} : { body }),
      signal,
      acts,
    });
    if (answer.status < 300 && typeof answer.body === 'object' && answer.body !== null) {
      const date = Date.parse(answer.header('date') ?? '');
      const total = answer.header('x-wp-total');
      return {
        body: answer.body,
        at: Number.isNaN(date) ? null : date,
        total: total === null || !/^\d+$/.test(total) ? null : Number(total),
      };
    }
    throw refusal(answer, acts, consumerSecret);
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'WooCommerce gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(answer: VendorAnswer, acts: boolean, secret: string): ConnectorError {
  const { status, retryAfter } = answer;
  if (status >= 300 && status < 400) return moved(answer);
  const said = refusalSchema.safeParse(answer.body);
  // A firewall or the host answers with a page of its own.
  if (!said.success) {
    if (status === 401 || status === 403)
      return new ConnectorError(
        'bad-credentials',
        `Something before the shop refuses Kaskad (HTTP ${status}): a firewall, a security plugin or a password of the whole site. Let /wp-json/wc/ through there. If the host drops logins, choose “In the address” in the account.`,
      );
    return strangeAnswer('WooCommerce', answer, acts);
  }
  const code = String(said.data.code);
  const words = [said.data.message.replace(/<[^>]*>/g, '').trim(), code, `HTTP ${status}`].filter(
    (part) => part !== '',
  );
  const why = words.join(', ').replaceAll(secret, '…');
  const errorClass = classOf(status);
  const messages: Partial<Record<ErrorClass, string>> = {
    'bad-credentials': /_cannot_(?:create|edit)$/.test(code)
      ? `The key may read only (${why}). Make one with the rights Read/Write in WooCommerce, under Settings, Advanced, REST API.`
      : `WooCommerce refuses the key (${why}). Make a new one in WooCommerce, under Settings, Advanced, REST API, for a user who is an administrator or shop manager.`,
    'rate-limited': `The shop asks to slow down (${why}).`,
    temporary: `The shop has a problem of its own (${why}).`,
  };
  const plain =
    code === 'rest_no_route'
      ? `There is no WooCommerce at this address (${why}). Check the address, and that WordPress has permalinks other than “Plain”.`
      : `WooCommerce refused: ${why}.`;
  return new ConnectorError(errorClass, messages[errorClass] ?? plain, {
    ...(errorClass === 'rate-limited' ? { retryAfter: retryAfter ?? slowDown } : {}),
    ...(errorClass === 'temporary' && retryAfter !== null ? { retryAfter } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}

/** A redirect would carry the key elsewhere, and a changed thing nowhere. */
function moved({ status, header }: VendorAnswer): ConnectorError {
  const to = header('location') ?? '';
  const origin = /^https?:\/\/[^/?#]+/.exec(to)?.[0];
  return new ConnectorError(
    'bad-request',
    `The shop sends Kaskad elsewhere (HTTP ${status}${origin === undefined ? '' : `, ${origin}`}). Put the address that the browser shows for the shop into the account.`,
  );
}
