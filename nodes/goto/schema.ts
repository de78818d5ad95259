import * as z from 'zod';
import { idSchema } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'goto',
  version: 1,
  category: 'logic',
  config: z.strictObject({
    node: idSchema.optional().meta({ title: 'Block', description: 'The node at which the journey goes on.' }),
    maxLoops: z.number().int().min(1).max(100).optional().meta({
      title: 'At most',
      description: 'How often a journey passes here before it leaves the flow; 10 when left out.',
    }),
  }),
  defaults: {},
  outlets: (): readonly never[] => [],
  upgrades: {},
  references: ({ node }) => (node === undefined ? {} : { nodes: [{ id: node, path: 'node' }], jumps: [node] }),
  check: ({ node }) =>
    node === undefined
      ? [
          {
            severity: 'error',
            path: 'node',
            code: 'no-target',
            message: 'No block is chosen. Choose the block at which people go on.',
          },
        ]
      : [],
});
