/**
 * One call of the Viber Bot API, which answers HTTP 200 to everything and says in `status` what it means. The token
 * travels in a header; errors are made from the answer alone and carry no cause.
 */
import type { AxiosResponse } from 'axios';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import { isHttpError, makeHttp } from '../http.ts';

export interface ViberApi {
  /** `acts` marks a call that people see, so that a lost answer counts as `mayHaveActed`. */
  call(method: string, body: unknown, options: { signal: AbortSignal; acts: boolean }): Promise<unknown>;
}

const timeoutMs = 20_000;
const answerSchema = z.looseObject({ status: z.number(), status_message: z.string().default('') });

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

export function viberApi(config: { token: string; baseUrl: string }): ViberApi {
  const base = config.baseUrl.replace(/\/+$/, '');
  const { hostname } = new URL(base);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const http = makeHttp({
    maxRedirects: 0,
    maxContentLength: 5 * 1024 * 1024,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: [(text: unknown) => text],
    headers: { 'x-viber-auth-token': config.token },
    ...(local ? { proxy: false as const } : {}),
  });
  const hide = (text: string): string => text.replaceAll(config.token, '<token>');

  return {
    async call(method, body, { signal, acts }) {
      let response: AxiosResponse<unknown>;
      try {
        response = await http.post(`${base}/${method}`, body, {
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        });
      } catch (error) {
        throw lostAnswer(error, hostname, acts);
      }
      const answer = answerSchema.safeParse(parsed(String(response.data)));
      if (!answer.success) throw notViber(response, hostname, acts);
      if (answer.data.status !== 0) throw refusal(answer.data.status, hide(answer.data.status_message));
      return answer.data;
    },
  };
}

/**
 * Tokens of messages are whole numbers that JavaScript cannot hold: they are read as text. Inside of a text the quotes would be
 * escaped, so that nobody's words are taken for one.
 */
export const withTokensAsText = (json: string): string =>
  json.replace(/(?<!\\)("message_token"\s*:\s*)(\d+)/g, '$1"$2"');

function parsed(text: string): unknown {
  try {
    return JSON.parse(withTokensAsText(text));
  } catch {
    return null;
  }
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

/** Something between us and Viber answered. 503 promises that nothing was done; other answers promise nothing. */
function notViber(response: AxiosResponse<unknown>, hostname: string, acts: boolean): ConnectorError {
  const { status } = response;
  const seconds = Number(response.headers['retry-after'] ?? Number.NaN);
  const errorClass: ErrorClass =
    status === 429 ? 'rate-limited' : status === 401 || status === 403 ? 'bad-credentials' : 'temporary';
  return new ConnectorError(
    errorClass,
    `${hostname} gave an answer that is not Viber's (HTTP ${status}). Check the address, or a proxy in between.`,
    {
      mayHaveActed: acts && status !== 503 && status !== 429 && (status < 400 || status >= 500),
      ...(Number.isFinite(seconds) && seconds >= 0 ? { retryAfter: seconds * 1000 } : {}),
    },
  );
}

const hourMs = 3_600_000;

/** What Viber's status means. Those of the bot itself pause the account: nothing leaves until its owner has acted. */
function refusal(status: number, said: string): ConnectorError {
  const make = (errorClass: ErrorClass, message: string, retryAfter?: number) =>
    new ConnectorError(errorClass, message, retryAfter === undefined ? {} : { retryAfter });
  switch (status) {
    case 2:
      return make('bad-credentials', 'Viber does not know this token. Copy it again from the settings of the bot.');
    case 10:
      return make(
        'bad-credentials',
        'Viber lets this bot write only when it has a webhook, and it has none. Set one where the bot was made.',
      );
    case 7:
    case 8:
    case 9:
    case 15:
      return make('bad-credentials', `Viber does not let this bot work (${said}).`);
    case 6:
      return make('blocked', `The person does not follow the bot, or stopped doing so (${said}).`);
    case 5:
    case 11:
      return make('unreachable-recipient', `Viber cannot reach this person (${said}).`);
    case 12:
      return /without reply/i.test(said)
        ? make('temporary', 'This person got a hundred messages within an hour and answered none.', hourMs)
        : make('rate-limited', `Viber asks to slow down (${said}).`);
    default:
      return make('bad-request', `Viber refused the message (${status} ${said}).`);
  }
}
