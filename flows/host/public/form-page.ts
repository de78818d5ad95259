/** A web form as a page: plain HTML that works without scripts, on its own or within a frame of another site. */
import { escapeHtml } from '../../content/filters.ts';
import { type FormField, formText, type WebForm } from '../../sdk/form.ts';
import type { PublicPage } from './page.ts';
import { pageLanguage, type Words, wordsFor } from './words.ts';

export interface FormView {
  form: WebForm;
  /** One of the form's own. */
  language: string;
  /** Proves when the page was shown. */
  stamp: string;
  /** As posted; empty at first. */
  values: URLSearchParams;
  /** Codes of what is wrong, by the name of the input. */
  errors: Readonly<Record<string, FormError>>;
  /** Above the fields. */
  note: 'check' | 'again' | null;
}

export type FormError = 'required' | 'email' | 'phone' | 'number' | 'date' | 'tooLong' | 'choose' | 'tick';

export const inputName = (id: string): string => `f_${id}`;
export const consentName = (id: string): string => `c_${id}`;
/** Filled in by programs only: people do not see it. Named like something that programs like to fill in. */
export const trapName = 'website';
export const stampName = 'stamp';

const inputTypes: Readonly<Record<string, string>> = { email: 'email', phone: 'tel' };
const autocomplete: Readonly<Record<string, string>> = {
  email: 'email',
  phone: 'tel',
  first_name: 'given-name',
  last_name: 'family-name',
  country: 'country-name',
};

/** The words of the page beside the form's own: in its language, where there are any. */
export const formWords = (language: string): Words => wordsFor(pageLanguage([language]));

export const multiline = (text: string): string => escapeHtml(text).replaceAll(/\r\n|\r|\n/g, '<br>');

function control(field: FormField, view: FormView, words: Words, describedBy: string): string {
  const name = inputName(field.id);
  const value = view.values.get(name) ?? '';
  const attributes = `id="${name}" name="${name}"${field.required ? ' required' : ''}${describedBy}`;
  const kind = field.to.startsWith('attributes.') ? field.kind : 'text';
  if (kind === 'long') return `<textarea ${attributes} maxlength="5000">${escapeHtml(value)}</textarea>`;
  if (kind === 'choice') {
    const options = field.options.map(
      (one) =>
        `<option value="${escapeHtml(one.value)}"${one.value === value ? ' selected' : ''}>${escapeHtml(formText(view.form, one.label, view.language) || one.value)}</option>`,
    );
    return `<select ${attributes}><option value="">${escapeHtml(words.form.choosePlaceholder)}</option>${options.join('')}</select>`;
  }
  const type = kind === 'date' ? 'date' : (inputTypes[field.to] ?? 'text');
  const mode = kind === 'number' ? ' inputmode="decimal"' : '';
  const filled = autocomplete[field.to] === undefined ? '' : ` autocomplete="${autocomplete[field.to]}"`;
  return `<input type="${type}" ${attributes} maxlength="500" value="${escapeHtml(value)}"${mode}${filled}>`;
}

const errorOf = (name: string, view: FormView, words: Words): string => {
  const code = view.errors[name];
  return code === undefined ? '' : `<p class="error" id="${name}-error">${escapeHtml(words.form[code])}</p>`;
};
const described = (name: string, view: FormView): string =>
  view.errors[name] === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-error"`;

function fieldHtml(field: FormField, view: FormView, words: Words): string {
  const name = inputName(field.id);
  const label = escapeHtml(formText(view.form, field.label, view.language));
  const error = errorOf(name, view, words);
  if (field.kind === 'yes' && field.to.startsWith('attributes.')) {
    const checked = view.values.get(name) === 'yes' ? ' checked' : '';
    const required = field.required ? ' required' : '';
    return `<div class="field"><div class="tick"><input type="checkbox" id="${name}" name="${name}" value="yes"${checked}${required}${described(name, view)}><label for="${name}">${label}</label></div>${error}</div>`;
  }
  const optional = field.required ? '' : ` <span class="hint">(${escapeHtml(words.form.optional)})</span>`;
  return `<div class="field"><label for="${name}">${label}${optional}</label>${control(field, view, words, described(name, view))}${error}</div>`;
}

function consentsHtml(view: FormView, words: Words): string {
  return view.form.consents
    .map((one) => {
      const name = consentName(one.id);
      const checked = view.values.get(name) === 'yes' ? ' checked' : '';
      const required = one.required ? ' required' : '';
      const text = multiline(formText(view.form, one.text, view.language));
      return `<div class="field"><div class="tick"><input type="checkbox" id="${name}" name="${name}" value="yes"${checked}${required}${described(name, view)}><label for="${name}">${text}</label></div>${errorOf(name, view, words)}</div>`;
    })
    .join('');
}

type Body = Pick<PublicPage, 'status' | 'language' | 'title' | 'body' | 'color' | 'embeddable' | 'formTarget'>;

const dress = (form: WebForm): Pick<Body, 'color' | 'embeddable' | 'formTarget'> => ({
  color: form.color,
  embeddable: true,
  ...(form.redirect === null ? {} : { formTarget: form.redirect }),
});

/** `action`: where it posts to; empty: to its own address. */
export function formPage(view: FormView, action = ''): Body {
  const words = formWords(view.language);
  const title = formText(view.form, view.form.title, view.language);
  const intro = formText(view.form, view.form.intro, view.language);
  const note = view.note === null ? '' : `<p class="note" role="alert">${escapeHtml(words.form[view.note])}</p>`;
  // Where it leads to a page of the owner's, the whole window goes there, not the frame.
  const target = view.form.redirect === null ? '' : ' target="_top"';
  return {
    status: view.note === 'check' ? 422 : 200,
    language: view.language,
    title,
    ...dress(view.form),
    body: [
      `<h1>${escapeHtml(title)}</h1>`,
      intro === '' ? '' : `<p>${multiline(intro)}</p>`,
      note,
      `<form method="post" action="${escapeHtml(action)}"${target} novalidate>`,
      `<input type="hidden" name="${stampName}" value="${escapeHtml(view.stamp)}"><input type="hidden" name="lang" value="${escapeHtml(view.language)}">`,
      ...view.form.fields.map((field) => fieldHtml(field, view, words)),
      consentsHtml(view, words),
      `<div class="trap" aria-hidden="true"><label for="${trapName}">${escapeHtml(words.form.trap)}</label><input type="text" id="${trapName}" name="${trapName}" tabindex="-1" autocomplete="off"></div>`,
      `<div class="row"><button type="submit">${escapeHtml(formText(view.form, view.form.button, view.language))}</button></div></form>`,
    ].join(''),
  };
}

/** `letter`: a letter with a link to press is on its way. */
export function thanksPage(form: WebForm, language: string, letter: boolean): Body {
  const words = formWords(language).form;
  const thanks = formText(form, form.thanks, language) || words.thanks;
  return {
    status: 200,
    language,
    title: words.thanksTitle,
    ...dress(form),
    body: `<h1>${escapeHtml(words.thanksTitle)}</h1><p>${multiline(thanks)}</p>${letter ? `<p class="note">${escapeHtml(words.letter)}</p>` : ''}`,
  };
}
