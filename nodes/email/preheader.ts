/** The line that mail apps show beside the subject: hidden text at the top of the letter. */
import { mapStatic } from '../../flows/sdk/template.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const hidden =
  'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;mso-hide:all';

/**
 * The parts of a letter without `preheader`, which stands in `html` instead: after `<body>`, or first. Both are templates;
 * values are escaped when the letter is rendered, the author's own words here.
 */
export function withPreheader(parts: Readonly<Record<string, string>>): Record<string, string> {
  const { preheader = '', ...letter } = parts;
  if (preheader.trim() === '') return letter;
  const words = mapStatic(preheader, (text) => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign));
  const line = `<div style="${hidden}">${words}</div>`;
  const html = letter.html ?? '';
  const body = /<body\b[^>]*>/i.exec(html);
  const at = body === null ? 0 : body.index + body[0].length;
  return { ...letter, html: `${html.slice(0, at)}${line}${html.slice(at)}` };
}
