/** The blocks one can add, grouped and found by words. */
import type { Category, NodeSpec } from '../../flows/sdk/node.ts';
import { specs } from '../../registry/editors.ts';
import type { CanvasWords } from './words.ts';

/** Start, decide, wait, message, do, end: the order of a story. */
export const categoryOrder: readonly Category[] = ['trigger', 'logic', 'wait', 'channel', 'action', 'end'];

export interface BlockGroup {
  category: Category;
  blocks: readonly NodeSpec[];
}

const plain = (text: string): string => text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');

/** Blocks whose name, words or type hold every word of the search, by category. */
export function blockGroups(
  words: Pick<CanvasWords, 'typeName' | 'typeHint' | 'typeKeywords'>,
  search: string,
  allowed: (spec: NodeSpec) => boolean = () => true,
): BlockGroup[] {
  const wanted = plain(search).split(/\s+/).filter(Boolean);
  const fits = (spec: NodeSpec): boolean => {
    const text = plain(
      `${words.typeName(spec.type)} ${words.typeKeywords(spec.type)} ${words.typeHint(spec.type)} ${spec.type}`,
    );
    return wanted.every((word) => text.includes(word));
  };
  const starts = (spec: NodeSpec): number =>
    wanted[0] !== undefined && plain(words.typeName(spec.type)).startsWith(wanted[0]) ? 0 : 1;
  const all = [...specs.values()].filter((spec) => allowed(spec) && fits(spec));
  return categoryOrder
    .map((category) => ({
      category,
      blocks: all
        .filter((spec) => spec.category === category)
        .sort((a, b) => starts(a) - starts(b) || words.typeName(a.type).localeCompare(words.typeName(b.type))),
    }))
    .filter((group) => group.blocks.length > 0);
}
