/**
 * A loopback sign-in server (RFC 6749, 7636, 7009) that is as strict as Google's: a code is good once and only with its
 * proof key, client and way back; a refresh token may be taken back. Paths are Google's; under `/common/oauth2/v2.0/`
 * the same is Microsoft's.
 */
import { createHash } from 'node:crypto';
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';

export const oauthClient = { id: 'desktop-client-1', secret: 'planted-not-so-secret' };
export const mailbox = 'shop@acme.test';

interface Code {
  redirectUri: string;
  challenge: string;
  used: boolean;
}

export type FakeOAuth = Awaited<ReturnType<typeof startFakeOAuth>>;

export async function startFakeOAuth() {
  const codes = new Map<string, Code>();
  /** Until when each access token holds. */
  const access = new Map<string, number>();
  const refreshTokens = new Set<string>();
  /** Every secret that was ever given out or taken: nothing of it may be seen anywhere. */
  const secrets: string[] = [oauthClient.secret];
  let count = 0;
  let answer: 'allows' | 'denies' | 'asks' = 'allows';
  /** Seconds that access tokens hold. */
  const lifetime = 3600;
  let rotates = false;
  let givesRefreshToken = true;
  const grants: string[] = [];

  const make = (kind: string): string => {
    const token = `planted-${kind}-${++count}-0123456789`;
    secrets.push(token);
    return token;
  };
  const refuse = (error: string, description: string): VendorReply => ({
    status: error === 'invalid_client' ? 401 : 400,
    body: { error, error_description: description },
  });

  /** The way back that the owner's decision leads to. */
  function decided(query: URLSearchParams, allowed: boolean): string {
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('state', query.get('state') ?? '');
    if (!allowed) {
      back.searchParams.set('error', 'access_denied');
      return back.href;
    }
    const code = make('code');
    codes.set(code, {
      redirectUri: query.get('redirect_uri') ?? '',
      challenge: query.get('code_challenge') ?? '',
      used: false,
    });
    back.searchParams.set('code', code);
    return back.href;
  }

  function authorize(query: URLSearchParams): VendorReply {
    const back = URL.canParse(query.get('redirect_uri') ?? '') ? new URL(query.get('redirect_uri') ?? '') : null;
    const loopback = back !== null && ['127.0.0.1', 'localhost'].includes(back.hostname) && back.protocol === 'http:';
    // A wrong client or way back is never led anywhere.
    if (!loopback || query.get('client_id') !== oauthClient.id) return refuse('invalid_request', 'Not registered');
    if (query.get('response_type') !== 'code' || query.get('code_challenge_method') !== 'S256')
      return refuse('invalid_request', 'Only codes with S256');
    if ((query.get('code_challenge') ?? '').length !== 43 || (query.get('scope') ?? '') === '')
      return refuse('invalid_request', 'Missing parameters');
    if (answer === 'asks') {
      const links = [true, false].map((allowed) => {
        const href = decided(query, allowed).replaceAll('&', '&amp;');
        return `<a href="${href}">${allowed ? 'Allow' : 'Deny'}</a>`;
      });
      return {
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: `<!doctype html><title>Sign-in server</title><p>Kaskad wants to use ${mailbox}.</p>${links.join(' ')}`,
      };
    }
    return { status: 302, headers: { location: decided(query, answer === 'allows') }, body: '' };
  }

  const issue = (): string => {
    const token = make('access');
    access.set(token, Date.now() + lifetime * 1000);
    return token;
  };

  function granted(refreshToken: string | null): VendorReply {
    const token = issue();
    return {
      status: 200,
      body: {
        access_token: token,
        token_type: 'Bearer',
        expires_in: lifetime,
        scope: 'mail',
        ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      },
    };
  }

  function token(form: URLSearchParams, microsoft: boolean): VendorReply {
    grants.push(form.get('grant_type') ?? '');
    if (form.get('client_id') !== oauthClient.id) return refuse('invalid_client', 'Unknown client');
    // Google wants the secret back; Microsoft refuses one from a desktop program.
    if (form.get('client_secret') !== (microsoft ? null : oauthClient.secret))
      return refuse('invalid_client', `Wrong secret ${form.get('client_secret')}`);
    if (form.get('grant_type') === 'authorization_code') {
      const name = form.get('code') ?? '';
      const code = codes.get(name);
      if (code === undefined) return refuse('invalid_grant', `Malformed code ${name}`);
      if (code.used) return refuse('invalid_grant', 'Code was already redeemed');
      code.used = true;
      if (form.get('redirect_uri') !== code.redirectUri) return refuse('invalid_grant', 'Wrong way back');
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (proof !== code.challenge) return refuse('invalid_grant', 'Wrong proof key');
      if (!givesRefreshToken) return granted(null);
      const refreshToken = make('refresh');
      refreshTokens.add(refreshToken);
      return granted(refreshToken);
    }
    if (form.get('grant_type') === 'refresh_token') {
      const old = form.get('refresh_token') ?? '';
      secrets.push(old);
      if (!refreshTokens.has(old)) return refuse('invalid_grant', `Token has been expired or revoked: ${old}`);
      if (!rotates) return granted(null);
      refreshTokens.delete(old);
      const next = make('refresh');
      refreshTokens.add(next);
      return granted(next);
    }
    return refuse('unsupported_grant_type', 'Unknown grant');
  }

  const holds = (one: string): boolean => (access.get(one) ?? 0) > Date.now();

  const handle = (request: VendorRequest): VendorReply => {
    const { method, path } = request;
    const form = new URLSearchParams(request.text);
    if (method === 'GET' && /\/(?:o\/oauth2\/v2\/auth|oauth2\/v2\.0\/authorize)$/.test(path))
      return authorize(request.query);
    if (method === 'POST' && path === '/token') return token(form, false);
    if (method === 'POST' && path.endsWith('/oauth2/v2.0/token')) return token(form, true);
    if (method === 'POST' && path === '/revoke') {
      const one = form.get('token') ?? '';
      if (!refreshTokens.delete(one) && !access.delete(one)) return refuse('invalid_token', 'Unknown token');
      return { status: 200, body: {} };
    }
    // RFC 7662, for mail servers that ask whether a token holds.
    if (path === '/introspect') {
      const one = request.query.get('token') ?? form.get('token') ?? '';
      return { status: 200, body: holds(one) ? { active: true, username: 'shop' } : { active: false } };
    }
    return { status: 404, body: '' };
  };

  const vendor = await startFakeVendor(handle);
  return {
    ...vendor,
    secrets,
    /** `grant_type` of every call of the token endpoint. */
    grants,
    holds,
    /** An access token, without anybody signing in. */
    issue,
    /** The newest access token that holds. */
    latest: (): string => [...access.keys()].findLast(holds) ?? '',
    /** What the owner does on the page. */
    owner(does: typeof answer): void {
      answer = does;
    },
    /** Each refresh token is good once. */
    rotate(): void {
      rotates = true;
    },
    withoutRefreshTokens(): void {
      givesRefreshToken = false;
    },
    /** The owner takes the access back: nothing that was given out holds any longer. */
    takeBack(): void {
      refreshTokens.clear();
      access.clear();
    },
    /** Access tokens end at once; refresh tokens hold. */
    endAccess(): void {
      access.clear();
    },
  };
}
