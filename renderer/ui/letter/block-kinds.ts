/** The kinds of blocks a letter is made of, as they are offered. */
import {
  type Icon,
  IconBlockquote,
  IconColumns2,
  IconHandClick,
  IconHeading,
  IconLetterT,
  IconMinus,
  IconPhoto,
  IconShare,
  IconShoppingBag,
  IconSignature,
  IconSourceCode,
  IconSpacingVertical,
  IconTypography,
} from '@tabler/icons-react';
import { plainText } from '../../../flows/content/letter/marks.ts';
import type { BlockKind, LetterBlock, PlainBlock } from '../../../flows/sdk/letter.ts';
import { staticText } from '../../../flows/sdk/template.ts';
import type { Translate } from '../define-editor.ts';

export const blockIcons: Readonly<Record<BlockKind, Icon>> = {
  heading: IconHeading,
  text: IconTypography,
  picture: IconPhoto,
  button: IconHandClick,
  divider: IconMinus,
  space: IconSpacingVertical,
  columns: IconColumns2,
  quote: IconBlockquote,
  product: IconShoppingBag,
  logo: IconLetterT,
  social: IconShare,
  footer: IconSignature,
  html: IconSourceCode,
};

/** In the order in which they are offered, by group. */
export const kindGroups: readonly (readonly BlockKind[])[] = [
  ['heading', 'text', 'picture', 'button'],
  ['product', 'quote', 'columns', 'divider', 'space'],
  ['logo', 'social', 'footer', 'html'],
];

export function freshBlock(kind: BlockKind, t: Translate): LetterBlock {
  switch (kind) {
    case 'heading':
    case 'text':
    case 'quote':
      return { kind, text: '' };
    case 'button':
      return { kind, text: t('letter:fresh.button'), url: 'https://' };
    case 'picture':
      return { kind, alt: '' };
    case 'product':
      return { kind, alt: '', name: '', button: t('letter:fresh.buy'), url: 'https://' };
    case 'space':
      return { kind, size: 'medium' };
    case 'columns':
      return {
        kind,
        columns: [[{ kind: 'text', text: '' }], [{ kind: 'text', text: '' }]],
      };
    case 'html':
      return { kind, html: '' };
    default:
      return { kind };
  }
}

/** The block in a few words, for its closed card. */
export function blockSummary(block: LetterBlock, t: Translate): string {
  const words = wordsOf(block, t);
  const plain = plainText(words.replace(/\[([^[\]\n]+)\]\([^()\s]+\)/g, '$1'))
    .replace(/\{\{-?\s*(?:[\p{L}\p{N}_]+\.)*([\p{L}\p{N}_]+)[\s\S]*?\}\}/gu, '…')
    .replace(/\s+/g, ' ')
    .trim();
  return plain.length > 90 ? `${plain.slice(0, 89).trimEnd()}…` : plain;
}

function wordsOf(block: LetterBlock, t: Translate): string {
  switch (block.kind) {
    case 'heading':
    case 'text':
    case 'quote':
    case 'button':
      return block.text;
    case 'picture':
      return block.alt || block.file?.name || block.src || '';
    case 'product':
      return block.name;
    case 'columns':
      return block.columns
        .flat()
        .map((one: PlainBlock) => wordsOf(one, t))
        .filter((words) => words.trim() !== '')
        .join(' · ');
    case 'space':
      return t(`letter:space.${block.size}`);
    case 'footer':
      return block.text ?? '';
    case 'html':
      return staticText(block.html).replace(/<[^>]*>/g, ' ');
    default:
      return '';
  }
}
