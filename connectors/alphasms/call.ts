/** One call of AlphaSMS: a list of requests, and for each what became of it. HTTP says 200 also where it refuses. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { strangeAnswer, vendorCalls } from '../vendor-call.ts';
import type { AlphaSmsConfig } from './index.ts';

const defaultBaseUrl = 'https://alphasms.ua';

const itemSchema = z.union([
  z.object({ success: z.literal(true), data: z.unknown() }),
  z.object({ success: z.literal(false), error: z.coerce.string().default('no reason given'), data: z.unknown() }),
]);
type Item = z.output<typeof itemSchema>;
const answerSchema = z.union([
  z.object({ success: z.literal(true), data: z.array(itemSchema) }),
  z.object({ success: z.literal(false), error: z.coerce.string().default('no reason given') }),
]);

export type AlphaSmsCall = (
  requests: readonly Record<string, unknown>[],
  options: { signal: AbortSignal; acts: boolean },
) => Promise<Item[]>;

export function alphaSmsCalls(config: AlphaSmsConfig): AlphaSmsCall {
  const send = vendorCalls(config.baseUrl ?? defaultBaseUrl);
  return async (requests, { signal, acts }) => {
    const answer = await send({
      method: 'POST',
      path: '/api/json.php',
      headers: { 'content-type': 'application/json' },
      body: { auth: config.apiKey, data: requests },
      signal,
      acts,
    });
    if (answer.status === 401 || answer.status === 403) throw denied(`HTTP ${answer.status}`);
    const said = answerSchema.safeParse(answer.body);
    if (!said.success || answer.status >= 300) throw strangeAnswer('AlphaSMS', answer, acts);
    if (said.data.success) return said.data.data;
    const words = said.data.error.replaceAll(config.apiKey, '…').slice(0, 500);
    if (/access denied/i.test(words)) throw denied(words);
    throw new ConnectorError('bad-request', `AlphaSMS refused the request: ${words}.`);
  };
}

const denied = (said: string): ConnectorError =>
  new ConnectorError(
    'bad-credentials',
    `AlphaSMS refuses the key (${said}). Copy it again from your cabinet: Settings, API.`,
  );
