import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'block-start',
  version: 1,
  category: 'logic',
  offered: 'in-block',
  config: z.strictObject({}),
  defaults: {},
  outlets: () => ['next'] as const,
  upgrades: {},
});
