/**
 * The key of a service account, and the token it is changed for: a claim signed with the key (RFC 7523), as
 * https://developers.google.com/identity/protocols/oauth2/service-account describes it. Google's own library would add a second way of calling
 * the network beside the one that lets no secret out.
 */
import { createSign } from 'node:crypto';
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { strangeAnswer, vendorCalls } from '../vendor-call.ts';

const keySchema = z.object({
  type: z.literal('service_account'),
  client_email: z.email(),
  private_key: z.string().startsWith('-----BEGIN'),
  token_uri: z.url({ protocol: /^https?$/ }),
});
export type ServiceKey = z.output<typeof keySchema>;

const scope = 'https://www.googleapis.com/auth/spreadsheets';
const hour = 3600;
/** A token is not used in the last minute of its life. */
const spare: Millis = 60_000;

const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number() });
const refusedSchema = z.object({ error: z.string(), error_description: z.string().nullish() });

/** Null: it is no such file. */
export function readKey(text: string): ServiceKey | null {
  try {
    return keySchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export interface Tokens {
  token(signal: AbortSignal): Promise<string>;
  /** It was refused. */
  forget(): void;
}

export function tokensOf(key: ServiceKey): Tokens {
  const { origin, pathname } = new URL(key.token_uri);
  const send = vendorCalls(origin);
  let known: { token: string; until: number } | null = null;
  return {
    forget() {
      known = null;
    },
    async token(signal) {
      if (known !== null && performance.now() < known.until) return known.token;
      const body = new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf(key),
      });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send({ method: 'POST', path: pathname, headers, body, signal, acts: false });
      const said = tokenSchema.safeParse(answer.body);
      if (answer.status === 200 && said.success) {
        known = { token: said.data.access_token, until: performance.now() + said.data.expires_in * 1000 - spare };
        return known.token;
      }
      const refused = refusedSchema.safeParse(answer.body);
      if (answer.status < 400 || answer.status >= 500 || !refused.success) throw strangeAnswer('Google', answer, false);
      const { error, error_description: more } = refused.data;
      throw new ConnectorError(
        'bad-credentials',
        `Google refuses the key of the service account (${[error, more].filter((part) => part).join(', ')}). Make a new key in Google Cloud, under IAM, Service accounts, Keys; also check this computer’s clock.`,
      );
    },
  };
}

function assertionOf({ client_email, private_key, token_uri }: ServiceKey): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (what: object): string => Buffer.from(JSON.stringify(what)).toString('base64url');
  const claim = `${part({ alg: 'RS256', typ: 'JWT' })}.${part({ iss: client_email, scope, aud: token_uri, iat: now, exp: now + hour })}`;
  try {
    return `${claim}.${createSign('RSA-SHA256').update(claim).sign(private_key, 'base64url')}`;
  } catch {
    throw new ConnectorError(
      'bad-credentials',
      'The private key in the file of the service account cannot be read. Paste the whole file again.',
    );
  }
}
