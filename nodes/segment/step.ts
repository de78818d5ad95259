import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, ({ config, matches }) =>
  go(config.branches.find(({ rule }) => matches(rule))?.id ?? 'else'),
);

export const cohort = defineCohort(spec, ({ branches }) => ({
  kind: 'branch',
  branches: branches.map(({ id, rule }) => ({ rule, outlet: id })),
  otherwise: 'else',
}));
