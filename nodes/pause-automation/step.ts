import { defineStep } from '../../flows/sdk/node.ts';
import { change } from '../../flows/sdk/outcome.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config, now }) =>
  change([{ op: 'pause', until: addDuration(now, config.for).ms }], 'next'),
);
