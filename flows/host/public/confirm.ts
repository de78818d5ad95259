/**
 * `/p/c/<token>`: the link of a letter that asks for a yes (double opt-in). A GET shows a button; a POST is the same as pressing
 * the button of the question in a chat, so that the flow that asked goes on by its own rules.
 */
import { escapeHtml } from '../../content/filters.ts';
import type { HostContext } from '../context.ts';
import type { PublicPage } from './page.ts';
import { languageOf, type Reader } from './person.ts';
import type { Asked } from './unsubscribe.ts';
import { wordsFor } from './words.ts';

type Body = Pick<PublicPage, 'status' | 'language' | 'title' | 'body'>;

/** The button's id in questions that want a yes. */
const button = 'confirm';

export function confirmPage(context: HostContext, reader: Reader, { languages }: Asked): Body {
  const language = languageOf(context, reader.contact, languages);
  const words = wordsFor(language).confirm;
  return {
    status: 200,
    language,
    title: words.title,
    body: `<h1>${escapeHtml(words.title)}</h1><p>${escapeHtml(words.body)}</p><form method="post"><div class="row"><button type="submit">${escapeHtml(words.button)}</button></div></form>`,
  };
}

export function confirm(context: HostContext, reader: Reader, { languages }: Asked): Body {
  const language = languageOf(context, reader.contact, languages);
  const words = wordsFor(language).confirm;
  const taken = reader.contact !== null && context.engine.pressButton(reader.message.id, button, words.button);
  const [title, body] = taken ? [words.doneTitle, words.done] : [words.lateTitle, words.late];
  return {
    status: taken ? 200 : 410,
    language,
    title,
    body: `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(body)}</p>`,
  };
}
