import { messageCohort, messageStep, type PrepareParts } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { spec } from './schema.ts';

/** Whoever speaks the text has to know its language. */
const spoken: PrepareParts<unknown> = (parts, _config, language) => ({ ...parts, language });

export const step = defineStep(spec, messageStep(spec, [], spoken));

export const cohort = defineCohort(spec, messageCohort(spec, [], spoken));
