/** The blocks one can add, grouped and found by words. */
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { Category, NodeSpec } from '../../flows/sdk/node.ts';
import { specs } from '../../registry/editors.ts';
import type { CanvasWords } from './words.ts';

/** Start, decide, wait, message, do, end: the order of a story. */
export const categoryOrder: readonly Category[] = ['trigger', 'logic', 'wait', 'channel', 'action', 'end'];

/** A block one can add: of a type, or one of the person's own. */
export interface OfferedSpec extends NodeSpec {
  own?: {
    key: string;
    name: string;
    hint: string;
    /** Makes it part of the flow: the flow that knows it, and the type with its config. */
    bring: (document: FlowDocument) => { document: FlowDocument; spec: NodeSpec };
    /** Takes it out of the flow; only of one that nothing uses. */
    forget: ((document: FlowDocument) => FlowDocument) | null;
  };
}

export interface BlockGroup {
  category: Category | 'yours';
  blocks: readonly OfferedSpec[];
}

type Named = Pick<CanvasWords, 'typeName' | 'typeHint'>;
export const offerKey = (spec: OfferedSpec): string => spec.own?.key ?? spec.type;
export const offerName = (words: Named, spec: OfferedSpec): string => spec.own?.name ?? words.typeName(spec.type);
export const offerHint = (words: Named, spec: OfferedSpec): string => spec.own?.hint ?? words.typeHint(spec.type);

const plain = (text: string): string => text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');

/** Types that may be added outside of reusable blocks. */
const anywhere = (spec: NodeSpec): boolean => spec.offered === undefined;

/** Blocks whose name, words or type hold every word of the search, by category. */
export function blockGroups(
  words: Pick<CanvasWords, 'typeName' | 'typeHint' | 'typeKeywords'>,
  search: string,
  allowed: (spec: NodeSpec) => boolean = anywhere,
  own: readonly OfferedSpec[] = [],
): BlockGroup[] {
  const wanted = plain(search).split(/\s+/).filter(Boolean);
  const fits = (spec: OfferedSpec): boolean => {
    const text = plain(
      `${offerName(words, spec)} ${words.typeKeywords(spec.type)} ${offerHint(words, spec)} ${spec.type}`,
    );
    return wanted.every((word) => text.includes(word));
  };
  /** 0: named like what was typed. 1: a name that begins so. 2: found by other words. */
  const rank = (spec: OfferedSpec): number => {
    const name = plain(offerName(words, spec));
    const typed = wanted.join(' ');
    return typed === '' || name === typed ? 0 : name.startsWith(typed) ? 1 : 2;
  };
  const all = [...specs.values()].filter((spec) => allowed(spec) && fits(spec));
  const sorted = (blocks: readonly OfferedSpec[]) =>
    [...blocks].sort((a, b) => rank(a) - rank(b) || offerName(words, a).localeCompare(offerName(words, b)));
  const best = ({ blocks }: BlockGroup): number => Math.min(...blocks.map(rank));
  // What Enter takes stands first: the best match, wherever its category stands in the story.
  return [
    { category: 'yours' as const, blocks: sorted(own.filter(fits)) },
    ...categoryOrder.map((category) => ({
      category,
      blocks: sorted(all.filter((spec) => spec.category === category)),
    })),
  ]
    .filter((group) => group.blocks.length > 0)
    .sort((a, b) => best(a) - best(b));
}
