import { messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, messageStep(spec, []));

export const cohort = defineCohort(spec, messageCohort(spec, []));
