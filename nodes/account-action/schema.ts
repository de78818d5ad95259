import * as z from 'zod';
import { saveSchema } from '../../flows/sdk/answer.ts';
import { idSchema } from '../../flows/sdk/id.ts';
import { textsIn } from '../../flows/sdk/json-template.ts';
import { defineSpec } from '../../flows/sdk/node.ts';
import { operationCapability, operationNameSchema, readings } from '../../flows/sdk/operation.ts';
import type { Problem } from '../../flows/sdk/problem.ts';

export const spec = defineSpec({
  type: 'account-action',
  version: 1,
  category: 'action',
  config: z.strictObject({
    account: idSchema.meta({ title: 'Account', description: 'Slot of the account that does it.' }),
    operation: operationNameSchema.optional().meta({
      title: 'What',
      description: 'The name of an operation that the account’s connector declares, such as crm.add-note.',
    }),
    input: z
      .array(
        z.strictObject({
          field: z
            .string()
            .regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, 'bad-field')
            .meta({ title: 'Field', description: 'Of the operation.' }),
          as: z.enum(readings).optional().meta({
            title: 'Read as',
            description:
              'What the filled-in text becomes; a text when left out. A moment is an instant, or a duration from when the contact gets here.',
          }),
          value: z.string().max(20_000).meta({
            title: 'Value',
            description: 'Liquid template; of JSON the texts are. What comes out empty is left out.',
          }),
        }),
      )
      .max(40)
      .optional()
      .meta({ title: 'Values', description: 'By the operation’s own names of its fields.' }),
    save: saveSchema
      .optional()
      .meta({ title: 'Save from the answer', description: 'What the answer lacks is left as it was.' }),
  }),
  defaults: { account: 'action' },
  outlets: () => ['next', 'failed'],
  upgrades: {},
  references: ({ account, operation, input = [] }) => ({
    ...(operation === undefined
      ? {}
      : {
          accounts: [{ slot: account, capability: operationCapability(operation), path: 'account' }],
          operations: [
            {
              slot: account,
              operation,
              path: 'input',
              input: input.map((one, index) => ({ ...one, path: `input.${index}.value` })),
            },
          ],
        }),
    templates: input.map(({ value }, index) => ({ text: value, path: `input.${index}.value`, html: false })),
  }),
  check: ({ operation, input = [] }) => {
    const problems: Omit<Problem, 'node'>[] = [];
    const error = (path: string, code: string, message: string, params?: Problem['params']) =>
      problems.push({ severity: 'error', path, code, message, ...(params === undefined ? {} : { params }) });
    if (operation === undefined)
      error('operation', 'no-operation', 'It is not said yet what is done. Choose an account and what it does.');
    const seen = new Set<string>();
    for (const [index, { field, as, value }] of input.entries()) {
      if (seen.has(field))
        error(`input.${index}.field`, 'field-twice', `"${field}" is filled in twice. Remove one of them.`, { field });
      seen.add(field);
      if (as === 'json' && textsIn(value) === null)
        error(
          `input.${index}.value`,
          'not-json',
          `What is written into "${field}" is not JSON. Put values in braces inside quotation marks.`,
          { field },
        );
    }
    return problems;
  },
});
