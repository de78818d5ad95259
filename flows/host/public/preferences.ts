/** `/p/s/<token>`: all that a person may be written about, with the texts they agreed to; each change is an entry of the ledger. */

import { formatDate } from '../../content/dates.ts';
import { escapeHtml } from '../../content/filters.ts';
import { addDuration } from '../../sdk/time.ts';
import type { HostContext } from '../context.ts';
import { labelOf, nameOf, saidBy } from './consents.ts';
import type { PublicPage } from './page.ts';
import { languageOf, type Reader } from './person.ts';
import type { Asked } from './unsubscribe.ts';
import { wordsFor } from './words.ts';

const source = 'preferences';
const pauseFor = 'P30D';

type Body = Pick<PublicPage, 'status' | 'language' | 'title' | 'body'>;

export function preferencesPage(context: HostContext, reader: Reader, { languages }: Asked, note = ''): Body {
  const language = languageOf(context, reader.contact, languages);
  const words = wordsFor(language).preferences;
  const said = reader.contact === null ? [] : saidBy(context, reader.contact);
  const rows = said.map((one, index) => {
    const quote = one.text === null ? '' : `<p class="quote">${escapeHtml(words.agreed)} “${escapeHtml(one.text)}”</p>`;
    return `<div class="tick"><input type="checkbox" id="k${index}" name="keep" value="${escapeHtml(nameOf(one))}"${one.granted ? ' checked' : ''}><div><label for="k${index}">${escapeHtml(labelOf(wordsFor(language), one))}</label>${quote}</div></div>`;
  });
  const button = (action: string, text: string, kind = ' class="plain"'): string =>
    `<button type="submit" name="action" value="${action}"${kind}>${escapeHtml(text)}</button>`;
  const buttons = [
    ...(said.length === 0 ? [] : [button('save', words.save, '')]),
    ...(said.some(({ granted }) => granted) ? [button('all', words.all)] : []),
    ...(reader.contact === null ? [] : [button('pause', words.pause)]),
  ];
  return {
    status: 200,
    language,
    title: words.title,
    body: [
      `<h1>${escapeHtml(words.title)}</h1>`,
      note === '' ? '' : `<p class="note" role="status">${escapeHtml(note)}</p>`,
      `<p>${escapeHtml(said.length === 0 ? words.none : words.body)}</p>`,
      `<form method="post">${rows.join('')}<div class="row">${buttons.join('')}</div></form>`,
    ].join(''),
  };
}

/** Takes what the page sent. What stands in it and was not on the page changes nothing. */
export function savePreferences(context: HostContext, reader: Reader, asked: Asked, fields: URLSearchParams): Body {
  const { contact, message } = reader;
  const language = languageOf(context, contact, asked.languages);
  const all = wordsFor(language);
  const words = all.preferences;
  if (contact === null) return preferencesPage(context, reader, asked, words.stopped);
  const action = fields.get('action');
  if (action === 'pause') {
    const zone = context.store.contacts.zone(contact, { workspace: context.store.meta.get().timezone }).name;
    const until = addDuration({ ms: context.now(), zone }, pauseFor).ms;
    context.store.pauses.pause(contact, until);
    context.changes.publish('contacts');
    return preferencesPage(context, reader, asked, words.paused(formatDate(until, 'long', { zone, language })));
  }
  if (action !== 'save' && action !== 'all') return preferencesPage(context, reader, asked);
  const keep = new Set(action === 'all' ? [] : fields.getAll('keep'));
  const answers = saidBy(context, contact)
    .filter((one) => keep.has(nameOf(one)) !== one.granted)
    .map(({ channel, topic, granted, text }) => ({
      channel,
      topic,
      granted: !granted,
      proof: {
        page: source,
        message: message.id,
        language,
        text: granted ? words[action] : (text ?? labelOf(all, { channel, topic })),
      },
    }));
  if (answers.length > 0) context.engine.answerConsents(contact, answers, source);
  return preferencesPage(context, reader, asked, action === 'all' ? words.stopped : words.saved);
}
