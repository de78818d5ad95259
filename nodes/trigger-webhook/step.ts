import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { webhookReceived } from '../../flows/sdk/webhook.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ path, fields, unknown, props, id, where }) => ({
  kind: 'event',
  event: webhookReceived,
  where: where ?? null,
  addressed: 'node',
  hook: { path, fields, props: props ?? null, id: id ?? null, create: unknown !== 'refuse' },
}));
