import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'block-end',
  version: 1,
  category: 'end',
  offered: 'in-block',
  config: z.strictObject({}),
  defaults: {},
  outlets: (): readonly never[] => [],
  upgrades: {},
});
