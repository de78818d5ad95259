/** How many SMS parts a text takes: GSM-7 (160, then 153 a part) or UCS-2 (70, then 67). Used by checks and by the form. */
import { SegmentedMessage } from 'sms-segments-calculator';
import { withFiller } from './template.ts';
import { replaceTextLinks } from './text-links.ts';

export interface SmsParts {
  parts: number;
  encoding: 'GSM-7' | 'UCS-2';
  /** Characters as people count them. */
  characters: number;
  /** Units of the encoding used, and how many fit into one part of a text this long. */
  units: number;
  perPart: number;
  /** Characters that force UCS-2 although they look ordinary, such as curly quotes. */
  nonGsm: readonly string[];
}

/** Parts of a rendered text. The empty text takes none. */
export function smsParts(text: string): SmsParts {
  const message = new SegmentedMessage(text, 'auto');
  const ucs2 = message.encodingName === 'UCS-2';
  const parts = text === '' ? 0 : message.segmentsCount;
  return {
    parts,
    encoding: ucs2 ? 'UCS-2' : 'GSM-7',
    characters: message.graphemes.length,
    units: message.messageSize / (ucs2 ? 16 : 7),
    perPart: ucs2 ? (parts > 1 ? 67 : 70) : parts > 1 ? 153 : 160,
    nonGsm: [...new Set(message.getNonGsmCharacters())],
  };
}

/**
 * Parts of a template: each variable is taken as a short word, for its value is not known yet. `link`: the short address that
 * stands for every link, where clicks are counted.
 */
export function estimateSmsParts(template: string, link: string | null = null): SmsParts {
  const filled = withFiller(template, 'variable');
  return smsParts(link === null ? filled : replaceTextLinks(filled, () => link));
}
