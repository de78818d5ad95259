/**
 * Letters of before there were blocks in the file: HTML that the editor wrote. Only HTML that comes back exactly is opened as
 * blocks; all else stays HTML, so that nothing is ever lost.
 */
import { attribute, escaped, inlineHtml } from '../../../flows/content/letter/marks.ts';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';

export type OldBlock =
  | { kind: 'heading'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'button'; text: string; url: string }
  | { kind: 'image'; src: string; alt: string }
  | { kind: 'divider' };

const buttonStyle =
  'display:inline-block;padding:10px 20px;border-radius:8px;background:#2f6fed;color:#ffffff;text-decoration:none';
const imageStyle = 'max-width:100%';
const liquid = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/;

const unescaped = (html: string): string =>
  html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

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

function blockHtml(block: OldBlock): string {
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

export const oldHtml = (blocks: readonly OldBlock[]): string => blocks.map(blockHtml).join('\n');

const element = /^\s*(?:<(h1|p)>([\s\S]*?)<\/\1>|<hr\s*\/?>)/;
const buttonShape = new RegExp(`^<a href="([^"]*)" style="${buttonStyle}">([\\s\\S]*)</a>$`);
const imageShape = new RegExp(`^<img src="([^"]*)" alt="([^"]*)" style="${imageStyle}">$`);

function readBlock(tag: string | undefined, inner: string): OldBlock | null {
  if (tag === undefined) return { kind: 'divider' };
  const button = buttonShape.exec(inner);
  if (button !== null) return { kind: 'button', url: unescaped(button[1] ?? ''), text: unescaped(button[2] ?? '') };
  const image = imageShape.exec(inner);
  if (image !== null) return { kind: 'image', src: unescaped(image[1] ?? ''), alt: unescaped(image[2] ?? '') };
  const text = inlineText(inner);
  return text === null ? null : { kind: tag === 'h1' ? 'heading' : 'text', text };
}

/** What the HTML was written from; null when it is not exactly what blocks would write (but for space between them). */
export function oldBlocks(html: string): OldBlock[] | null {
  const blocks: OldBlock[] = [];
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
  return squeeze(oldHtml(blocks)) === squeeze(html) ? blocks : null;
}

/** The letter in blocks that says the same; null for HTML by hand. Paragraphs that follow each other become one text. */
export function letterFromHtml(html: string): LetterBlock[] | null {
  const blocks = oldBlocks(html);
  if (blocks === null) return null;
  const letter: LetterBlock[] = [];
  for (const block of blocks) {
    const last = letter.at(-1);
    if (block.kind === 'text' && last?.kind === 'text') last.text = `${last.text}\n\n${block.text}`;
    else letter.push(block.kind === 'image' ? { kind: 'picture', src: block.src, alt: block.alt } : { ...block });
  }
  return letter;
}
