/** The blocks that a person can add beside those of a type: reusable ones, of this flow and of the library. And which types may stand where. */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LibraryBlock } from '../../../flows/api/blocks.ts';
import { cardConfig } from '../../../flows/document/block-edits.ts';
import { unpackBlock } from '../../../flows/document/block-package.ts';
import { blocksUsedBy, forgetBlock, isWayIn, startType, usesOf, useType } from '../../../flows/document/blocks.ts';
import type { BlockDefinition, FlowDocument } from '../../../flows/document/schema.ts';
import type { NodeSpec } from '../../../flows/sdk/node.ts';
import { specs } from '../../../registry/editors.ts';
import { orpc } from '../../app/client.ts';
import type { OfferedSpec } from '../block-list.ts';
import { useEditorState, useSession } from '../session.ts';
import { useWords } from '../words.ts';

export interface Offers {
  allowed: (spec: NodeSpec) => boolean;
  own: readonly OfferedSpec[];
}

/** The type of uses, with the config of a card of this block. */
export const cardSpec = (spec: NodeSpec, document: FlowDocument, block: string): NodeSpec => ({
  ...spec,
  defaults: cardConfig(document, block) as never,
});

function offerOf(spec: NodeSpec, id: string, { name, description }: BlockDefinition, used: boolean): OfferedSpec {
  return {
    ...spec,
    own: {
      key: `block-${id}`,
      name,
      hint: description ?? '',
      bring: (document) => ({ document, spec: cardSpec(spec, document, id) }),
      forget: used ? null : (document) => forgetBlock(document, id),
    },
  };
}

/** One of the library becomes a block of the flow when it is added. */
function fromLibrary(spec: NodeSpec, { id, revision, content }: LibraryBlock, where: string): OfferedSpec[] {
  const block = content.blocks[content.block];
  if (block === undefined) return [];
  return [
    {
      ...spec,
      own: {
        key: `library-${id}`,
        name: block.name,
        hint: [block.description, where].filter(Boolean).join(' · '),
        bring(document) {
          const taken = unpackBlock(document, content, { block: id, revision });
          return { document: taken.document, spec: cardSpec(spec, taken.document, taken.id) };
        },
        forget: null,
      },
    },
  ];
}

export function useOffers(): Offers {
  const { block } = useSession();
  const words = useWords();
  const { data: library } = useQuery(orpc.blocks.list.queryOptions());
  const blocks = useEditorState(({ document }) => document.blocks);
  const used = useEditorState(
    ({ document }) => Object.keys(document.blocks ?? {}).filter((id) => usesOf(document, id).length > 0),
    (a, b) => a.join() === b.join(),
  );
  const begun = useEditorState(({ document }) => document.nodes.some(isWayIn));
  return useMemo(() => {
    const spec = specs.get(useType);
    const opened = block?.id ?? null;
    // A block that holds the one which is open would hold itself.
    const fits = ([id, { nodes }]: [string, BlockDefinition]): boolean =>
      opened === null || (id !== opened && !blocksUsedBy({ blocks }, nodes).includes(opened));
    return {
      allowed: ({ type, category, offered }) =>
        opened === null
          ? offered === undefined
          : offered !== 'never' && category !== 'trigger' && !(type === startType && begun),
      own:
        spec === undefined
          ? []
          : [
              ...Object.entries(blocks ?? {})
                .filter(fits)
                .map(([id, one]) => offerOf(spec, id, one, block !== null || used.includes(id))),
              ...(library ?? [])
                .filter(({ id }) => !Object.values(blocks ?? {}).some(({ from }) => from?.block === id))
                .flatMap((one) => fromLibrary(spec, one, words.t('blocks:inLibrary'))),
            ],
    };
  }, [block, blocks, used, begun, library, words]);
}
