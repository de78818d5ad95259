import { defineStep } from '../../flows/sdk/node.ts';
import { exit } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

/** Never in a plan: what leads here leads on from the block, and ends as any open end does where the block leads nowhere. */
export const step = defineStep(spec, () => exit('end'));
