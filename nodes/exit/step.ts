import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { exit } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config }) => exit(config.reason));

export const cohort = defineCohort(spec, ({ reason }) => ({ kind: 'exit', reason }));
