import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'exit',
  version: 1,
  category: 'end',
  config: z.strictObject({
    reason: z
      .string()
      .min(1)
      .max(100)
      .regex(/\S/, 'blank-reason')
      .meta({ title: 'Reason', description: 'Why the journey ends here; reports count by it.' }),
  }),
  defaults: { reason: 'done' },
  outlets: (): readonly never[] => [],
  upgrades: {},
});
