import { type MessageConfig, messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { type Delivery, withDelivery } from './parts.ts';
import { spec } from './schema.ts';

type Config = MessageConfig & Delivery;

export const step = defineStep(spec, messageStep<Config>(spec, [], withDelivery));

export const cohort = defineCohort(spec, messageCohort<Config>(spec, [], withDelivery));
