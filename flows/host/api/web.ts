/** The public address of the workspace, and the look whether it leads here. */
import { randomBytes } from 'node:crypto';
import { publicUrl, type WebSettings, webSettingsSchema } from '../../sdk/links.ts';
import { KaskadError } from '../../sdk/problem.ts';
import type { HostContext } from '../context.ts';
import { sealOf } from '../public/tokens.ts';
import { os } from './base.ts';

const patience = 10_000;
/** Of an answer that should have fifty characters. */
const longestAnswer = 2000;

type Result = {
  result: 'ok' | 'not-set' | 'no-key' | 'not-served' | 'unreachable' | 'answers-otherwise' | 'other-workspace';
  detail: string;
};

/** Asks for a page that only this workspace can answer. */
async function check({ web }: HostContext): Promise<Result> {
  const { address } = web.settings();
  const key = web.key();
  if (address === null) return { result: 'not-set', detail: '' };
  if (key === null) return { result: 'no-key', detail: '' };
  if (web.local() === null) return { result: 'not-served', detail: '' };
  const nonce = randomBytes(18).toString('base64url');
  try {
    const answer = await fetch(publicUrl(address, 'hello', nonce), {
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    });
    const text = (await answer.text()).slice(0, longestAnswer);
    if (answer.status !== 200) return { result: 'answers-otherwise', detail: String(answer.status) };
    const said = seal(text);
    if (said === null) return { result: 'answers-otherwise', detail: String(answer.status) };
    return { result: said === sealOf(key, 'hello', nonce) ? 'ok' : 'other-workspace', detail: '' };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { result: 'unreachable', detail: cause instanceof Error ? cause.message : String(cause) };
  }
}

function seal(text: string): string | null {
  try {
    const { kaskad } = JSON.parse(text) as { kaskad?: unknown };
    return typeof kaskad === 'string' ? kaskad : null;
  } catch {
    return null;
  }
}

function parsed(input: unknown): WebSettings {
  const result = webSettingsSchema.safeParse(input);
  if (result.success) return result.data;
  throw new KaskadError(
    'bad-public-address',
    'The public address must begin with https:// and name a server, such as https://go.example.com.',
  );
}

export const webApi = {
  get: os.web.get.handler(({ context: { web } }) => {
    const settings = web.settings();
    return { ...settings, local: web.local(), keyMissing: settings.address !== null && web.key() === null };
  }),

  save: os.web.save.handler(async ({ context, input }) => {
    const { web, changes } = context;
    const before = web.settings();
    const settings = parsed(input);
    if (settings.address !== null) await web.needKey();
    web.change(settings);
    try {
      await web.serve?.(settings.port !== null && settings.port !== before.port);
    } catch (error) {
      web.change(before);
      await web.serve?.(true).catch(() => undefined);
      throw error;
    }
    // Problems of texts depend on it.
    for (const topic of ['web', 'forms', 'flows']) changes.publish(topic);
    return {};
  }),

  check: os.web.check.handler(({ context }) => check(context)),
};
