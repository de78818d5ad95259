/** The token for which a client's id and secret are changed (OAuth 2, client credentials). Kept until it ends, or is refused. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { strangeAnswer, vendorCalls } from '../vendor-call.ts';

/** A token is not used in the last minute of its life. */
const spare: Millis = 60_000;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const refusedSchema = z.looseObject({
  error: z.string().nullish(),
  description: z.string().nullish(),
  error_description: z.string().nullish(),
  message: z.string().nullish(),
});

export interface Tokens {
  token(signal: AbortSignal): Promise<string>;
  /** It was refused. */
  forget(): void;
}

export function tokensOf(login: string, clientId: string, clientSecret: string): Tokens {
  const send = vendorCalls(login);
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  let known: { token: string; until: number } | null = null;
  let asking: Promise<string> | null = null;

  async function ask(signal: AbortSignal): Promise<string> {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const answer = await send({ method: 'POST', path: '/oauth/token', headers, body, signal, acts: false });
    const said = tokenSchema.safeParse(answer.body);
    if (answer.status === 200 && said.success) {
      known = { token: said.data.access_token, until: performance.now() + said.data.expires_in * 1000 - spare };
      return known.token;
    }
    const refused = refusedSchema.safeParse(answer.body);
    const { status } = answer;
    if (status < 400 || status >= 500 || status === 429 || !refused.success)
      throw strangeAnswer('Genesys Cloud', answer, false);
    const { error, description, error_description: more, message } = refused.data;
    const words = [error, description, more, message].filter((part) => part);
    const text = `Genesys Cloud refuses the client (${[...words, `HTTP ${status}`].join(', ')}). Copy its id and secret again, and look whether the region is the one at which you sign in.`;
    throw new ConnectorError('bad-credentials', text.replaceAll(clientSecret, '…'));
  }

  return {
    forget() {
      known = null;
    },
    token(signal) {
      if (known !== null && performance.now() < known.until) return Promise.resolve(known.token);
      // Who asks at the same time waits for the same token.
      asking ??= ask(signal).finally(() => {
        asking = null;
      });
      return asking;
    },
  };
}
