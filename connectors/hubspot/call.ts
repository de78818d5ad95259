/** One call of HubSpot's API at the pace that it takes, and its refusals sorted into classes. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { HubSpotConfig } from './index.ts';

/** A hundred in ten seconds on the smallest plan; searches are counted apart, five a second. */
const pace = { perSecond: 9, burst: 9 } as const;
const searchPace = { perSecond: 4, burst: 1 } as const;
/** How long the counters named in `policyName` take to have room again. The day's counter is looked at every hour. */
const waits: Readonly<Record<string, Millis>> = { SECONDLY: 1_000, TEN_SECONDLY_ROLLING: 10_000, DAILY: 3_600_000 };

const refusalSchema = z.looseObject({
  status: z.literal('error'),
  message: z.string().default(''),
  category: z.string().nullish(),
  policyName: z.string().nullish(),
  errors: z.array(z.looseObject({ message: z.string().nullish() })).optional(),
});

export interface HubSpotCall {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
  /** Does it change something there? Searches and reads of many are POSTs too. */
  acts?: boolean;
}
export interface HubSpotCalls {
  /** `at`: the vendor's clock. A 404 is null where `orNull` is said. */
  (call: HubSpotCall & { orNull?: boolean }): Promise<{ body: unknown; at: Millis | null }>;
  /** Of the account's version: `objects('contacts')` is `/crm/objects/2026-09/contacts`. */
  path(family: 'objects' | 'properties' | 'pipelines' | 'associations', rest: string): string;
  version: string;
}

export function hubSpotCalls({ baseUrl, token, version }: HubSpotConfig): HubSpotCalls {
  const send = vendorCalls(baseUrl);
  const login = `hubspot ${new URL(baseUrl).host} ${createHash('sha256').update(token).digest('hex')}`;
  const all = paceOf(login, pace);
  const searches = paceOf(`${login} search`, searchPace);
  const call = async ({ signal, acts = false, orNull = false, ...rest }: HubSpotCall & { orNull?: boolean }) => {
    try {
      await all.turn(signal);
      // Last, so that searches that waited for their turn do not leave together.
      if (rest.path.endsWith('/search')) await searches.turn(signal);
    } catch {
      throw new ConnectorError('unreachable', 'HubSpot was not asked in time: too many questions wait for their turn.');
    }
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await send({ ...rest, headers, signal, acts });
    const date = Date.parse(answer.header('date') ?? '');
    const at = Number.isNaN(date) ? null : date;
    if (answer.status === 404 && orNull) return { body: null, at };
    if (answer.status < 300 && typeof answer.body === 'object' && answer.body !== null)
      return { body: answer.body, at };
    const said = refusalSchema.safeParse(answer.body);
    if (answer.status < 400 || !said.success) throw strangeAnswer('HubSpot', answer, acts);
    throw refusal(answer, said.data, acts, token);
  };
  return Object.assign(call, {
    version,
    path: (family: string, rest: string) => `/crm/${family}/${version}/${rest}`,
  });
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'HubSpot gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  // 423: the record is locked for a moment.
  return status >= 500 || status === 423 ? 'temporary' : 'bad-request';
}

function refusal(
  { status, retryAfter }: VendorAnswer,
  { message, policyName, errors = [] }: z.output<typeof refusalSchema>,
  acts: boolean,
  token: string,
): ConnectorError {
  const faults = errors.slice(0, 3).flatMap((one) => (one.message && one.message !== message ? [one.message] : []));
  const said = [message.trim(), ...faults, `HTTP ${status}`].filter((part) => part !== '').join(', ');
  const errorClass = classOf(status);
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 403
        ? `The key may not do this (${said}). Give it the scopes that the account's form names, in HubSpot under Development, Keys.`
        : `HubSpot refuses the key (${said}). Make a new service key in HubSpot under Development, Keys, and paste it here.`,
    'rate-limited':
      policyName === 'DAILY'
        ? `All calls that HubSpot allows this account in a day are used up (${said}). It goes on by itself tomorrow.`
        : `HubSpot asks to slow down (${said}).`,
    temporary: `HubSpot has a problem of its own (${said}).`,
  };
  return new ConnectorError(errorClass, (words[errorClass] ?? `HubSpot refused: ${said}.`).replaceAll(token, '…'), {
    ...(errorClass === 'rate-limited'
      ? { retryAfter: retryAfter ?? waits[policyName ?? ''] ?? (waits.TEN_SECONDLY_ROLLING as number) }
      : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status >= 500 && status !== 503,
  });
}
