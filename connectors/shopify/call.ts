/** One GraphQL call of Shopify's Admin API within its points, and its refusals sorted into classes: most come with HTTP 200. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { ShopifyConfig } from './index.ts';
import { pointsOf } from './points.ts';
import { shopifyToken } from './token.ts';

const slowDown: Millis = 2_000;

const costSchema = z.object({
  requestedQueryCost: z.number().nullish(),
  throttleStatus: z.object({ maximumAvailable: z.number(), currentlyAvailable: z.number(), restoreRate: z.number() }),
});
const answerSchema = z.object({
  data: z.unknown().optional(),
  errors: z
    .union([
      z.array(
        z.looseObject({ message: z.string(), extensions: z.looseObject({ code: z.string().optional() }).optional() }),
      ),
      z.string(),
    ])
    .optional(),
  extensions: z.looseObject({ cost: costSchema.optional().catch(undefined) }).optional(),
});
type Said = z.output<typeof answerSchema>;

export interface ShopifyQuery {
  text: string;
  /** What it may cost at most, as calculated by Shopify's rules: an object one point, a list as many as it is asked for. */
  cost: number;
}
export interface ShopifyCalls {
  /** `at`: the vendor's clock. */
  ask(
    query: ShopifyQuery,
    variables: object,
    options: { signal: AbortSignal; acts?: boolean },
  ): Promise<{ data: unknown; at: Millis | null }>;
}

export function shopifyCalls(config: ShopifyConfig): ShopifyCalls {
  const send = vendorCalls(config.address);
  const points = pointsOf(`${new URL(config.address).host} ${config.clientId ?? ''}`);
  const token = shopifyToken(config, send);

  async function post(
    query: ShopifyQuery,
    variables: object,
    signal: AbortSignal,
    acts: boolean,
  ): Promise<VendorAnswer> {
    const shown = await token.get(signal);
    return send({
      method: 'POST',
      path: `/admin/api/${config.version}/graphql.json`,
      headers: { 'content-type': 'application/json', 'x-shopify-access-token': shown },
      body: { query: query.text, variables },
      signal,
      acts,
    });
  }

  return {
    async ask(query, variables, { signal, acts = false }) {
      const wait = points.take(query.cost);
      let answer: VendorAnswer;
      try {
        if (wait > 0) await sleep(wait, undefined, { signal }).catch(throwLate);
        answer = await post(query, variables, signal, acts);
        // A token of an app lives for a day; it may have ended early.
        if (answer.status === 401 && token.renew()) answer = await post(query, variables, signal, acts);
      } finally {
        points.done(query.cost);
      }
      const said = answerSchema.safeParse(answer.body);
      if (said.success && said.data.extensions?.cost !== undefined)
        points.learn(said.data.extensions.cost.throttleStatus);
      if (answer.status >= 300 || !said.success || said.data.errors !== undefined || said.data.data == null)
        throw refusal(answer, said.data ?? {}, acts, (text) => token.hide(text));
      const date = Date.parse(answer.header('date') ?? '');
      return { data: said.data.data, at: Number.isNaN(date) ? null : date };
    },
  };
}

function throwLate(): never {
  throw new ConnectorError('unreachable', 'Shopify was not asked in time: its points for this minute are used up.');
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'Shopify gave an answer that cannot be read.', { mayHaveActed: acts });

const userErrorsSchema = z.array(z.object({ field: z.array(z.string()).nullish(), message: z.string() }));
/** A change that was not made says so in its answer. */
export function checkUserErrors(userErrors: unknown): void {
  const said = userErrorsSchema.safeParse(userErrors);
  if (!said.success) throw unread(true);
  if (said.data.length === 0) return;
  const words = said.data
    .slice(0, 3)
    .map(({ field, message }) => [field?.join('.'), message].filter((part) => part).join(': '));
  throw new ConnectorError('bad-request', `Shopify refused: ${words.join(', ')}.`);
}

function classOf(status: number, code: string): ErrorClass {
  if (code === 'THROTTLED' || status === 429) return 'rate-limited';
  if (code === 'ACCESS_DENIED' || code === 'SHOP_INACTIVE') return 'bad-credentials';
  // 402: the shop is frozen. 423: it is locked.
  if ([401, 402, 403, 423].includes(status)) return 'bad-credentials';
  return code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT' || status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(answer: VendorAnswer, said: Said, acts: boolean, hide: (text: string) => string): ConnectorError {
  const { status, retryAfter } = answer;
  const errors = typeof said.errors === 'string' ? [{ message: said.errors }] : (said.errors ?? []);
  const code =
    errors.map((one) => ('extensions' in one ? one.extensions?.code : undefined)).find((one) => one !== undefined) ??
    '';
  if (errors.length === 0 && ![401, 402, 403, 404, 423, 429].includes(status))
    return strangeAnswer('Shopify', answer, acts);
  const why = hide(
    [...errors.slice(0, 3).map(({ message }) => message), code, `HTTP ${status}`]
      .filter((part) => part !== '')
      .join(', '),
  );
  const errorClass = classOf(status, code);
  const messages: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      code === 'ACCESS_DENIED'
        ? `The app may not do this (${why}). Give it the rights read_customers, write_customers, read_orders and write_orders in Shopify, and install it again.`
        : status === 402 || status === 423 || code === 'SHOP_INACTIVE'
          ? `The shop is frozen or locked at Shopify (${why}). Look into the shop's admin.`
          : `Shopify refuses the token (${why}). Check the secret; an app has to be installed in this shop.`,
    'rate-limited': `Shopify asks to slow down (${why}).`,
    temporary: `Shopify has a problem of its own (${why}).`,
  };
  const plain =
    status === 404
      ? `There is no such shop, or this version of the API ended (${why}). Check the address and the version in the account.`
      : `Shopify refused: ${why}.`;
  return new ConnectorError(errorClass, messages[errorClass] ?? plain, {
    ...(errorClass === 'rate-limited' ? { retryAfter: retryAfter ?? waitOf(said) } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}

/** Until there are enough points for what was asked. */
function waitOf({ extensions }: Said): Millis {
  const { requestedQueryCost, throttleStatus } = extensions?.cost ?? {};
  if (throttleStatus === undefined || requestedQueryCost == null) return slowDown;
  const missing = requestedQueryCost - throttleStatus.currentlyAvailable;
  return Math.max(1_000, Math.ceil((missing / Math.max(1, throttleStatus.restoreRate)) * 1000));
}
