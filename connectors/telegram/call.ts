/**
 * One call of the Bot API. The token is part of the address, so nothing of a request may reach an error or a log: errors
 * are made from the answer alone and carry no cause.
 */
import type { AxiosResponse } from 'axios';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import { isHttpError, makeHttp } from '../http.ts';

const defaultBaseUrl = 'https://api.telegram.org';

export interface BotApi {
  /**
   * Resolves to `result`. `acts` marks a call that people see, so that a lost answer counts as `mayHaveActed`.
   * `timeoutMs` ends a call without an answer.
   */
  call(
    method: string,
    params: Record<string, unknown>,
    options: { signal: AbortSignal; timeoutMs: number; acts: boolean },
  ): Promise<unknown>;
}

const answerSchema = z.object({
  ok: z.boolean(),
  result: z.unknown().optional(),
  error_code: z.number().optional(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
});

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

export function botApi(config: { token: string; baseUrl?: string | undefined }): BotApi {
  const base = (config.baseUrl ?? defaultBaseUrl).replace(/\/+$/, '');
  const { hostname } = new URL(base);
  const local = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  const http = makeHttp({
    maxRedirects: 0,
    maxContentLength: 20 * 1024 * 1024,
    validateStatus: () => true,
    ...(local ? { proxy: false as const } : {}),
  });
  const hide = (text: string): string => text.replaceAll(config.token, '<token>');

  return {
    async call(method, params, options) {
      let response: AxiosResponse<unknown>;
      try {
        response = await http.post(`${base}/bot${config.token}/${method}`, params, {
          signal: AbortSignal.any([options.signal, AbortSignal.timeout(options.timeoutMs)]),
        });
      } catch (error) {
        throw lostAnswer(error, hostname, options.acts);
      }
      const answer = answerSchema.safeParse(response.data);
      if (!answer.success) throw notTheBotApi(response.status, hostname, options.acts);
      if (answer.data.ok) return answer.data.result;
      throw refusal(answer.data.error_code ?? response.status, hide(answer.data.description ?? ''), {
        retryAfter: answer.data.parameters?.retry_after ?? null,
      });
    },
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

/** Something between us and Telegram answered. 503 promises that nothing was done; other answers promise nothing. */
function notTheBotApi(status: number, hostname: string, acts: boolean): ConnectorError {
  return new ConnectorError(
    status === 429 ? 'rate-limited' : 'temporary',
    `${hostname} gave an answer that is not Telegram's (HTTP ${status}). Check the address, or a proxy in between.`,
    { mayHaveActed: acts && status !== 503 && status !== 429 && (status < 400 || status >= 500) },
  );
}

/** Telegram's texts may change, so the code decides first and the text only where codes are shared. */
function refusal(code: number, description: string, extra: { retryAfter: number | null }): ConnectorError {
  const make = (errorClass: ErrorClass, message: string) =>
    new ConnectorError(errorClass, message, extra.retryAfter === null ? {} : { retryAfter: extra.retryAfter * 1000 });
  if (code === 401 || code === 404)
    return make('bad-credentials', 'Telegram does not know this bot token. Copy it again from @BotFather.');
  if (code === 403) return make('blocked', `The person blocked the bot or never started it (${description}).`);
  if (code === 409)
    return make(
      'temporary',
      `Another program reads this bot's messages (${description}). Stop it, or remove its webhook, so that replies arrive here.`,
    );
  if (code === 429) return make('rate-limited', `Telegram asks to slow down (${description}).`);
  if (code >= 500) return make('temporary', `Telegram has a problem of its own (${code} ${description}).`);
  if (/chat not found|user not found|peer_id_invalid/i.test(description))
    return make(
      'unreachable-recipient',
      `Telegram knows no such chat: the person has to start the bot (${description}).`,
    );
  return make('bad-request', `Telegram refused the message (${description}).`);
}
