/**
 * One call of the VK API, which answers HTTP 200 to refusals too. The token travels in a header, and VK repeats parameters
 * in its errors: errors are made from the code and VK's own sentence alone.
 */
import type { AxiosResponse } from 'axios';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import { isHttpError, makeHttp } from '../http.ts';

export const apiVersion = '5.199';

export interface VkApi {
  /** Resolves to `response`. `acts` marks a call that people see, so that a lost answer counts as `mayHaveActed`. */
  call(
    method: string,
    params: Record<string, string | number>,
    options: { signal: AbortSignal; acts: boolean },
  ): Promise<unknown>;
  /** Reads a long-poll server, whose address VK gave. */
  /** VK may hold the line for `holds` milliseconds. */
  listen(
    server: string,
    query: Record<string, string | number>,
    options: { signal: AbortSignal; holds: number },
  ): Promise<unknown>;
}

const timeoutMs = 20_000;
const refusalSchema = z.object({ error: z.object({ error_code: z.number(), error_msg: z.string().default('') }) });

/** Failures before a single byte of the request could leave. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export function vkApi(config: { token: string; baseUrl: string }): VkApi {
  const base = config.baseUrl.replace(/\/+$/, '');
  const { hostname } = new URL(base);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const http = makeHttp({
    maxRedirects: 0,
    maxContentLength: 20 * 1024 * 1024,
    validateStatus: () => true,
    ...(local ? { proxy: false as const } : {}),
  });
  const hide = (text: string): string => text.replaceAll(config.token, '<token>');

  const answered = async (
    request: () => Promise<AxiosResponse<unknown>>,
    host: string,
    acts: boolean,
  ): Promise<unknown> => {
    let response: AxiosResponse<unknown>;
    try {
      response = await request();
    } catch (error) {
      throw lostAnswer(error, host, acts);
    }
    const refused = refusalSchema.safeParse(response.data);
    if (refused.success) throw refusal(refused.data.error.error_code, hide(refused.data.error.error_msg));
    if (response.status >= 300 || typeof response.data !== 'object' || response.data === null)
      throw notVk(response, host, acts);
    return response.data;
  };

  return {
    async call(method, params, { signal, acts }) {
      const form = new URLSearchParams(Object.entries({ ...params, v: apiVersion }).map(([k, v]) => [k, String(v)]));
      const answer = await answered(
        () =>
          http.post(`${base}/${method}`, form, {
            headers: { authorization: `Bearer ${config.token}` },
            signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
          }),
        hostname,
        acts,
      );
      const { response } = answer as { response?: unknown };
      if (response === undefined)
        throw new ConnectorError('temporary', 'VK gave an answer that cannot be read.', { mayHaveActed: acts });
      return response;
    },
    listen: (server, query, { signal, holds }) =>
      answered(
        () =>
          http.get(server, {
            params: query,
            signal: AbortSignal.any([signal, AbortSignal.timeout(holds + timeoutMs)]),
          }),
        new URL(server).hostname,
        false,
      ),
  };
}

function lostAnswer(error: unknown, hostname: string, acts: boolean): ConnectorError {
  const code = isHttpError(error) ? (error.code ?? '') : '';
  const cause = isHttpError(error) ? (error.cause as { syscall?: unknown } | undefined) : undefined;
  const left = !neverLeft.has(code) && cause?.syscall !== 'connect';
  return new ConnectorError(
    'unreachable',
    left
      ? `${hostname} did not answer: the connection was cut or took too long. Check the internet connection.`
      : `${hostname} cannot be reached (${code || 'no connection'}). Check the internet connection and the address of the server.`,
    { mayHaveActed: acts && left },
  );
}

/** Something between us and VK answered. 503 promises that nothing was done; other answers promise nothing. */
function notVk(response: AxiosResponse<unknown>, hostname: string, acts: boolean): ConnectorError {
  const { status } = response;
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  const errorClass: ErrorClass =
    status === 429 ? 'rate-limited' : status === 401 || status === 403 ? 'bad-credentials' : 'temporary';
  return new ConnectorError(
    errorClass,
    `${hostname} gave an answer that is not VK's (HTTP ${status}). Check the address, or a proxy in between.`,
    {
      mayHaveActed: acts && status !== 503 && status !== 429 && (status < 400 || status >= 500),
      ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: seconds * 1000 } : {}),
    },
  );
}

const classes: readonly [ErrorClass, readonly number[], string][] = [
  ['bad-credentials', [5, 7, 27], 'VK does not accept this token, or it lacks a right'],
  ['rate-limited', [6, 29], 'VK asks to slow down'],
  ['temporary', [1, 9, 10], 'VK has a problem of its own'],
  ['blocked', [900, 901, 902], 'The person does not allow messages of the community'],
  ['unreachable-recipient', [18, 936], 'VK knows no such person any more'],
];

/** Calls of one second over the limit; the next second is another one. */
const tooManyPerSecond = 6;

function refusal(code: number, said: string): ConnectorError {
  const [errorClass, , words] = classes.find(([, codes]) => codes.includes(code)) ?? [
    'bad-request' as const,
    [],
    'VK refused this',
  ];
  return new ConnectorError(
    errorClass,
    `${words} (${code} ${said}).`,
    code === tooManyPerSecond ? { retryAfter: 1000 } : {},
  );
}
