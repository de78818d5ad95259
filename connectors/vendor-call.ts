/**
 * One HTTP call to a vendor, for connectors. Nothing of a request may reach an error or a log, as it holds the secret:
 * errors are made from the answer alone and carry no cause.
 */
import type { AxiosResponse } from 'axios';
import { ConnectorError } from '../flows/sdk/connector.ts';
import type { Millis } from '../flows/sdk/time.ts';
import { isHttpError, makeHttp } from './http.ts';

const timeout: Millis = 30_000;
const largest = 20 * 1024 * 1024;

export interface VendorCall {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Beginning with a slash; the base address stands before it. */
  path: string;
  query?: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string>>;
  /** JSON, or a form. */
  body?: Readonly<Record<string, unknown>> | readonly unknown[] | URLSearchParams;
  signal: AbortSignal;
  /** Would people see the effect of this call, were its answer lost? */
  acts: boolean;
}

export interface VendorAnswer {
  status: number;
  /** Parsed where it is JSON, else the text. */
  body: unknown;
  header(name: string): string | null;
  /** By `Retry-After`. */
  retryAfter: Millis | null;
}

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

/** Resolves to whatever was answered; rejects when nothing was. */
export function vendorCalls(baseUrl: string): (call: VendorCall) => Promise<VendorAnswer> {
  const base = baseUrl.replace(/\/+$/, '');
  const { hostname } = new URL(base);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const http = makeHttp({
    // A redirect would carry the secret elsewhere.
    maxRedirects: 0,
    maxContentLength: largest,
    validateStatus: () => true,
    ...(local ? { proxy: false as const } : {}),
  });
  return async ({ method, path, query, headers, body, signal, acts }) => {
    const search = query === undefined ? '' : `?${new URLSearchParams(query)}`;
    let response: AxiosResponse<unknown>;
    try {
      response = await http.request({
        method,
        url: `${base}${path}${search}`,
        headers: { accept: 'application/json', ...headers },
        ...(body === undefined ? {} : { data: body }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      });
    } catch (error) {
      throw lostAnswer(error, hostname, acts);
    }
    const header = (name: string): string | null => {
      const value: unknown = response.headers[name.toLowerCase()];
      return typeof value === 'string' ? value : null;
    };
    return { status: response.status, body: response.data, header, retryAfter: waitOf(header('retry-after')) };
  };
}

/** Seconds; a date, which nobody was seen to send, counts as none. */
const waitOf = (value: string | null): Millis | null =>
  value !== null && /^\d{1,7}$/.test(value) ? Number(value) * 1000 : null;

/** Nothing was answered. `acts`: people would see the effect of the call. */
export function lostAnswer(error: unknown, hostname: string, acts: boolean): ConnectorError {
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

/**
 * Something between us and the vendor answered, or the vendor does not say what its description promises. 4xx and 503
 * promise that nothing was done; other answers promise nothing.
 */
export function strangeAnswer(vendor: string, { status, retryAfter }: VendorAnswer, acts: boolean): ConnectorError {
  const refused = status === 503 || (status >= 400 && status < 500);
  return new ConnectorError(
    status === 429 ? 'rate-limited' : 'temporary',
    `${vendor} gave an answer that cannot be read (HTTP ${status}). Check the address, or a proxy in between.`,
    { mayHaveActed: acts && !refused, ...(retryAfter === null ? {} : { retryAfter }) },
  );
}
