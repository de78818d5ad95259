/** The token that every call shows: given, or got for the app's own login and kept in memory for as long as it lives. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { strangeAnswer, type VendorAnswer, type VendorCall } from '../vendor-call.ts';
import type { ShopifyConfig } from './index.ts';

/** A new one is got this long before the old one ends. */
const early: Millis = 300_000;
const aDay = 86_399;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive().default(aDay) });
const refusalSchema = z.looseObject({
  error: z.string().optional(),
  error_description: z.string().optional(),
  errors: z.string().optional(),
});

export function shopifyToken({ clientId, secret }: ShopifyConfig, send: (call: VendorCall) => Promise<VendorAnswer>) {
  let kept: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;

  const hide = (text: string): string =>
    [secret, kept?.token].reduce<string>((said, one) => (one === undefined ? said : said.replaceAll(one, '…')), text);

  async function login(signal: AbortSignal): Promise<string> {
    const answer = await send({
      method: 'POST',
      path: '/admin/oauth/access_token',
      headers: { 'content-type': 'application/json' },
      body: { client_id: clientId, client_secret: secret, grant_type: 'client_credentials' },
      signal,
      acts: false,
    });
    const said = tokenSchema.safeParse(answer.body);
    if (answer.status < 300 && said.success) {
      const { access_token: token, expires_in: seconds } = said.data;
      kept = { token, until: performance.now() + seconds * 1000 - early };
      return token;
    }
    if (answer.status >= 500 || answer.status === 429 || answer.status < 400)
      throw strangeAnswer('Shopify', answer, false);
    const { error, error_description, errors } = refusalSchema.safeParse(answer.body).data ?? {};
    const why = [error_description ?? errors, error, `HTTP ${answer.status}`].filter((part) => part).join(', ');
    throw new ConnectorError(
      'bad-credentials',
      `Shopify does not know the app (${hide(why)}). Check the client ID and the secret, that the app is installed in this shop, and that both belong to the same organization.`,
    );
  }

  return {
    async get(signal: AbortSignal): Promise<string> {
      if (clientId === undefined) return secret;
      if (kept !== null && performance.now() < kept.until) return kept.token;
      asking ??= login(signal).finally(() => {
        asking = null;
      });
      return asking;
    },
    /** False: another one cannot be got. */
    renew(): boolean {
      if (clientId === undefined) return false;
      kept = null;
      return true;
    },
    hide,
  };
}
