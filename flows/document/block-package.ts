/** A reusable block on its own, with all that it uses: as it lies in a workspace's library. */
import * as z from 'zod';
import { blockNamed, blocksUsedBy, settleUses } from './blocks.ts';
import { canonicalJson } from './canonical.ts';
import { takeBlocks, takeSlots } from './fragment.ts';
import { type BlockDefinition, blocksSchema, type FlowDocument, idSchema, slotsSchema } from './schema.ts';

export const packageSchema = z.strictObject({
  /** Which of the blocks it is; the others are those that it uses. */
  block: idSchema,
  blocks: blocksSchema,
  slots: slotsSchema,
});
export type BlockPackage = z.output<typeof packageSchema>;

type From = NonNullable<BlockDefinition['from']>;

/** Where a block is from is said of each flow's copy, and not of what is kept. */
const withoutFrom = ({ from: _, ...block }: BlockDefinition): BlockDefinition => block;

/** Null where the flow has no such block. */
export function packBlock(document: FlowDocument, id: string): BlockPackage | null {
  const block = blockNamed(document, id);
  if (block === null) return null;
  const used = blocksUsedBy(document, block.nodes);
  const blocks = Object.fromEntries(
    [id, ...used].flatMap((one) => {
      const found = blockNamed(document, one);
      return found === null ? [] : [[one, withoutFrom(found)]];
    }),
  );
  const inside = Object.values(blocks).flatMap(({ nodes }) => nodes);
  const { slots: needed = {} } = takeSlots({ ...document, slots: {} }, document.slots ?? {}, inside);
  return { block: id, blocks, slots: needed };
}

/** Takes it into a flow: as a new block of the flow, or in place of the block `over`, whose uses stay. */
export function unpackBlock(
  document: FlowDocument,
  { block, blocks, slots }: BlockPackage,
  from: From,
  over?: string,
): { document: FlowDocument; id: string } {
  const { [block]: own, ...used } = blocks;
  if (own === undefined) return { document, id: block };
  const inside = Object.values(blocks).flatMap(({ nodes }) => nodes);
  const known = takeBlocks(takeSlots(document, slots, inside), used);
  const taken = takeBlocks(known.document, { [block]: { ...own, from } }, known.ids);
  const id = taken.ids.get(block) ?? block;
  if (over === undefined || over === id) return { document: settleUses(taken.document), id };
  const { [id]: fresh, ...others } = taken.document.blocks ?? {};
  if (fresh === undefined) return { document, id: over };
  return { document: settleUses({ ...taken.document, blocks: { ...others, [over]: fresh } }), id: over };
}

/** Is the flow's block what is kept? Where it stands on the drawing does not count. */
export function sameAsKept(document: FlowDocument, id: string, kept: BlockPackage): boolean {
  const own = packBlock(document, id);
  return own !== null && meaning(own) === meaning(kept);
}

/** Ids of blocks are each flow's own: they are told by the place in which they are used. */
function meaning({ block, blocks }: BlockPackage): string {
  const order = [block, ...blocksUsedBy({ blocks }, blocks[block]?.nodes ?? [])];
  const number = new Map(order.map((id, n) => [id, n]));
  return canonicalJson(
    order.map((id) => {
      const { layout: _, from: __, nodes = [], edges = [], ...about } = blocks[id] ?? { name: '' };
      const by = <T>(list: readonly T[]): string[] => list.map((one) => canonicalJson(one)).sort();
      const told = nodes.map((node) =>
        typeof node.config.block === 'string' && number.has(node.config.block)
          ? { ...node, config: { ...node.config, block: number.get(node.config.block) } }
          : node,
      );
      return { ...about, nodes: by(told), edges: by(edges) };
    }),
  );
}
