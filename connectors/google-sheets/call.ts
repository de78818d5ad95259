/** One call of the Sheets API at the pace that Google takes, and its refusals sorted into classes. */
import * as z from 'zod';
import { ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { paceOf } from '../pace.ts';
import { strangeAnswer, type VendorAnswer, vendorCalls } from '../vendor-call.ts';
import type { GoogleSheetsConfig } from './index.ts';
import { readKey, tokensOf } from './key.ts';

/** Sixty reads and sixty writes a minute for each user. */
const pace = { perSecond: 0.5, burst: 28 } as const;
/** Quotas are by the minute. */
const slowDown: Millis = 60_000;

const refusalSchema = z.object({
  error: z.object({ message: z.string().default(''), status: z.string().nullish() }),
});

export interface SheetsCall {
  method: 'GET' | 'POST';
  /** After the table's id. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: Readonly<Record<string, unknown>>;
  signal: AbortSignal;
}
export type SheetsCalls = (call: SheetsCall) => Promise<{ body: unknown; at: Millis | null }>;

export function sheetsCalls({ baseUrl, serviceAccount, spreadsheet }: GoogleSheetsConfig): SheetsCalls {
  const key = readKey(serviceAccount);
  const id = /\/d\/([\w-]+)/.exec(spreadsheet)?.[1] ?? spreadsheet;
  const send = vendorCalls(baseUrl);
  const tokens = key === null ? null : tokensOf(key);
  const login = `google-sheets ${new URL(baseUrl).host} ${key?.client_email ?? ''}`;
  const reads = paceOf(`${login} reads`, pace);
  const writes = paceOf(`${login} writes`, pace);

  return async ({ path, signal, ...call }) => {
    if (key === null || tokens === null)
      throw new ConnectorError(
        'bad-credentials',
        'This is not the key of a service account. Open the JSON file that Google Cloud made for the key, and paste all of it.',
      );
    const acts = call.method !== 'GET';
    await (acts ? writes : reads).turn(signal).catch(() => {
      throw new ConnectorError('unreachable', 'Google was not asked in time: too many questions wait for their turn.');
    });
    for (let again = true; ; again = false) {
      const token = await tokens.token(signal);
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const answer = await send({ ...call, path: `/v4/spreadsheets/${id}${path}`, headers, signal, acts });
      const date = Date.parse(answer.header('date') ?? '');
      if (answer.status < 300 && typeof answer.body === 'object' && answer.body !== null)
        return { body: answer.body, at: Number.isNaN(date) ? null : date };
      // The token may have been taken back before its time: a new one is asked for, once.
      if (answer.status === 401) {
        tokens.forget();
        if (again) continue;
      }
      const said = refusalSchema.safeParse(answer.body);
      if (answer.status < 400 || !said.success) throw strangeAnswer('Google', answer, acts);
      throw refusal(answer, said.data.error, acts, { token, email: key.client_email });
    }
  };
}

export const unread = (acts = false): ConnectorError =>
  new ConnectorError('temporary', 'Google gave an answer that cannot be read.', { mayHaveActed: acts });

function classOf(status: number): ErrorClass {
  if (status === 401 || status === 403) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'temporary' : 'bad-request';
}

function refusal(
  { status, retryAfter }: VendorAnswer,
  error: z.output<typeof refusalSchema>['error'],
  acts: boolean,
  { token, email }: { token: string; email: string },
): ConnectorError {
  const said = [error.message, error.status, `HTTP ${status}`].filter((part) => part).join(', ');
  const errorClass = classOf(status);
  const words: Partial<Record<ErrorClass, string>> = {
    'bad-credentials':
      status === 403
        ? `The table is not shared with the service account, or the Sheets API is off in its project (${said}). Share the table with ${email} as an editor.`
        : `Google refuses the service account (${said}). Make a new key for it.`,
    'rate-limited': `Google asks to slow down (${said}).`,
    temporary: `Google has a problem of its own (${said}).`,
    'bad-request':
      status === 404
        ? `There is no such table (${said}). Copy its address again from the browser.`
        : `Google refused: ${said}. Check the name of the sheet.`,
  };
  return new ConnectorError(errorClass, (words[errorClass] ?? said).replaceAll(token, '…'), {
    ...(errorClass === 'rate-limited' ? { retryAfter: retryAfter ?? slowDown } : {}),
    mayHaveActed: acts && errorClass === 'temporary' && status !== 503,
  });
}
