/** A form while it is written: what a new one holds, and small changes to it. Pure. */
import type { FormConsent, FormField, Texts, WebForm } from '../../../flows/sdk/form.ts';

export interface DraftWords {
  name: string;
  title: string;
  button: string;
  email: string;
  firstName: string;
  consent: string;
}

/** In one language to begin with; others are added by hand. */
export function newForm(language: string, words: DraftWords): WebForm {
  const say = (text: string): Texts => ({ [language]: text });
  return {
    name: words.name,
    languages: [language],
    title: say(words.title),
    intro: {},
    fields: [
      { id: 'email', to: 'email', kind: 'text', required: true, label: say(words.email), options: [] },
      { id: 'first-name', to: 'first_name', kind: 'text', required: false, label: say(words.firstName), options: [] },
    ],
    consents: [
      { id: 'news', channel: 'email', topic: 'marketing', text: say(words.consent), required: false, confirm: true },
    ],
    button: say(words.button),
    thanks: {},
    redirect: null,
    color: '#2457c5',
  };
}

/** The first of `base`, `base-2` … that no item has. */
export function freeId(items: readonly { id: string }[], base: string): string {
  const stem = base
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32);
  const wanted = stem === '' ? 'field' : stem;
  for (let n = 1; ; n++) {
    const id = n === 1 ? wanted : `${wanted}-${n}`;
    if (items.every((one) => one.id !== id)) return id;
  }
}

export const emptyField = (items: readonly FormField[], to: string): FormField => ({
  id: freeId(items, to.replace(/^attributes\./, '')),
  to,
  kind: 'text',
  required: false,
  label: {},
  options: [],
});

export const emptyConsent = (items: readonly FormConsent[], channel: string): FormConsent => ({
  id: freeId(items, `${channel}-news`),
  channel,
  topic: 'marketing',
  text: {},
  required: false,
  confirm: channel === 'email',
});

/** Empty texts are not kept: another language shows instead. */
export function withText(texts: Texts, language: string, text: string): Texts {
  const { [language]: _old, ...rest } = texts;
  return text === '' ? rest : { ...rest, [language]: text };
}

/** `items` with the one at `from` moved to `to`. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const next = [...items];
  const [one] = next.splice(from, 1);
  if (one !== undefined) next.splice(to, 0, one);
  return next;
}

const dropText = (texts: Texts, language: string): Texts => withText(texts, language, '');

/** The form without a language and all that is written in it. */
export function withoutLanguage(form: WebForm, language: string): WebForm {
  return {
    ...form,
    languages: form.languages.filter((one) => one !== language),
    title: dropText(form.title, language),
    intro: dropText(form.intro, language),
    button: dropText(form.button, language),
    thanks: dropText(form.thanks, language),
    fields: form.fields.map((field) => ({
      ...field,
      label: dropText(field.label, language),
      options: field.options.map((option) => ({ ...option, label: dropText(option.label, language) })),
    })),
    consents: form.consents.map((consent) => ({ ...consent, text: dropText(consent.text, language) })),
  };
}
