import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';
import { ruleGroupSchema } from '../../flows/sdk/rule.ts';

export const spec = defineSpec({
  type: 'trigger-flow',
  version: 1,
  category: 'trigger',
  config: z.strictObject({
    where: ruleGroupSchema.optional().meta({
      title: 'Only when',
      description: 'A rule over what was handed over: "props.<name>".',
    }),
  }),
  defaults: {},
  outlets: () => ['next'],
  upgrades: {},
  references: ({ where }) =>
    where === undefined ? {} : { rules: [{ rule: where, path: 'where', over: 'event' as const }] },
});
