/** One call of Genesys Cloud's Platform API at the pace that it takes, and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { GenesysConfig } from './index.ts';
import { addressesOf } from './regions.ts';
import { tokensOf } from './token.ts';

/** Three hundred a minute for each token of client credentials, a hundred and eighty at some places: as many in the first minute, then fewer. */
const pace = { perSecond: 2.5, burst: 30 } as const;
/** The limit is by the minute. */
const slowDown: Millis = 60_000;

const refusalSchema = z.looseObject({ message: z.string().nullish(), code: z.string().nullish() });

export interface GenesysCall {
  method: 'GET' | 'POST' | 'PATCH';
  /** After `/api/v2`. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>> | readonly unknown[];
  signal: AbortSignal;
  /** Does it change something there? Looking people up is a POST, too. */
  acts?: boolean;
  /** Refusals that are an answer here: they are given back. */
  takes?: readonly number[];
}
/** `at`: the vendor's clock. */
export type GenesysCalls = (call: GenesysCall) => Promise<{ status: number; body: unknown; at: Millis | null }>;

export function genesysCalls(config: GenesysConfig): GenesysCalls {
  const { clientId, clientSecret } = config;
  const { login, api } = addressesOf(config);
  const send = vendorCalls(api);
  const tokens = tokensOf(login, clientId, clientSecret);
  const turns = paceOf(`genesys-cloud ${new URL(api).host} ${clientId}`, pace);

  return async ({ path, signal, takes = [], acts = false, ...call }) => {
    await turns.turn(signal).catch(() => {
      throw new ConnectorError(
        'unreachable',
        'Genesys Cloud was not asked in time: too many questions wait for their turn.',
      );
    });
    for (let again = true; ; again = false) {
      const token = await tokens.token(signal);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await send({ ...call, path: `/api/v2${path}`, headers, signal, acts });
      const { status, body } = answer;
      const date = Date.parse(answer.header('date') ?? '');
      const at = Number.isNaN(date) ? null : date;
      if (takes.includes(status)) return { status, body, at };
      if (status < 300 && typeof body === 'object' && body !== null) return { status, body, at };
      // The token may have been taken back before its time: a new one is asked for, once.
      if (status === 401) {
        tokens.forget();
        if (again) continue;
      }
      const said = refusalSchema.safeParse(body);
      if (status < 400 || !said.success) throw strangeAnswer('Genesys Cloud', answer, acts);
      throw refusal(answer, said.data, acts, [token, clientSecret]);
    }
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'Genesys Cloud gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 || status === 408 ? 'temporary' : 'bad-request';
}

/** Without `Retry-After`: until the minute that is counted is over, as `inin-ratelimit-reset` has it in seconds. */
function waitOf({ retryAfter, header }: VendorAnswer): Millis {
  const reset = header('inin-ratelimit-reset');
  return retryAfter ?? (reset !== null && /^\d{1,4}$/.test(reset) ? Math.max(1, Number(reset)) * 1000 : slowDown);
}

function refusal(
  answer: VendorAnswer,
  { message, code }: z.output<typeof refusalSchema>,
  acts: boolean,
  secrets: readonly string[],
): ConnectorError {
  const { status } = answer;
  const said = [message, code, `HTTP ${status}`].filter((part) => part).join(', ');
  const errorClass = classOf(status);
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 403
        ? `The client lacks a permission (${said}). Give its role the permission in Genesys Cloud.`
        : `Genesys Cloud refuses the client (${said}). Make a new secret for it.`,
    'rate-limited': `Genesys Cloud asks to slow down (${said}).`,
    temporary: `Genesys Cloud has a problem of its own (${said}).`,
  };
  const text = secrets.reduce(
    (now, secret) => now.replaceAll(secret, '…'),
    words[errorClass] ??
      (status === 404 ? `Genesys Cloud has no such record (${said}).` : `Genesys Cloud refused: ${said}.`),
  );
  return new ConnectorError(errorClass, text, {
    ...(errorClass === 'rate-limited' ? { retryAfter: waitOf(answer) } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}
