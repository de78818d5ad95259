/**
 * Asks a vendor's token endpoint (RFC 6749). Nothing of a request reaches an error: it holds codes, tokens and secrets, and
 * what a vendor answers is cleared of them.
 */
import { ConnectorError } from '../../sdk/connector.ts';
import { type OAuthClient, type OAuthTokens, oauthErrorSchema, tokensFrom } from '../../sdk/oauth.ts';
import { KaskadError } from '../../sdk/problem.ts';
import type { Millis } from '../../sdk/time.ts';

const timeout: Millis = 30_000;
const largest = 256 * 1024;

/** The vendor understood and says no: `code` is RFC 6749's, such as `invalid_grant`. The message is for people. */
export class SignInRefused extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'SignInRefused';
    this.code = code;
  }
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '127.0.0.1' || host === '[::1]';

/** Tokens go over https only; to this computer itself over http too. Throws `sign-in-insecure`. */
export function needSecure(client: OAuthClient): void {
  const { authorizeUrl, tokenUrl, revokeUrl } = client;
  for (const address of [authorizeUrl, tokenUrl, ...(revokeUrl === null ? [] : [revokeUrl])]) {
    const url = new URL(address);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) continue;
    throw new KaskadError('sign-in-insecure', `${url.host} is no address to sign in at: it must begin with https.`, {
      host: url.host,
    });
  }
}

export interface TokenWish {
  client: OAuthClient;
  /** `grant_type` and what it needs. */
  form: Readonly<Record<string, string>>;
  now: Millis;
  /** Those that hold so far. */
  before: OAuthTokens | null;
}

/** Throws SignInRefused, or a ConnectorError when nothing is known to be refused. */
export async function askTokens({ client, form, now, before }: TokenWish): Promise<OAuthTokens> {
  needSecure(client);
  const secrets = [...Object.values(form), client.clientSecret ?? ''].filter((text) => text.length >= 6);
  const { status, body } = await post(client.tokenUrl, {
    ...form,
    client_id: client.clientId,
    ...(client.clientSecret === null ? {} : { client_secret: client.clientSecret }),
  });
  const tokens = status === 200 ? tokensFrom(body, now, before) : null;
  if (tokens !== null) return tokens;
  const refusal = oauthErrorSchema.safeParse(body);
  if (refusal.success && status >= 400 && status < 500) {
    const { error, error_description: said } = refusal.data;
    throw new SignInRefused(error, cleared(said === undefined ? error : `${error}: ${said}`, secrets));
  }
  throw new ConnectorError(
    status === 429 ? 'rate-limited' : 'temporary',
    `${client.provider} gave an answer about signing in that cannot be read (HTTP ${status}). It is tried again by itself.`,
  );
}

/** RFC 7009. The vendor forgets the sign-in; false when it cannot be reached or does not want to. */
export async function revoke(client: OAuthClient, tokens: OAuthTokens): Promise<boolean> {
  if (client.revokeUrl === null) return false;
  needSecure(client);
  try {
    const { status } = await post(client.revokeUrl, {
      token: tokens.refreshToken ?? tokens.accessToken,
      client_id: client.clientId,
    });
    return status === 200;
  } catch {
    return false;
  }
}

async function post(url: string, form: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }> {
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams(form),
      // A redirect would carry the secrets elsewhere.
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    return { status: response.status, body: parsed(await limited(response)) };
  } catch {
    throw new ConnectorError('unreachable', `${host} cannot be reached to sign in. Check the internet connection.`);
  }
}

async function limited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > largest) throw new Error('too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function cleared(text: string, secrets: readonly string[]): string {
  let clear = text;
  for (const secret of secrets) clear = clear.replaceAll(secret, '…');
  return clear.replace(/\s+/g, ' ').slice(0, 300);
}
