import { messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { messageOf, spec } from './schema.ts';

const sends = messageStep(spec, []);
const sendsAll = messageCohort(spec, []);

export const step = defineStep(spec, ({ config, input }) => sends({ config: messageOf(config), input }));

export const cohort = defineCohort(spec, (config) => sendsAll(messageOf(config)));
