import { defineStep } from '../../flows/sdk/node.ts';
import { exit } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

/** In a plan what the block holds stands in place of it. What is left is one that is turned off, and that is passed, not stepped. */
export const step = defineStep(spec, () => exit('block-missing'));
