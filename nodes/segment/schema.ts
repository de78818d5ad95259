import * as z from 'zod';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { isEmptyRule, ruleGroupSchema } from '../../flows/sdk/rule.ts';

const branch = z.strictObject({
  id: idSchema.meta({ title: 'Id', description: 'Name of the outlet.' }),
  name: z.string().max(200).optional().meta({ title: 'Name', description: 'What people see on the outlet.' }),
  rule: ruleGroupSchema.meta({ title: 'Rule', description: 'Who takes this branch.' }),
});

export const spec = defineSpec({
  type: 'segment',
  version: 1,
  category: 'logic',
  config: z.strictObject({
    branches: z
      .array(branch)
      .min(1)
      .max(50)
      .superRefine(outletIds(['else']))
      .meta({ title: 'Branches', description: 'Looked at in order: the first whose rule holds is taken.' }),
  }),
  defaults: { branches: [{ id: 'yes', rule: { combinator: 'and', rules: [] } }] },
  outlets: ({ branches }): readonly string[] => [...branches.map(({ id }) => id), 'else'],
  upgrades: {},
  references: ({ branches }) => ({
    rules: branches.map(({ rule }, index) => ({ rule, path: `branches.${index}.rule`, over: 'contact' as const })),
  }),
  check: ({ branches }) =>
    branches.flatMap(({ name, rule }, index) =>
      isEmptyRule(rule) && rule.not !== true
        ? [
            {
              severity: 'warning' as const,
              path: `branches.${index}.rule`,
              code: 'branch-everybody',
              message: `The branch "${name ?? index + 1}" has no conditions, so everybody takes it and later branches get nobody.`,
              params: { branch: name ?? index + 1 },
            },
          ]
        : [],
    ),
});
