import { type MessageConfig, messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { type Showing, withShowing } from './parts.ts';
import { spec } from './schema.ts';

type Config = MessageConfig & Showing;

export const step = defineStep(spec, messageStep<Config>(spec, [], withShowing));

export const cohort = defineCohort(spec, messageCohort<Config>(spec, [], withShowing));
