/**
 * Signing in through the browser (OAuth 2.0 for native apps, RFC 8252, with PKCE, RFC 7636). A connector says where and what
 * to ask for; the host opens the loopback address, keeps the tokens in the vault and renews them. Pure.
 */
import * as z from 'zod';
import type { Millis } from './time.ts';

/** What to ask whom for. The owner's own client: this program has none that the vendor knows. */
export interface OAuthClient {
  /** Who is signed in with, as people know it, such as `Google`. */
  provider: string;
  authorizeUrl: string;
  tokenUrl: string;
  /** RFC 7009; null where there is none. */
  revokeUrl: string | null;
  clientId: string;
  /** Some vendors give programs a "secret" that cannot be one, and want it back; null: none. */
  clientSecret: string | null;
  scopes: readonly string[];
  /** What the vendor wants to see beside the standard parameters. */
  parameters: Readonly<Record<string, string>>;
  /**
   * The host of the address that the browser comes back to, as the vendor lets it be registered. Either is this computer's
   * loopback interface; RFC 8252 prefers `127.0.0.1`.
   */
  redirectHost: '127.0.0.1' | 'localhost';
}

/** Kept in the vault. */
export const oauthTokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  /** Null: the vendor did not say. Milliseconds. */
  expiresAt: z.number().nullable(),
});
export type OAuthTokens = z.output<typeof oauthTokensSchema>;

/** What an opened account of a connector with `signIn` is given. */
export interface OAuthAccess {
  /**
   * A token that holds for now. `refused` is one that the vendor has just refused: another one is fetched, once, however
   * many ask. Throws a ConnectorError: `bad-credentials` when somebody has to sign in again, `unreachable` or `temporary`
   * when the vendor cannot be asked.
   */
  token(options?: { refused?: string }): Promise<string>;
}

/** The page to open in the browser (RFC 6749 section 4.1.1, RFC 7636 section 4.3). */
export function authorizeAddress(
  client: OAuthClient,
  { redirectUri, state, challenge }: { redirectUri: string; state: string; challenge: string },
): string {
  const url = new URL(client.authorizeUrl);
  const query = {
    ...client.parameters,
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: redirectUri,
    scope: client.scopes.join(' '),
    state,
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** RFC 6749 section 5.1. */
const grantedSchema = z.object({
  access_token: z.string().min(1).max(100_000),
  token_type: z.string().optional(),
  expires_in: z.coerce.number().positive().optional(),
  refresh_token: z.string().min(1).max(100_000).optional(),
});

/** Null when the answer is none. A vendor that gives no new refresh token lets the old one hold. */
export function tokensFrom(answer: unknown, now: Millis, before: OAuthTokens | null): OAuthTokens | null {
  const granted = grantedSchema.safeParse(answer).data;
  if (granted === undefined) return null;
  if (granted.token_type !== undefined && granted.token_type.toLowerCase() !== 'bearer') return null;
  return {
    accessToken: granted.access_token,
    refreshToken: granted.refresh_token ?? before?.refreshToken ?? null,
    expiresAt: granted.expires_in === undefined ? null : now + granted.expires_in * 1000,
  };
}

/** RFC 6749 section 5.2. */
export const oauthErrorSchema = z.object({
  error: z.string().max(200),
  error_description: z.string().max(2000).optional(),
});

/** Refusals of a refresh after which only signing in helps. Of all others nothing is known to be lost. */
const over: ReadonlySet<string> = new Set([
  'invalid_grant',
  'invalid_client',
  'unauthorized_client',
  'interaction_required',
  'consent_required',
  'login_required',
  'invalid_scope',
  'access_denied',
]);

export const needsSigningIn = (error: string): boolean => over.has(error);

/** How long before its end a token counts as ended: calls take time, and clocks differ. Milliseconds. */
const margin: Millis = 2 * 60_000;

export const holds = (tokens: OAuthTokens, now: Millis): boolean =>
  tokens.expiresAt === null || tokens.expiresAt - margin > now;

/** Why somebody has to sign in: never yet, signed out, its time is over, not on this computer, the vendor says no. */
export const signInNeeds = ['never', 'signed-out', 'ended', 'not-here', 'refused'] as const;
export type SignInNeed = (typeof signInNeeds)[number];
