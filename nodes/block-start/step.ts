import { defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

/** Never in a plan: what leads into the block leads to where this leads. */
export const step = defineStep(spec, () => go('next'));
