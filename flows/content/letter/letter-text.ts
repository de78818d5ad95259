/** The plain-text part of a letter, made from its blocks. A template, as the blocks are. */
import type { Brand } from '../../sdk/brand.ts';
import { networkNames } from '../../sdk/brand.ts';
import type { LetterBlock, PlainBlock } from '../../sdk/letter.ts';
import { textFromHtml } from '../text-from-html.ts';
import { plainText } from './marks.ts';

/** HTML by hand, with its Liquid kept whole: what stands in braces is no markup. */
function textOfHtml(html: string): string {
  const held: string[] = [];
  const bare = html.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, (code) => `\uE000${held.push(code) - 1}\uE001`);
  return textFromHtml(bare).replace(/\uE000(\d+)\uE001/g, (_, at: string) => held[Number(at)] ?? '');
}

const lines = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part.trim() !== '').join('\n');

export const socialLines = (brand: Brand): string[] =>
  brand.social.map(({ network, url }) => (network === 'website' ? url : `${networkNames[network]}: ${url}`));

function blockText(block: PlainBlock, brand: Brand): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
      return plainText(block.text);
    case 'picture':
      return lines(block.alt, block.url);
    case 'button':
      return block.url.trim() === '' ? block.text : `${block.text}: ${block.url}`;
    case 'divider':
      return '---';
    case 'space':
      return '';
    case 'quote':
      return lines(
        plainText(block.text)
          .split('\n')
          .map((line) => `> ${line}`)
          .join('\n'),
        block.author === undefined || block.author === '' ? undefined : `— ${block.author}`,
      );
    case 'product':
      return lines(
        block.name,
        block.price,
        block.text === undefined ? undefined : plainText(block.text),
        block.url === undefined ? undefined : lines([block.button, block.url].filter(Boolean).join(': ')),
      );
    case 'logo':
      return '';
    case 'social':
      return lines(...socialLines(brand));
    case 'footer':
      return lines(
        plainText(brand.signature),
        brand.company,
        brand.address,
        block.text === undefined ? undefined : plainText(block.text),
      );
    case 'html':
      return textOfHtml(block.html);
  }
}

export const letterText = (letter: readonly LetterBlock[], brand: Brand): string =>
  letter
    .flatMap((block) => (block.kind === 'columns' ? block.columns.flat() : [block]))
    .map((block) => blockText(block, brand).trim())
    .filter((text) => text !== '')
    .join('\n\n');
