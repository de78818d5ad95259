/**
 * What pages of the owner's site ask for: the snippet, the blocks of their visitor, and to be told what became of them. Only pages of
 * the addresses that an account lists are answered, by CORS and before it; without cookies. A stranger, a wrong seal and a known person
 * without blocks get the same answer.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import * as z from 'zod';
import { publicPrefix } from '../../../sdk/links.ts';
import { placePattern } from '../../../sdk/site.ts';
import { allowances } from '../../allowance.ts';
import { resourcesFolder } from '../../app-folders.ts';
import type { HostContext } from '../../context.ts';
import { callerOf } from '../caller.ts';
import { inkOn } from '../page.ts';
import { languageOf } from '../person.ts';
import { askedLanguages, wordsFor } from '../words.ts';
import { applyDeed, blocksFor } from './blocks.ts';
import { isOfPush, pushAnswer, workerName } from './push.ts';
import { tryPage } from './try-page.ts';
import { identitySchema, pageOf, visitorOf } from './visitor.ts';

const script = `${publicPrefix}/site.js`;
/** For whoever lets it be fetched instead of putting it on their site by hand. */
const worker = `${publicPrefix}/${workerName}`;
const under = `${publicPrefix}/site/`;
export const isOfSite = (path: string): boolean => path === script || path === worker || path.startsWith(under);

/** Bytes of one request: an identity and the names of some places. */
const maxBody = 4096;

const askSchema = identitySchema.extend({ places: z.array(z.string().regex(placePattern)).max(50).optional() });
const deedSchema = z.object({ block: z.string().max(200), button: z.string().max(40).optional() });

const headers: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'cross-origin',
};

/** Without the words to its readers: every page of a shop loads it. */
const readScript = (name: string): string =>
  readFileSync(join(resourcesFolder(), 'site', name), 'utf8')
    .split('\n')
    .filter((line) => !/^\s*(?:\/\/|\/\*|\*)/.test(line))
    .map((line) => line.trimStart())
    .join('\n');

/** What pages load: with the part for web push only where there is an account of that. */
const scriptFiles = { blocks: ['site.js'], push: ['site.js', 'push.js'], worker: [workerName] } as const;

export function siteHandler(context: HostContext) {
  const mayAsk = allowances(120, 2);
  const mayTell = allowances(120, 4);
  const snippets = new Map<keyof typeof scriptFiles, { text: string; tag: string }>();
  const { store } = context;

  function snippetOf(what: keyof typeof scriptFiles): { text: string; tag: string } {
    const known = snippets.get(what);
    if (known !== undefined) return known;
    const text = scriptFiles[what].map(readScript).join('\n');
    const made = { text, tag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` };
    snippets.set(what, made);
    return made;
  }

  function sendScript(request: IncomingMessage, response: ServerResponse, path: string): void {
    const snippet = snippetOf(path === worker ? 'worker' : isOfPush(context) ? 'push' : 'blocks');
    response.setHeader('cache-control', 'public, max-age=3600');
    response.setHeader('etag', snippet.tag);
    if (request.headers['if-none-match'] === snippet.tag) return void response.writeHead(304).end();
    response.writeHead(200, {
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': Buffer.byteLength(snippet.text),
    });
    response.end(request.method === 'HEAD' ? undefined : snippet.text);
  }

  function blocks(request: IncomingMessage, body: unknown, page: NonNullable<ReturnType<typeof pageOf>>) {
    const asked = askSchema.safeParse(body).data;
    const contact = asked === undefined ? null : visitorOf(context, page, asked);
    const found =
      contact === null ? [] : blocksFor(context, { contact, accounts: page.accounts, places: asked?.places ?? [] });
    const { primary } = store.meta.brand().colours;
    // Whoever is shown nothing learns nothing, not even the language of a person.
    const language = languageOf(
      context,
      found.length === 0 ? null : contact,
      askedLanguages(request.headers['accept-language']),
    );
    return { blocks: found, color: primary, ink: inkOn(primary), close: wordsFor(language).site.close };
  }

  return async (request: IncomingMessage, response: ServerResponse, path: string): Promise<void> => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const { method = 'GET' } = request;
    const refuse = (status: number): void => {
      response.writeHead(status, { 'cache-control': 'no-store', connection: 'close' }).end();
    };
    if (path === script || path === worker)
      return method === 'GET' || method === 'HEAD' ? sendScript(request, response, path) : refuse(405);
    response.setHeader('cache-control', 'no-store');
    const [what = '', token, message] = path.slice(under.length).split('/');
    if (what === 'try' && method === 'GET') return tryPage(context, response, token ?? '');
    if (method !== 'POST') return refuse(405);
    const page = pageOf(context, request.headers.origin);
    if (page === null) return refuse(403);
    response.setHeader('access-control-allow-origin', request.headers.origin ?? '');
    response.setHeader('vary', 'origin');
    const may = what === 'blocks' ? mayAsk : mayTell;
    if (!may(callerOf(request), Date.now())) {
      response.setHeader('retry-after', '60');
      return refuse(429);
    }
    const body = await bodyOf(request);
    if (body === undefined) return refuse(413);
    if (what === 'blocks') return sendJson(response, blocks(request, body, page));
    if (what === 'push') {
      const agent = (request.headers['user-agent'] ?? '').slice(0, 500);
      const answer = pushAnswer(
        context,
        { page, origin: request.headers.origin ?? '', agent },
        token ?? '',
        message,
        body,
      );
      return answer === null ? refuse(404) : sendJson(response, answer);
    }
    const deed = deedSchema.safeParse(body).data;
    if (deed === undefined || (what !== 'seen' && what !== 'pressed' && what !== 'closed')) return refuse(404);
    return applyDeed(context, { what, ...deed }) ? sendJson(response, {}) : refuse(404);
  };
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value));
}

/** JSON as plain text, so that browsers need not ask beforehand whether they may; undefined where it is too long. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) return undefined;
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}
