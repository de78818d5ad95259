/**
 * A letter as blocks, and the HTML of those blocks. Only HTML that comes back exactly is opened as blocks; all else is
 * edited as source, so that nothing is ever lost.
 */
export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'button'; text: string; url: string }
  | { kind: 'image'; src: string; alt: string }
  | { kind: 'divider' };

const buttonStyle =
  'display:inline-block;padding:10px 20px;border-radius:8px;background:#2f6fed;color:#ffffff;text-decoration:none';
const imageStyle = 'max-width:100%';
const liquid = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/;

/** Escapes text for HTML, but leaves templates as they are. */
function escaped(text: string): string {
  return text
    .split(liquid)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    )
    .join('');
}
const unescaped = (html: string): string =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
/** For attributes: double quotes are escaped outside of templates; inside they would end the attribute for a mail app. */
const attribute = (text: string): string =>
  escaped(text)
    .split(liquid)
    .map((part, index) => (index % 2 === 1 ? part.replaceAll('"', "'") : part.replaceAll('"', '&quot;')))
    .join('');

/** `**bold**`, `*italic*`, `***both***`, `[words](link)` and line ends, as HTML. */
export function inlineHtml(text: string): string {
  return (
    escaped(text)
      .replace(
        /\[([^[\]\n]+)\]\(([^()\s]+)\)/g,
        (_, words: string, url: string) => `<a href="${url.replaceAll('"', '&quot;')}">${words}</a>`,
      )
      // Both at once first: otherwise their tags would close crosswise.
      .replace(/\*\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*\*/g, '<strong><em>$1</em></strong>')
      .replace(/\*\*(\S(?:[^*\n]*\S)?)\*\*/g, '<strong>$1</strong>')
      .replace(/\*(\S(?:[^*\n]*\S)?)\*/g, '<em>$1</em>')
      .replaceAll('\n', '<br>')
  );
}

/** The way back; null when there is HTML the marks cannot say. */
function inlineText(html: string): string | null {
  const text = html
    .replace(/<br\s*\/?>/g, '\n')
    .replace(/<strong>([\s\S]*?)<\/strong>/g, '**$1**')
    .replace(/<em>([\s\S]*?)<\/em>/g, '*$1*')
    .replace(/<a href="([^"]*)">([\s\S]*?)<\/a>/g, (_, url: string, words: string) => `[${words}](${url})`);
  const outside = text.split(liquid).filter((_, index) => index % 2 === 0);
  if (outside.some((part) => /<|>/.test(part))) return null;
  return text
    .split(liquid)
    .map((part, index) => (index % 2 === 1 ? part : unescaped(part)))
    .join('');
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `<h1>${inlineHtml(block.text)}</h1>`;
    case 'text':
      return `<p>${inlineHtml(block.text)}</p>`;
    case 'button':
      return `<p><a href="${attribute(block.url)}" style="${buttonStyle}">${escaped(block.text)}</a></p>`;
    case 'image':
      return `<p><img src="${attribute(block.src)}" alt="${attribute(block.alt)}" style="${imageStyle}"></p>`;
    case 'divider':
      return '<hr>';
  }
}

export const letterHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join('\n');

const element = /^\s*(?:<(h1|p)>([\s\S]*?)<\/\1>|<hr\s*\/?>)/;
const buttonShape = new RegExp(`^<a href="([^"]*)" style="${buttonStyle}">([\\s\\S]*)</a>$`);
const imageShape = new RegExp(`^<img src="([^"]*)" alt="([^"]*)" style="${imageStyle}">$`);

function readBlock(tag: string | undefined, inner: string): Block | null {
  if (tag === undefined) return { kind: 'divider' };
  const button = buttonShape.exec(inner);
  if (button !== null) return { kind: 'button', url: unescaped(button[1] ?? ''), text: unescaped(button[2] ?? '') };
  const image = imageShape.exec(inner);
  if (image !== null) return { kind: 'image', src: unescaped(image[1] ?? ''), alt: unescaped(image[2] ?? '') };
  const text = inlineText(inner);
  return text === null ? null : { kind: tag === 'h1' ? 'heading' : 'text', text };
}

/** The blocks of a letter; null when its HTML is not exactly what blocks would write (but for space between them). */
export function letterBlocks(html: string): Block[] | null {
  const blocks: Block[] = [];
  let rest = html;
  while (rest.trim() !== '') {
    const match = element.exec(rest);
    if (match === null) return null;
    const block = readBlock(match[1], match[2] ?? '');
    if (block === null) return null;
    blocks.push(block);
    rest = rest.slice(match[0].length);
  }
  const squeeze = (text: string) => text.replace(/>\s+</g, '><').trim();
  return squeeze(letterHtml(blocks)) === squeeze(html) ? blocks : null;
}
