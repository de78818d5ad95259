/** The library of reusable blocks. */
import { parseFlowValue } from '../../document/parse.ts';
import { emptyFlow } from '../../document/schema.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import { os } from './base.ts';

export const blocksApi = {
  list: os.blocks.list.handler(({ context: { store } }) => {
    const { timezone } = store.meta.get();
    return store.blocks.list().map((one) => ({ ...one, at: formatInstant(one.at, timezone) }));
  }),

  keep: os.blocks.keep.handler(({ context, input: { content, after } }) => {
    const { block, blocks, slots } = content;
    if (!Object.hasOwn(blocks, block)) {
      throw new KaskadError('block-missing', `The content holds no block "${block}". Name one that it holds.`, {
        block,
      });
    }
    // A block is as much from a stranger as the flow that it may come from.
    parseFlowValue({ ...emptyFlow('Library'), blocks, slots });
    const kept = context.store.blocks.keep(content, context.now(), after);
    context.changes.publish('blocks');
    return kept;
  }),

  remove: os.blocks.remove.handler(({ context, input: { id } }) => {
    if (!context.store.blocks.remove(id)) {
      throw new KaskadError('block-missing', `The library has no block "${id}".`, { block: id });
    }
    context.changes.publish('blocks');
    return {};
  }),
};
