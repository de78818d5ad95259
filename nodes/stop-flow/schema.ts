import * as z from 'zod';
import { flowSlotSchema } from '../../flows/sdk/flow-slot.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'stop-flow',
  version: 1,
  category: 'action',
  config: z.strictObject({
    flow: flowSlotSchema.meta({ title: 'Flow', description: 'Slot of the flow whose journeys of this contact end.' }),
  }),
  defaults: { flow: '' },
  outlets: () => ['next'],
  upgrades: {},
  references: ({ flow }) => ({ flows: [{ slot: flow, path: 'flow' }] }),
});
