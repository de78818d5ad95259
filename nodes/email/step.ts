import { messageStep } from '../../flows/sdk/message.ts';
import { defineStep } from '../../flows/sdk/node.ts';
import { withPreheader } from './preheader.ts';
import { htmlParts, spec } from './schema.ts';

export const step = defineStep(spec, messageStep(spec, htmlParts, withPreheader));
