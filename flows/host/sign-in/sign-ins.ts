/**
 * Who is signed in where: tokens live in the vault, the workspace keeps a reference and whether somebody has to sign in
 * again. Tokens are renewed before they end, once, however many ask at the same time.
 */
import { randomUUID } from 'node:crypto';
import { ConnectorError } from '../../sdk/connector.ts';
import {
  holds,
  needsSigningIn,
  type OAuthAccess,
  type OAuthClient,
  type OAuthTokens,
  oauthTokensSchema,
  type SignInNeed,
} from '../../sdk/oauth.ts';
import { KaskadError } from '../../sdk/problem.ts';
import type { Millis } from '../../sdk/time.ts';
import type { SignInNeeded } from '../../store/accounts.ts';
import type { Store } from '../../store/store.ts';
import type { SecretVault } from '../vault.ts';
import { askTokens, revoke, SignInRefused } from './ask-tokens.ts';
import { type Attempt, type SignInOutcome, startAttempt } from './attempt.ts';

export interface SignInHost {
  store: Store;
  vault: SecretVault;
  now?: () => Millis;
}

export type SignIns = ReturnType<typeof makeSignIns>;

/** One for each open workspace, so that renewals are shared by all that use an account. */
const open = new WeakMap<Store, SignIns>();

export function signInsOf(host: SignInHost): SignIns {
  let found = open.get(host.store);
  if (found === undefined) {
    found = makeSignIns(host);
    open.set(host.store, found);
  }
  return found;
}

/** Nobody signed in so far; the account waits for it. */
export const neverSignedIn: SignInNeeded = { code: 'never', detail: '' };

/** For logs and the command line; screens have words of their own. */
function inWords({ code, detail }: SignInNeeded): string {
  const why: Readonly<Record<SignInNeed, string>> = {
    never: 'Nobody has signed in to this account yet.',
    'signed-out': 'This account was signed out.',
    ended: 'This account was let in for a while only, and that is over.',
    'not-here': 'This computer does not have the sign-in of this account.',
    refused: `This account is no longer let in (${detail}).`,
  };
  return `${why[code]} Open Accounts and press “Sign in”; messages wait until then.`;
}

function makeSignIns({ store, vault, now = Date.now }: SignInHost) {
  const known = new Map<string, { reference: string; tokens: OAuthTokens }>();
  const renewals = new Map<string, Promise<OAuthTokens>>();
  const attempts = new Map<string, Attempt & { account: string }>();

  async function read(account: string, reference: string): Promise<OAuthTokens | null> {
    const cached = known.get(account);
    if (cached?.reference === reference) return cached.tokens;
    const text = await vault.get(reference);
    if (text === null) return null;
    const tokens = oauthTokensSchema.safeParse(JSON.parse(text)).data ?? null;
    if (tokens !== null) known.set(account, { reference, tokens });
    return tokens;
  }

  async function keep(account: string, tokens: OAuthTokens): Promise<void> {
    const reference = await vault.put(JSON.stringify(tokens));
    const before = store.accounts.get(account);
    if (before === null) {
      await vault.remove(reference);
      return;
    }
    store.accounts.keepSignIn(account, reference);
    known.set(account, { reference, tokens });
    if (before.signIn !== null) await vault.remove(before.signIn);
  }

  /** From now on the account waits for somebody, and it is said once. */
  function need(account: string, code: SignInNeed, detail = ''): ConnectorError {
    const row = store.accounts.get(account);
    if (row !== null && row.signInNeeded === null) {
      store.accounts.keepSignIn(account, row.signIn, { code, detail });
      store.notices.add(now(), 'account-sign-in', { account, code, reason: detail });
    }
    return new ConnectorError('bad-credentials', inWords({ code, detail }));
  }

  async function renew(account: string, client: OAuthClient, reference: string, tokens: OAuthTokens) {
    if (tokens.refreshToken === null) throw need(account, 'ended');
    try {
      const form = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken };
      const fresh = await askTokens({ client, form, now: now(), before: tokens });
      // Somebody signed in, or out, meanwhile: theirs hold.
      if (store.accounts.get(account)?.signIn === reference) await keep(account, fresh);
      return fresh;
    } catch (error) {
      if (!(error instanceof SignInRefused)) throw error;
      if (store.accounts.get(account)?.signIn !== reference)
        throw new ConnectorError('temporary', `${client.provider} was signed in to anew. It is tried again by itself.`);
      if (needsSigningIn(error.code)) throw need(account, 'refused', error.message);
      throw new ConnectorError('temporary', `${client.provider} did not renew the sign-in (${error.message}).`);
    }
  }

  function access(account: string, client: OAuthClient): OAuthAccess {
    return {
      async token({ refused } = {}) {
        const row = store.accounts.get(account);
        if (row === null) throw new ConnectorError('bad-credentials', 'The account was removed.');
        if (row.signInNeeded !== null) throw new ConnectorError('bad-credentials', inWords(row.signInNeeded));
        if (row.signIn === null) throw need(account, 'never');
        const tokens = await read(account, row.signIn);
        if (tokens === null) throw need(account, 'not-here');
        if (tokens.accessToken !== refused && holds(tokens, now())) return tokens.accessToken;
        let renewal = renewals.get(account);
        if (renewal === undefined) {
          renewal = renew(account, client, row.signIn, tokens).finally(() => renewals.delete(account));
          renewals.set(account, renewal);
        }
        return (await renewal).accessToken;
      },
    };
  }

  async function forget(account: string): Promise<void> {
    const reference = store.accounts.get(account)?.signIn ?? null;
    known.delete(account);
    if (reference !== null) await vault.remove(reference);
  }

  return {
    access,

    /**
     * Opens the way back and says which page the browser shows; `kept` is told when it came back signed in, whoever still
     * waits for it. An attempt under way for the account ends. Throws `sign-in-insecure`.
     */
    async begin(
      account: string,
      client: OAuthClient,
      language: string,
      kept: () => void,
    ): Promise<{ attempt: string; url: string }> {
      for (const other of attempts.values()) if (other.account === account) other.cancel();
      const attempt = await startAttempt({
        client,
        language,
        now,
        async keep(tokens) {
          await keep(account, tokens);
          kept();
        },
      });
      const id = randomUUID();
      attempts.set(id, { ...attempt, account });
      // Its outcome stays for a while, for whoever asks for it late.
      void attempt.ended.then(() => setTimeout(() => attempts.delete(id), 60_000).unref());
      return { attempt: id, url: attempt.url };
    },

    /** Waits for the end. Throws `no-sign-in` where there is no such attempt. */
    async outcome(id: string): Promise<SignInOutcome> {
      const attempt = attempts.get(id);
      if (attempt === undefined)
        throw new KaskadError('no-sign-in', 'This sign-in is over. Press “Sign in” again.', { attempt: id });
      return attempt.ended;
    },

    cancel: (id: string): void => attempts.get(id)?.cancel(),

    /** The vendor is told, where it wants to be; here the sign-in is gone either way. */
    async signOut(account: string, client: OAuthClient | null): Promise<{ told: boolean }> {
      const reference = store.accounts.need(account).signIn;
      const tokens = reference === null ? null : await read(account, reference);
      const told = client !== null && tokens !== null && (await revoke(client, tokens));
      await forget(account);
      store.accounts.keepSignIn(account, null, { code: 'signed-out', detail: '' });
      return { told };
    },

    forget,

    /** Attempts under way end with the workspace. */
    close(): void {
      for (const attempt of attempts.values()) attempt.cancel();
    },
  };
}
