import type * as z from 'zod';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec, wholeShare } from './schema.ts';

/**
 * The line from 0 to 10,000 cut at each arm's end, in the author's order, the hold-out last. An arm of no weight has no
 * piece. The last piece reaches to the end, so that everybody gets an arm.
 */
function pieces({ arms, holdout = 0 }: z.output<typeof spec.config>): { upTo: number; outlet: string }[] {
  let upTo = 0;
  const cut = [...arms, { id: 'holdout', weight: holdout }]
    .filter(({ weight }) => weight > 0)
    .map(({ id, weight }) => {
      upTo += weight;
      return { upTo, outlet: id };
    });
  const last = cut.pop() ?? { outlet: arms[0]?.id ?? 'holdout' };
  return [...cut, { upTo: wholeShare, outlet: last.outlet }];
}

export const step = defineStep(spec, ({ config, sticky }) => {
  const arms = pieces(config);
  return go((arms.find(({ upTo }) => sticky < upTo) ?? arms[arms.length - 1]!).outlet);
});

export const cohort = defineCohort(spec, (config) => ({ kind: 'split', arms: pieces(config) }));
