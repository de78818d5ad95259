/**
 * One call of the Graph API, which WhatsApp, Messenger and Instagram share. The token travels in a header; errors are made from the answer alone and carry no cause, so
 * that nothing of a request reaches a log.
 */
import type { AxiosResponse } from 'axios';
import * as z from 'zod';
import { ConnectorError } from '../flows/sdk/connector.ts';
import { isHttpError, makeHttp } from './http.ts';

const errorSchema = z.object({
  error: z.object({
    message: z.string().default(''),
    code: z.number().optional(),
    error_subcode: z.number().optional(),
    is_transient: z.boolean().optional(),
    error_data: z.object({ details: z.string().optional() }).optional().catch(undefined),
  }),
});
export type GraphError = z.output<typeof errorSchema>['error'];

const graphError = (answer: unknown): GraphError | null => errorSchema.safeParse(answer).data?.error ?? null;

/** Whose part of the Graph API it is, and what its refusals mean. */
export interface GraphVendor {
  name: string;
  /** `hide` takes the token out of what the vendor said. */
  refusal(error: GraphError, status: number, retryAfter: number | null, hide: (text: string) => string): ConnectorError;
}

export interface GraphApi {
  get(path: string, query: Record<string, string | number>, signal: AbortSignal): Promise<unknown>;
  /** A call that people see: a lost answer counts as `mayHaveActed`. */
  post(path: string, body: unknown, signal: AbortSignal): Promise<unknown>;
}

const timeoutMs = 20_000;

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

export function graphApi(config: { token: string; version: string; baseUrl: string }, vendor: GraphVendor): GraphApi {
  const base = `${config.baseUrl.replace(/\/+$/, '')}/${config.version}`;
  const { hostname } = new URL(base);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const http = makeHttp({
    maxRedirects: 0,
    maxContentLength: 20 * 1024 * 1024,
    validateStatus: () => true,
    headers: { authorization: `Bearer ${config.token}` },
    ...(local ? { proxy: false as const } : {}),
  });
  const hide = (text: string): string => text.replaceAll(config.token, '<token>');

  const call = async (
    request: { method: 'GET' | 'POST'; path: string; query?: Record<string, string | number>; body?: unknown },
    signal: AbortSignal,
  ): Promise<unknown> => {
    const acts = request.method === 'POST';
    let response: AxiosResponse<unknown>;
    try {
      response = await http.request({
        method: request.method,
        url: `${base}/${request.path}`,
        ...(request.query === undefined ? {} : { params: request.query }),
        ...(request.body === undefined ? {} : { data: request.body }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (error) {
      throw lostAnswer(error, hostname, acts);
    }
    const refused = graphError(response.data);
    if (refused !== null) throw vendor.refusal(refused, response.status, retryAfterOf(response), hide);
    if (response.status >= 300 || typeof response.data !== 'object' || response.data === null)
      throw notTheGraphApi(vendor.name, response.status, hostname, acts, retryAfterOf(response));
    return response.data;
  };
  return {
    get: (path, query, signal) => call({ method: 'GET', path, query }, signal),
    post: (path, body, signal) => call({ method: 'POST', path, body }, signal),
  };
}

function retryAfterOf(response: AxiosResponse<unknown>): number | null {
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
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

/** Something between us and the vendor answered. 503 promises that nothing was done; other answers promise nothing. */
function notTheGraphApi(
  name: string,
  status: number,
  hostname: string,
  acts: boolean,
  retryAfter: number | null,
): ConnectorError {
  return new ConnectorError(
    status === 429 ? 'rate-limited' : 'temporary',
    `${hostname} gave an answer that is not ${name}'s (HTTP ${status}). Check the address, or a proxy in between.`,
    {
      mayHaveActed: acts && status !== 503 && status !== 429 && (status < 400 || status >= 500),
      ...(retryAfter === null ? {} : { retryAfter }),
    },
  );
}
