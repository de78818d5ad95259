/**
 * Answers all below `/p/`: what strangers may open. No cookies, no scripts, no CORS (but for the blocks of a site, which have a handler
 * of their own); nothing is redirected to an address that came
 * with the request; a wrong token and an unknown form look the same, and an erased person's page as it always did. Each caller has
 * an allowance.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml } from '../../content/filters.ts';
import { publicPaths, publicPrefix } from '../../sdk/links.ts';
import { allowances } from '../allowance.ts';
import type { HostContext } from '../context.ts';
import { readFields } from './body.ts';
import { callerOf } from './caller.ts';
import { confirm, confirmPage } from './confirm.ts';
import { flowsOfForm } from './form-flows.ts';
import { formPage, stampName, thanksPage, trapName } from './form-page.ts';
import { followed } from './link.ts';
import { type PublicPage, renderPage } from './page.ts';
import { readerOf } from './person.ts';
import { preferencesPage, savePreferences } from './preferences.ts';
import { isOfSite, siteHandler } from './site/handler.ts';
import { readForm, submit } from './submit.ts';
import { readToken, sealOf, tokenOf } from './tokens.ts';
import { type Asked, unsubscribe, unsubscribePage } from './unsubscribe.ts';
import { askedLanguages, pageLanguage, wordsFor } from './words.ts';

const baseHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Nobody reads and fills in a form within this. */
const fastest = 2000;
/** A page left open longer is shown once more, filled in. */
const longestOpen = 24 * 3_600_000;

type Answer =
  | { page: Omit<PublicPage, 'from'>; close?: boolean }
  | { status: number; to: string }
  | { status: number; json: unknown };

export type PublicHandler = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

