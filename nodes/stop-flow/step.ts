import { defineStep } from '../../flows/sdk/node.ts';
import { go, stopFlow } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

/** A slot that stands for nothing has nobody in it: there is nothing to stop. */
export const step = defineStep(spec, ({ config, flow }) => {
  const id = flow(config.flow);
  return id === null ? go('next', { flow: null }) : stopFlow(id, 'next');
});
