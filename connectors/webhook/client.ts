import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import { type Answer, exchange } from './exchange.ts';
import { type HttpAnswer, type HttpRequest, isRepeatable } from './input.ts';

export interface WebhookConfig {
  baseUrl?: string | undefined;
  authorization?: string | undefined;
  headerName?: string | undefined;
  headerValue?: string | undefined;
  allowPrivate: boolean;
}

const hops = 5;
const timeoutMs = 30_000;
const redirects = new Set([301, 302, 303, 307, 308]);

export function openWebhook(config: WebhookConfig): ConnectorClient {
  const base = config.baseUrl === undefined ? null : new URL(config.baseUrl);
  const secrets = {
    ...(config.authorization === undefined ? {} : { authorization: config.authorization }),
    ...(config.headerName === undefined || config.headerValue === undefined
      ? {}
      : { [config.headerName.toLowerCase()]: config.headerValue }),
  };
  /** Only the account's own server gets its secrets, whatever an address in a block, or a redirect, says. */
  const secretsFor = (url: URL): Record<string, string> => (base !== null && url.origin === base.origin ? secrets : {});

  async function ask(wanted: HttpRequest, key: string | null, signal: AbortSignal): Promise<Answer> {
    const first = addressOf(wanted.url, base);
    const ends = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    let url = first;
    let method: string = wanted.method;
    let body = wanted.body === undefined ? null : JSON.stringify(wanted.body);
    for (let hop = 0; hop <= hops; hop++) {
      const own = url.origin === first.origin;
      const answer = await exchange({
        url,
        method,
        headers: {
          'user-agent': 'Kaskad',
          accept: 'application/json, */*;q=0.5',
          ...(key === null ? {} : { 'idempotency-key': key }),
          ...(own ? lowered(wanted.headers ?? {}) : {}),
          ...(body === null ? {} : { 'content-type': 'application/json' }),
          ...secretsFor(url),
        },
        body,
        signal: ends,
        allowPrivate: config.allowPrivate,
        acts: method !== 'GET' && method !== 'HEAD',
      });
      const { location } = answer.headers;
      if (!redirects.has(answer.status) || location === undefined) return answer;
      const next = redirected(location, url);
      if (answer.status === 303 || (answer.status < 303 && method === 'POST')) {
        method = method === 'HEAD' ? 'HEAD' : 'GET';
        body = null;
      }
      if (next.origin !== url.origin && body !== null) {
        throw refuse(`${url.hostname} passes the request on to another server, which must not get its contents.`);
      }
      url = next;
    }
    throw refuse(`${first.hostname} passes the request on again and again. Check the address.`);
  }

  return {
    async verify({ signal }) {
      if (base === null) return { detail: 'Ready. Each block says where its request goes.' };
      const answer = await ask({ method: 'GET', url: base.href }, null, signal);
      judge(answer, base.hostname, true, false);
      return { detail: `${base.hostname} answers (HTTP ${answer.status}).` };
    },

    async operate(_name, input, { key, signal }): Promise<HttpAnswer> {
      const wanted = input as HttpRequest;
      const answer = await ask(wanted, key, signal);
      const url = addressOf(wanted.url, base);
      judge(answer, url.hostname, Object.keys(secretsFor(url)).length > 0, !isRepeatable(wanted));
      return { status: answer.status, ok: answer.status >= 200 && answer.status < 300, body: read(answer) };
    },
  };
}

const refuse = (message: string): ConnectorError => new ConnectorError('bad-request', message);

function addressOf(text: string, base: URL | null): URL {
  if (!URL.canParse(text, base?.href)) {
    throw refuse('The address of the request is not one. Write it in full, or give the account a base address.');
  }
  return new URL(text, base?.href);
}

function redirected(location: string, from: URL): URL {
  if (!URL.canParse(location, from.href)) {
    throw refuse(`${from.hostname} passes the request on to an address that cannot be read.`);
  }
  const url = new URL(location, from.href);
  if (from.protocol === 'https:' && url.protocol !== 'https:') {
    throw refuse(`${from.hostname} passes the request on without encryption, which is not followed.`);
  }
  return url;
}

const lowered = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Answers that are none: those after which to try again, or to look at the account. `acted`: it may have been done. */
function judge(answer: Answer, host: string, withSecrets: boolean, acted: boolean): void {
  const { status } = answer;
  if (status === 401 && withSecrets) {
    throw new ConnectorError('bad-credentials', `${host} did not accept the account's credentials (HTTP 401).`);
  }
  if (status === 429) {
    const retryAfter = waitOf(answer.headers['retry-after']);
    throw new ConnectorError('rate-limited', `${host} asks to slow down (HTTP 429).`, retryAfter);
  }
  if (status === 408 || status >= 500) {
    const wait = waitOf(answer.headers['retry-after']);
    throw new ConnectorError('temporary', `${host} has a problem of its own (HTTP ${status}).`, {
      ...wait,
      mayHaveActed: acted && status !== 503,
    });
  }
}

/** Seconds, or a date; at most a day. */
function waitOf(header: string | undefined): { retryAfter?: number } {
  if (header === undefined) return {};
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) && ms >= 0 ? { retryAfter: Math.min(ms, 86_400_000) } : {};
}

function read({ headers, text }: Answer): unknown {
  if (!/\bjson\b/i.test(headers['content-type'] ?? '')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
