/**
 * Makes a connector folder that passes the conformance suite at once: `node scripts/new-connector.ts acme-sms sms "Acme SMS"`.
 * The vendor in it is made up: replace `client.ts` and the answers in `conformance.ts` by what the real one does.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface NewConnector {
  /** Where the folder goes: `connectors` of this checkout. */
  into: string;
  type: string;
  channel: string;
  /** The vendor's own name, the same in all languages. */
  name: string;
}

/** Returns the folder made. Throws with a sentence when the name does not do. */
export function newConnector({ into, type, channel, name }: NewConnector): string {
  if (!/^[a-z][a-z0-9-]*$/.test(type))
    throw new Error(`"${type}" cannot be a folder's name here: use a-z, 0-9 and "-".`);
  if (!/^[a-z][a-z0-9-]*$/.test(channel)) throw new Error(`"${channel}" is not a channel: use a name such as sms.`);
  const folder = join(into, type);
  if (existsSync(folder)) throw new Error(`${folder} exists already.`);
  mkdirSync(join(folder, 'strings'), { recursive: true });
  const write = (file: string, content: string) => writeFileSync(join(folder, file), content);
  write('index.ts', indexSource(type, channel, name));
  write('client.ts', clientSource(name));
  write('conformance.ts', conformanceSource(channel));
  for (const [language, texts] of Object.entries(stringsFor(name))) {
    write(`strings/${language}.json`, `${JSON.stringify(texts, null, 2)}\n`);
  }
  return folder;
}

const indexSource = (type: string, channel: string, name: string): string => `/** ${name}. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { openClient } from './client.ts';

export const connector = defineConnector({
  type: '${type}',
  config: z.strictObject({
    token: z.string().min(1).max(500).meta({ secret: true }),
    baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.example.com'),
  }),
  capabilities: ['send.${channel}'],
  deduplicatesByKey: true,
  marksHandover: true,
  limits: { concurrency: 10, perSecond: 10 },
  pollEvery: null,
  receipts: [],
  open: openClient,
});
`;

const clientSource = (name: string): string => `import axios, { type AxiosResponse } from 'axios';
import * as z from 'zod';
import { type ConnectorClient, ConnectorError, type ErrorClass } from '../../flows/sdk/connector.ts';

const timeoutMs = 20_000;
const sentSchema = z.object({ id: z.string() });
const refusalSchema = z.object({ error: z.string() });
/** Failures before a byte could leave. */
const neverLeft = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export function openClient(config: { token: string; baseUrl: string }): ConnectorClient {
  const call = async (path: string, body: unknown, signal: AbortSignal, acts: boolean): Promise<unknown> => {
    let response: AxiosResponse<unknown>;
    try {
      response = await axios.post(new URL(path, config.baseUrl).href, body, {
        headers: { authorization: \`Bearer \${config.token}\` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
        maxRedirects: 0,
        proxy: false,
        validateStatus: () => true,
      });
    } catch (error) {
      // Nothing of the request may reach the error: it holds the token.
      const left = !axios.isAxiosError(error) || !neverLeft.has(error.code ?? '');
      throw new ConnectorError('unreachable', '${name} did not answer. Check the internet connection.', {
        mayHaveActed: acts && left,
      });
    }
    if (response.status < 300) return response.data;
    throw refusal(response);
  };

  return {
    async verify({ signal }) {
      await call('/verify', {}, signal, false);
      return { detail: 'Connected to ${name}.' };
    },
    async send(message, { signal, handover }) {
      const body = { key: message.key, to: message.to, text: message.parts.text ?? '' };
      await handover();
      const sent = sentSchema.safeParse(await call('/messages', body, signal, true));
      if (sent.success) return { vendorId: sent.data.id, state: 'sent' };
      throw new ConnectorError('temporary', '${name} gave an answer that cannot be read.', { mayHaveActed: true });
    },
  };
}

function refusal(response: AxiosResponse<unknown>): ConnectorError {
  const said = refusalSchema.safeParse(response.data).data?.error ?? 'no reason given';
  const retryAfter = Number(response.headers['retry-after']);
  return new ConnectorError(
    classOf(response.status, said),
    \`${name} refused: \${said} (HTTP \${response.status}).\`,
    retryAfter > 0 ? { retryAfter: retryAfter * 1000 } : {},
  );
}

function classOf(status: number, said: string): ErrorClass {
  if (status === 401) return 'bad-credentials';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'temporary';
  if (said === 'blocked') return 'blocked';
  return said === 'no such recipient' ? 'unreachable-recipient' : 'bad-request';
}
`;

