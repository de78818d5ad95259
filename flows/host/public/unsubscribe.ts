/**
 * `/p/u/<token>`: a GET shows one button and changes nothing, because scanners of mail open every link; a POST unsubscribes, with
 * no page at all when a mail program sends it (RFC 8058). Who did it by mistake takes it back on the same page.
 */
import { escapeHtml } from '../../content/filters.ts';
import { publicPaths } from '../../sdk/links.ts';
import { serviceTopic } from '../../sdk/message.ts';
import type { HostContext } from '../context.ts';
import { nameOf, topicName } from './consents.ts';
import type { PublicPage } from './page.ts';
import { languageOf, type Reader } from './person.ts';
import { wordsFor } from './words.ts';

/** In the ledger. */
const source = 'unsubscribe';

type Body = Pick<PublicPage, 'status' | 'language' | 'title' | 'body'>;

export interface Asked {
  token: string;
  languages: readonly string[];
}

const form = (action: string, button: string, kind = ''): string =>
  `<form method="post"><input type="hidden" name="action" value="${action}"><div class="row"><button type="submit"${kind}>${escapeHtml(button)}</button></div></form>`;

/** Of a message that needs no consent: the channel as a whole. */
const topicOf = ({ message }: Reader): string => (message.topic === serviceTopic ? '' : message.topic);

const heading = (title: string): string => `<h1>${escapeHtml(title)}</h1>`;
const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

export function unsubscribePage(context: HostContext, reader: Reader, { token, languages }: Asked): Body {
  const language = languageOf(context, reader.contact, languages);
  const words = wordsFor(language);
  const { title, body, bodyAll, button, more } = words.unsubscribe;
  const topic = topicOf(reader);
  return {
    status: 200,
    language,
    title,
    body: [
      heading(title),
      paragraph(topic === '' ? bodyAll : body(topicName(words, topic))),
      form('unsubscribe', button),
      `<p class="from"><a href="../${publicPaths.preferences}/${escapeHtml(token)}">${escapeHtml(more)}</a></p>`,
    ].join(''),
  };
}

export type UnsubscribeAction = 'one-click' | 'unsubscribe' | 'back';

export function unsubscribe(context: HostContext, reader: Reader, asked: Asked, action: UnsubscribeAction): Body {
  const { engine, store } = context;
  const language = languageOf(context, reader.contact, asked.languages);
  const words = wordsFor(language);
  const { channel } = reader.message;
  const topic = topicOf(reader);
  const shown = topic === '' ? words.unsubscribe.bodyAll : words.unsubscribe.body(topicName(words, topic));
  const proof = {
    page: source,
    how: action === 'one-click' ? 'one-click' : 'page',
    message: reader.message.id,
    language,
    ...(action === 'unsubscribe' ? { text: shown } : {}),
  };
  if (action === 'back') {
    const taken = reader.contact === null ? [] : takenBack(context, reader.contact, reader);
    if (reader.contact !== null && taken.length > 0) {
      const answers = taken.map((one) => ({
        ...one,
        granted: true,
        proof: { ...proof, text: words.unsubscribe.back },
      }));
      engine.answerConsents(reader.contact, answers, source);
    }
    const { backTitle, backDone } = words.unsubscribe;
    return { status: 200, language, title: backTitle, body: heading(backTitle) + paragraph(backDone) };
  }
  if (reader.contact !== null) {
    const topics = topic === '' ? [...new Set(['', ...topicsOf(context, reader.contact, channel)])] : [topic];
    const refused = new Set(
      store.contacts
        .consents(reader.contact)
        .filter((one) => !one.granted)
        .map(nameOf),
    );
    const news = topics.filter((one) => !refused.has(nameOf({ channel, topic: one })));
    engine.answerConsents(
      reader.contact,
      news.map((one) => ({ channel, topic: one, granted: false, proof })),
      source,
    );
  }
  const { doneTitle, done, doneAll, back, more } = words.unsubscribe;
  return {
    status: 200,
    language,
    title: doneTitle,
    body: [
      heading(doneTitle),
      paragraph(topic === '' ? doneAll : done(topicName(words, topic))),
      form('back', back, ' class="plain"'),
      `<p class="from"><a href="../${publicPaths.preferences}/${escapeHtml(asked.token)}">${escapeHtml(more)}</a></p>`,
    ].join(''),
  };
}

const topicsOf = ({ store }: HostContext, contact: number, channel: string): string[] =>
  store.contacts
    .consents(contact)
    .filter((one) => one.channel === channel)
    .map(({ topic }) => topic);

/** What this very message's page refused last, where the answer before it was a yes: only that can be taken back. */
function takenBack({ store }: HostContext, contact: number, { message }: Reader): { channel: string; topic: string }[] {
  const before = new Map<string, boolean | null>();
  const last = new Map<string, { channel: string; topic: string; back: boolean }>();
  for (const { channel, topic, granted, source: from, proof } of store.consents.of(contact)) {
    const key = nameOf({ channel, topic });
    const here =
      granted === false &&
      from === source &&
      proof !== null &&
      (JSON.parse(proof) as { message?: unknown }).message === message.id;
    last.set(key, { channel, topic, back: here && before.get(key) === true });
    before.set(key, granted);
  }
  return [...last.values()].flatMap(({ back, ...one }) => (back ? [one] : []));
}
