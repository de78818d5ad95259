/**
 * What vendors deliver: `/hooks/v/<128 random bits>`, an address for each account. A delivery is believed by its signature alone;
 * who knows the address and cannot sign learns nothing and changes nothing. Of vendors that sign nothing (`byAddress`) the address is
 * the secret, and only events are taken, and answers to people whom the vendor was given under a mark (`answersByMark`). What is
 * believed goes the way of what a poll finds, in one transaction, before the vendor is answered: an answer that it got means that
 * nothing is lost.
 */
import { createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connector, Incoming } from '../sdk/connector.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type HookResult, vendorHookUrl } from '../sdk/vendor-hook.ts';
import { filledConfig } from './accounts.ts';
import { allowance, allowances } from './allowance.ts';
import type { HostContext } from './context.ts';
import { nameFinder } from './hook-names.ts';
import { countRefused, countTaken } from './hook-tally.ts';

/** Bytes of one delivery: vendors bundle up to a thousand notices. */
const maxBody = 4 * 1024 * 1024;
/** An address that exists may be called so often at once, and a second; addresses that do not exist, so often in all. */
const limits = { burst: 2000, perSecond: 1000, strangers: 20, strangersPerSecond: 2 } as const;
/** Where the address alone is believed each delivery may add a person: who found it out adds them slowly. */
const believedLimits = { burst: 200, perSecond: 20 } as const;
/** Notices a transaction: others have their turn. */
const atOnce = 300;

const headers = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
} as const;

/** What the owner copies to vendors that repeat a word when they ask whether the address is ours. */
export const hookWord = (path: string): string =>
  createHmac('sha256', path).update('kaskad:hook-word').digest('base64url').slice(0, 32);

interface Believed {
  account: string;
  incoming: readonly Incoming[];
  done: (error: unknown) => void;
}

/** Deliveries that come together share a transaction: each would wait for the disk alone. */
function gatherer({ engine }: HostContext): (account: string, incoming: readonly Incoming[]) => Promise<void> {
  let waiting: Believed[] = [];
  const apply = (some: readonly Believed[]): void => {
    const [first] = some;
    if (first === undefined) return;
    try {
      engine.receive(
        first.account,
        some.flatMap(({ incoming }) => incoming),
      );
      for (const { done } of some) done(null);
    } catch (error) {
      // One that cannot be taken must not take the others along.
      if (some.length > 1) for (const one of some) apply([one]);
      else first.done(error);
    }
  };
  const flush = (): void => {
    const batch: Believed[] = [];
    let notices = 0;
    for (const one of waiting) {
      if (one.account !== (batch[0] ?? one).account || (batch.length > 0 && notices + one.incoming.length > atOnce))
        break;
      batch.push(one);
      notices += one.incoming.length;
    }
    waiting = waiting.slice(batch.length);
    if (waiting.length > 0) setImmediate(flush);
    apply(batch);
  };
  return (account, incoming) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush);
      waiting.push({ account, incoming, done: (error) => (error === null ? resolve() : reject(error)) });
    });
}

interface Account {
  connector: Connector;
  config: Record<string, unknown>;
}

/** The settings of accounts with their secrets, or null without them: asking a keychain for every delivery would be slow. */
function settingsOf(context: HostContext): (id: string) => Promise<Account | null> {
  const known = new Map<string, { stored: string; account: Account }>();
  return async (id) => {
    const stored = JSON.stringify(context.store.accounts.need(id).config);
    const kept = known.get(id);
    if (kept?.stored === stored) return kept.account;
    try {
      const account = await filledConfig(context, id);
      known.set(id, { stored, account });
      return account;
    } catch (error) {
      if (error instanceof KaskadError) return null;
      throw error;
    }
  };
}

/** Answers requests below `/hooks/v/`; `path` is what stands behind it. */
export function vendorHookHandler(context: HostContext) {
  const { store, web, now } = context;
  const strangers = allowance(limits.strangers, limits.strangersPerSecond);
  const mayCall = allowances(limits.burst, limits.perSecond);
  const mayAdd = allowances(believedLimits.burst, believedLimits.perSecond);
  const settings = settingsOf(context);
  const gather = gatherer(context);
  const findNames = nameFinder(context);

  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    const say = (status: number, body = '', type = 'text/plain; charset=utf-8'): void => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      // Nothing more of a refused request is read.
      if (status >= 400) response.setHeader('connection', 'close');
      response.writeHead(status, body === '' ? {} : { 'content-type': type }).end(body);
    };
    const { method } = request;
    if (method !== 'GET' && method !== 'POST') {
      response.setHeader('allow', 'GET, POST');
      return say(405);
    }
    const row = store.vendorHooks.find(path);
    if (!(row === null ? strangers(Date.now()) : mayCall(row.account, Date.now()))) {
      response.setHeader('retry-after', '1');
      return say(429);
    }
    if (row === null) return say(404);
    const account = await settings(row.account);
    if (account === null) {
      // The secret did not come along to this computer: the vendor may try again when it was entered.
      countRefused(context, row.account, now(), 'unset');
      response.setHeader('retry-after', '600');
      return say(503);
    }
    const { connector, config } = account;
    const { hook } = connector;
    if (hook === undefined) return say(404);
    if (hook.byAddress) {
      if (isFromPage(request)) return answer(row.account, { kind: 'refused', reason: 'foreign' }, say);
      if (!mayAdd(row.account, Date.now())) {
        response.setHeader('retry-after', '1');
        return say(429);
      }
    }
    const body = method === 'GET' ? new Uint8Array() : await bodyOf(request);
    if (body === null) return say(413);
    const asked = request.url ?? '';
    const search = asked.includes('?') ? asked.slice(asked.indexOf('?')) : '';
    const result = hook.receive(
      config,
      {
        method,
        url: `${vendorHookUrl(web.settings().address ?? web.local() ?? '', path)}${search}`,
        query: new URLSearchParams(search),
        header(name) {
          const value = request.headers[name];
          return typeof value === 'string' ? value : null;
        },
        body,
      },
      { now: now(), word: hookWord(path) },
    );
    await answer(row.account, hook.byAddress ? believedOf(result, hook.answersByMark === true) : result, say);
  };

  async function answer(
    account: string,
    result: HookResult,
    say: (status: number, body?: string, type?: string) => void,
  ): Promise<void> {
    switch (result.kind) {
      case 'refused':
        countRefused(context, account, now(), result.reason);
        return say(401);
      case 'unreadable':
        countTaken(context, account, now());
        return say(400);
      case 'proved':
        store.vendorHooks.known(account, now());
        context.changes.publish('accounts');
        return say(200, result.text);
      case 'taken':
        if (result.incoming.length > 0) await gather(account, result.incoming);
        countTaken(context, account, now());
        // A name that cannot be had is no trouble of the vendor's.
        findNames(account, result.incoming).catch(() => undefined);
        return say(200, result.answer?.body, result.answer?.type);
    }
  }
}

/**
 * Whoever found the address out may not mark messages, block addresses, take back consents, speak for people, or to them: for that they
 * would need the mark of a person, too.
 */
const believedOf = (result: HookResult, marked: boolean): HookResult =>
  result.kind === 'taken'
    ? {
        ...result,
        incoming: result.incoming.filter(({ kind }) => kind === 'event' || (marked && kind === 'answer')),
      }
    : result;

/** A page would give the address away. */
const isFromPage = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  if (Number(request.headers['content-length'] ?? 0) > maxBody) return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
