import * as z from 'zod';
import { defineSpec } from '../../flows/sdk/node.ts';

export const spec = defineSpec({
  type: 'milestone',
  version: 1,
  category: 'logic',
  config: z.strictObject({
    name: z.string().max(200).meta({ title: 'Name', description: 'The step of the funnel, as reports show it.' }),
  }),
  defaults: { name: '' },
  outlets: () => ['next'],
  upgrades: {},
  check: ({ name }) =>
    name.trim() === ''
      ? [
          {
            severity: 'error',
            path: 'name',
            code: 'milestone-name',
            message: 'The milestone has no name, so reports cannot show it. Give it one.',
          },
        ]
      : [],
});