export function publicHandler(context: HostContext): PublicHandler {
  // Of forms, by caller; of a person's pages, by the token: many people's mail programs speak from one address.
  const mayLook = allowances(120, 4);
  const maySend = allowances(30, 1);
  const mayChange = allowances(20, 0.5);
  const mayMiss = allowances(30, 1);
  // Of short addresses, by caller: a whole office or a mobile network may speak from one.
  const mayFollow = allowances(600, 20);
  const { store, web } = context;
  const site = siteHandler(context);

  const notFound = (asked: readonly string[], status = 404): Answer => {
    const language = pageLanguage([...asked, store.meta.get().language]);
    const { title, body } = wordsFor(language).gone;
    return {
      page: { status, language, title, body: `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(body)}</p>` },
      close: true,
    };
  };
  const busy = (asked: readonly string[]): Answer => {
    const language = pageLanguage([...asked, store.meta.get().language]);
    const { title, body } = wordsFor(language).busy;
    return {
      page: { status: 429, language, title, body: `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(body)}</p>` },
      close: true,
    };
  };

  async function ofPerson(request: IncomingMessage, kind: string, asked: Asked): Promise<Answer> {
    const { confirm: confirmPath, preferences, unsubscribe: unsubscribePath } = publicPaths;
    const reader = readerOf(context, kind === confirmPath ? 'confirm' : 'person', asked.token);
    if (reader === null) return notFound(asked.languages);
    if (request.method === 'POST' && !mayChange(asked.token, Date.now())) return busy(asked.languages);
    if (request.method !== 'POST') {
      if (kind === unsubscribePath) return { page: unsubscribePage(context, reader, asked) };
      if (kind === preferences) return { page: preferencesPage(context, reader, asked) };
      return { page: confirmPage(context, reader, asked) };
    }
    const posted = await readFields(request, { multipart: kind !== preferences });
    if ('status' in posted) return notFound(asked.languages, posted.status);
    const { fields } = posted;
    if (kind === confirmPath) return { page: confirm(context, reader, asked) };
    if (kind === preferences) return { page: savePreferences(context, reader, asked, fields) };
    const action = fields.get('action');
    return {
      page: unsubscribe(context, reader, asked, action === 'back' || action === 'unsubscribe' ? action : 'one-click'),
    };
  }

  async function ofForm(
    request: IncomingMessage,
    id: string,
    asked: readonly string[],
    query: string,
  ): Promise<Answer> {
    const record = /^[a-z0-9-]{1,64}$/.test(id) ? store.forms.get(id) : null;
    if (record === null) return notFound(asked);
    const may = request.method === 'POST' ? maySend : mayLook;
    if (!may(callerOf(request), Date.now())) return busy(asked);
    const { form } = record;
    const key = await web.needKey();
    const pick = (languages: readonly (string | null)[]): string =>
      languages.find((one): one is string => one !== null && form.languages.includes(one)) ?? form.languages[0] ?? 'en';
    const wanted = asked.flatMap((one) => [one, one.toLowerCase().split('-')[0] ?? '']);
    const stamp = (): string => tokenOf(key, 'form', context.now());
    if (request.method !== 'POST') {
      const language = pick([new URLSearchParams(query).get('lang'), ...wanted]);
      const values = new URLSearchParams();
      return { page: formPage({ form, language, stamp: stamp(), values, errors: {}, note: null }) };
    }
    const posted = await readFields(request);
    if ('status' in posted) return notFound(asked, posted.status);
    const { fields } = posted;
    const language = pick([fields.get('lang'), ...wanted]);
    // A program filled in what nobody sees: it is thanked, and nothing is kept.
    if ((fields.get(trapName) ?? '') !== '') return thanked(record.id, form, language, []);
    const given = fields.get(stampName) ?? '';
    const [shownAt] = readToken(key, 'form', given) ?? [];
    const age = shownAt === undefined ? -1 : context.now() - shownAt;
    const result = readForm(record, fields, store.meta.get().timezone);
    const view = { form, language, stamp: stamp(), values: fields };
    if ('errors' in result) return { page: formPage({ ...view, errors: result.errors, note: 'check' }) };
    // A form within the owner's own page has no stamp: people look at what they send once more, programs stay there.
    if (age < fastest || age > longestOpen) return { page: formPage({ ...view, errors: {}, note: 'again' }) };
    const { pending } = submit(context, record, result.filled, { language, stamp: given });
    return thanked(record.id, form, language, pending);
  }

  function thanked(
    id: string,
    form: Parameters<typeof thanksPage>[0],
    language: string,
    pending: readonly string[],
  ): Answer {
    if (form.redirect !== null) return { status: 303, to: new URL(form.redirect).href };
    const letter = pending.length > 0 && flowsOfForm(context, id).some(({ running }) => running);
    return { page: thanksPage(form, language, letter) };
  }

  function ofLink(request: IncomingMessage, token: string, asked: readonly string[]): Answer {
    if (request.method === 'POST') return notFound(asked, 405);
    if (!mayFollow(callerOf(request), Date.now())) return busy(asked);
    const to = followed(context, request, token);
    return to === null ? notFound(asked) : { status: 302, to };
  }

  async function route(request: IncomingMessage, path: string, asked: readonly string[]): Promise<Answer> {
    const [kind = '', rest = '', ...more] = path.slice(publicPrefix.length + 1).split('/');
    if (more.length > 0 || rest === '') return notFound(asked);
    switch (kind) {
      case publicPaths.unsubscribe:
      case publicPaths.preferences:
      case publicPaths.confirm:
        return ofPerson(request, kind, { token: rest, languages: asked });
      case publicPaths.link:
        return ofLink(request, rest, asked);
      case publicPaths.form:
        return ofForm(request, rest, asked, (request.url ?? '').split('?', 2)[1] ?? '');
      case publicPaths.hello: {
        const key = web.key();
        if (key === null || !/^[A-Za-z0-9_-]{16,64}$/.test(rest)) return notFound(asked);
        return { status: 200, json: { kaskad: sealOf(key, 'hello', rest) } };
      }
      default:
        return notFound(asked);
    }
  }

  function send(request: IncomingMessage, response: ServerResponse, answer: Answer): number {
    for (const [name, value] of Object.entries(baseHeaders)) response.setHeader(name, value);
    if ('to' in answer) {
      response.writeHead(answer.status, { location: answer.to }).end();
      return answer.status;
    }
    if ('json' in answer) {
      response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' });
      response.end(JSON.stringify(answer.json));
      return answer.status;
    }
    const { headers, html } = renderPage({ ...answer.page, from: store.meta.get().name });
    // Of what is refused nothing more is read.
    if (answer.close === true && request.method === 'POST') response.setHeader('connection', 'close');
    if (answer.page.status === 429) response.setHeader('retry-after', '60');
    response.writeHead(answer.page.status, { ...headers, 'content-length': Buffer.byteLength(html) });
    response.end(request.method === 'HEAD' ? undefined : html);
    return answer.page.status;
  }

  return async (request, response, path) => {
    if (isOfSite(path)) return site(request, response, path);
    const asked = askedLanguages(request.headers['accept-language']);
    const { method = 'GET' } = request;
    if (!['GET', 'HEAD', 'POST'].includes(method)) {
      response.writeHead(405, { ...baseHeaders, allow: 'GET, HEAD, POST', connection: 'close' }).end();
      return;
    }
    const answer = await route(request, path, asked);
    const missed = 'page' in answer && answer.page.status === 404;
    // Who tries out addresses is stopped sooner than who opens a page often.
    send(request, response, missed && !mayMiss(callerOf(request), Date.now()) ? busy(asked) : answer);
  };
}
