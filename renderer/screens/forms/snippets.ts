/** HTML that puts a form into somebody's own site. Pure; without scripts. */
import { type FormField, formText, type WebForm } from '../../../flows/sdk/form.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign);

const addressOf = (address: string, form: string): string => `${address}/p/f/${form}`;

/** Rows of the page, roughly: a frame cannot grow with what it shows. */
const heightOf = ({ fields, consents }: WebForm): number => 240 + fields.length * 92 + consents.length * 76;

export const frameSnippet = (address: string, form: string, content: WebForm): string =>
  `<iframe src="${escaped(addressOf(address, form))}" title="${escaped(formText(content, content.title, ''))}" width="100%" height="${heightOf(content)}" style="border:0;max-width:560px"></iframe>`;

function control(field: FormField, content: WebForm): string {
  const name = `f_${field.id}`;
  const required = field.required ? ' required' : '';
  const kind = field.to.startsWith('attributes.') ? field.kind : 'text';
  if (kind === 'long') return `<textarea name="${name}"${required}></textarea>`;
  if (kind === 'choice') {
    const options = field.options.map(
      (one) =>
        `<option value="${escaped(one.value)}">${escaped(formText(content, one.label, '') || one.value)}</option>`,
    );
    return `<select name="${name}"${required}><option value=""></option>${options.join('')}</select>`;
  }
  if (kind === 'yes') return `<input type="checkbox" name="${name}" value="yes"${required}>`;
  const type = field.to === 'email' ? 'email' : field.to === 'phone' ? 'tel' : kind === 'date' ? 'date' : 'text';
  return `<input type="${type}" name="${name}"${required}>`;
}

/** To be dressed by the site's own style; what it sends is looked at once more on the form's page. */
export function plainSnippet(address: string, form: string, content: WebForm): string {
  const label = (field: FormField): string => escaped(formText(content, field.label, ''));
  return [
    `<form method="post" action="${escaped(addressOf(address, form))}">`,
    ...content.fields.map((field) => `  <label>${label(field)} ${control(field, content)}</label>`),
    ...content.consents.map(
      (one) =>
        `  <label><input type="checkbox" name="c_${one.id}" value="yes"${one.required ? ' required' : ''}> ${escaped(formText(content, one.text, ''))}</label>`,
    ),
    `  <button type="submit">${escaped(formText(content, content.button, ''))}</button>`,
    '</form>',
  ].join('\n');
}
