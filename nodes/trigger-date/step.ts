import { defineCohort, defineStep, defineTrigger } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import { nextOccurrence } from './occurrences.ts';
import { spec } from './schema.ts';

export const step = defineStep(spec, () => go('next'));

export const cohort = defineCohort(spec, () => ({ kind: 'go', outlet: 'next' }));

export const trigger = defineTrigger(spec, ({ attribute, days = 0, at, yearly = false, leap = 'feb-28' }) => ({
  kind: 'date',
  attribute,
  next: (value, after, last) => nextOccurrence(value, { days, at, yearly, leap }, after, last),
}));
