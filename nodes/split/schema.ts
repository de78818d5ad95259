import * as z from 'zod';
import { idSchema, outletIds } from '../../flows/sdk/id.ts';
import { defineSpec } from '../../flows/sdk/node.ts';

/** All shares together, in parts per 10,000: 5,000 is a half. */
export const wholeShare = 10_000;

const share = z.number().int().min(0).max(wholeShare);

const arm = z.strictObject({
  id: idSchema.meta({ title: 'Id', description: 'Name of the outlet.' }),
  name: z.string().max(200).optional().meta({ title: 'Name', description: 'What people see on the outlet.' }),
  weight: share.meta({ title: 'Share', description: 'In parts per 10,000: 5000 is a half, 0 gets nobody.' }),
});

export const spec = defineSpec({
  type: 'split',
  version: 1,
  category: 'logic',
  config: z.strictObject({
    arms: z
      .array(arm)
      .min(1)
      .max(20)
      .superRefine(outletIds(['holdout']))
      .meta({ title: 'Arms', description: 'Chance decides; a contact always gets the same arm of this block.' }),
    holdout: share.optional().meta({
      title: 'Hold-out',
      description: 'Share that gets no messages, to compare with; in parts per 10,000.',
    }),
  }),
  defaults: {
    arms: [
      { id: 'a', weight: 5000 },
      { id: 'b', weight: 5000 },
    ],
  },
  outlets: ({ arms, holdout }): readonly string[] => [
    ...arms.map(({ id }) => id),
    ...(holdout === undefined ? [] : ['holdout']),
  ],
  upgrades: {},
  check: ({ arms, holdout }) => {
    const sum = arms.reduce((total, { weight }) => total + weight, holdout ?? 0);
    return sum === wholeShare
      ? []
      : [
          {
            severity: 'error',
            path: 'arms',
            code: 'weights-sum',
            message: `The shares add up to ${sum / 100}% instead of 100%. Change them, or let the last one take the rest.`,
            params: { percent: sum / 100 },
          },
        ];
  },
});