const conformanceSource = (channel: string): string => `/** The vendor, played on this computer. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Conformance, LoopbackFault } from '../../tests/kit/connector-loopback.ts';

const token = 'planted-right-token';
const refusals: Readonly<Record<string, [number, string]>> = {
  'rate-limited': [429, 'slow down'],
  temporary: [503, 'out of order'],
  blocked: [403, 'blocked'],
  'unreachable-recipient': [400, 'no such recipient'],
};

export const conformance: Conformance = {
  async start() {
    const taken = new Map<string, string>();
    let fault: LoopbackFault | null = null;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const answer = (status: number, body: unknown) => {
        response.writeHead(status, { 'content-type': 'application/json', ...(status === 429 ? { 'retry-after': '3' } : {}) });
        response.end(JSON.stringify(body));
      };
      if (request.headers.authorization !== \`Bearer \${token}\`) return answer(401, { error: 'unknown token' });
      if (request.url === '/verify') return answer(200, {});
      const refused = refusals[fault ?? ''];
      if (refused !== undefined) return answer(refused[0], { error: refused[1] });
      const { key } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { key: string };
      const id = taken.get(key) ?? String(taken.size + 1);
      taken.set(key, id);
      if (fault === 'cut-after-acting') request.socket.destroy();
      else if (fault === null) answer(200, { id });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = \`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`;
    return {
      config: { token, baseUrl },
      wrongCredentials: { token: 'planted-wrong-token', baseUrl },
      nobodyThere: { token, baseUrl: 'http://127.0.0.1:1' },
      channel: '${channel}',
      parts: { text: 'Hello' },
      recipient: '+380671234567',
      fail(next) {
        fault = next;
        return next === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal() {
        fault = null;
      },
      arrived: () => taken.size,
      close: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    };
  },
};
`;

const stringsFor = (name: string) => ({
  en: {
    name,
    description: `Sends messages through ${name}.`,
    fields: {
      token: { label: 'Access token', help: `From your account at ${name}. Kept in the vault of this computer.` },
      baseUrl: { label: 'Address of the service', help: 'Leave as it is unless support told you otherwise.' },
    },
  },
  ru: {
    name,
    description: `Отправляет сообщения через ${name}.`,
    fields: {
      token: {
        label: 'Токен доступа',
        help: `Из вашего кабинета ${name}. Хранится в хранилище секретов этого компьютера.`,
      },
      baseUrl: { label: 'Адрес сервиса', help: 'Не меняйте, если поддержка не сказала иначе.' },
    },
  },
  uk: {
    name,
    description: `Надсилає повідомлення через ${name}.`,
    fields: {
      token: {
        label: 'Токен доступу',
        help: `З вашого кабінету ${name}. Зберігається у сховищі секретів цього комп’ютера.`,
      },
      baseUrl: { label: 'Адреса сервісу', help: 'Не змінюйте, якщо підтримка не сказала інакше.' },
    },
  },
});

if (import.meta.main) {
  const [type, channel, name] = process.argv.slice(2);
  if (type === undefined || channel === undefined) {
    console.error('Usage: node scripts/new-connector.ts <folder> <channel> ["Name of the vendor"]');
    process.exit(2);
  }
  const into = fileURLToPath(new URL('../connectors', import.meta.url));
  try {
    console.log(
      `Made ${newConnector({ into, type, channel, name: name ?? type })}. Try it: npx vitest run tests/conformance`,
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
