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
  /** 0: named like what was typed. 1: a name that begins so. 2: found by other words. */
  const rank = (spec: NodeSpec): number => {
    const name = plain(words.typeName(spec.type));
    const typed = wanted.join(' ');
    return typed === '' || name === typed ? 0 : name.startsWith(typed) ? 1 : 2;
  };
  const all = [...specs.values()].filter((spec) => allowed(spec) && fits(spec));
  const best = ({ blocks }: BlockGroup): number => Math.min(...blocks.map(rank));
  // What Enter takes stands first: the best match, wherever its category stands in the story.
  return categoryOrder
    .map((category) => ({
      category,
      blocks: all
        .filter((spec) => spec.category === category)
        .sort((a, b) => rank(a) - rank(b) || words.typeName(a.type).localeCompare(words.typeName(b.type))),
    }))
    .filter((group) => group.blocks.length > 0)
    .sort((a, b) => best(a) - best(b));
}
