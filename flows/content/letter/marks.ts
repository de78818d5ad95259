/** Words as letters write them: `**bold**`, `*italic*`, `[words](link)`, lines that begin with `- ` or `1. `; as HTML and as plain text. */

const liquid = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/;

/** The template with what is not Liquid changed. */
const outside = (template: string, change: (text: string) => string): string =>
  template
    .split(liquid)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');

/** Escapes text for HTML, but leaves templates as they are. */
export const escaped = (text: string): string =>
  outside(text, (part) => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'));

/** For attributes: double quotes are escaped outside of templates; inside they would end the attribute for a mail app. */
export const attribute = (text: string): string =>
  escaped(text)
    .split(liquid)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll('"', "'") : part.replaceAll('"', '&quot;')))
    .join('');

const linkShape = /\[([^[\]\n]+)\]\(([^()\s]+)\)/g;
const both = /\*\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*\*/g;
const strong = /\*\*(\S(?:[^*\n]*\S)?)\*\*/g;
const em = /\*(\S(?:[^*\n]*\S)?)\*/g;

/** `**bold**`, `*italic*`, `***both***`, `[words](link)` and line ends, as HTML. */
export function inlineHtml(text: string): string {
  return (
    escaped(text)
      .replace(linkShape, (_, words: string, url: string) => `<a href="${url.replaceAll('"', '&quot;')}">${words}</a>`)
      // Both at once first: otherwise their tags would close crosswise.
      .replace(both, '<strong><em>$1</em></strong>')
      .replace(strong, '<strong>$1</strong>')
      .replace(em, '<em>$1</em>')
      .replaceAll('\n', '<br>')
  );
}

const items = { ul: /^\s*[-•]\s+/, ol: /^\s*\d{1,3}[.)]\s+/ } as const;

type Piece = { kind: 'lines' | 'ul' | 'ol'; lines: string[] };

/** Lines that follow each other and are of one kind. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  for (const line of text.split('\n')) {
    const kind = items.ul.test(line) ? 'ul' : items.ol.test(line) ? 'ol' : 'lines';
    const last = pieces.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else pieces.push({ kind, lines: [line] });
  }
  return pieces;
}

/** Text of several lines: paragraphs, line ends and lists. */
export const textHtml = (text: string): string =>
  piecesOf(text)
    .map(({ kind, lines }) => {
      if (kind !== 'lines') {
        const made = lines.map(
          (line) => `<li style="margin:0 0 4px">${inlineHtml(line.replace(items[kind], ''))}</li>`,
        );
        return `<${kind} style="margin:0 0 12px;padding:0 0 0 24px">${made.join('')}</${kind}>`;
      }
      return lines
        .join('\n')
        .split(/\n{2,}/)
        .map((paragraph) => paragraph.replace(/^\n+|\n+$/g, ''))
        .filter((paragraph) => paragraph.trim() !== '')
        .map((paragraph) => `<p style="margin:0 0 12px">${inlineHtml(paragraph)}</p>`)
        .join('');
    })
    .join('');

/** The same without marks: a link's address stands behind its words. */
export const plainText = (text: string): string =>
  text
    .replace(linkShape, (_, words: string, url: string) => (words === url ? url : `${words} (${url})`))
    .replace(both, '$1')
    .replace(strong, '$1')
    .replace(em, '$1');
