import { messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { withPreheader } from './preheader.ts';
import { htmlParts, spec } from './schema.ts';

export const step = defineStep(spec, messageStep(spec, htmlParts, withPreheader));

export const cohort = defineCohort(spec, messageCohort(spec, htmlParts, withPreheader));
