import { lookup } from '../../flows/sdk/lookup.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { equals } from './equal.ts';
import { fieldOf, pathOf } from './path.ts';
import { spec } from './schema.ts';

const ruleOf = (field: string, value: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field, operator: '=', value }],
});

/** For the journal: what plainly can be written down. */
function shown(value: unknown): string | number | boolean | null {
  if (typeof value === 'string') return value.slice(0, 200);
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null;
  return typeof value === 'boolean' ? value : null;
}

export const step = defineStep(spec, ({ config, contact, event, matches }) => {
  const path = pathOf(config.expression) ?? '';
  const field = fieldOf(path);
  const value = lookup(path, { contact, event });
  const taken = config.values.find((one) =>
    field === null ? equals(value, one.value) : matches(ruleOf(field, one.value)),
  );
  return go(taken?.id ?? 'else', { path, value: shown(value) });
});

export const cohort = defineCohort(spec, ({ expression, values }) => {
  const field = fieldOf(pathOf(expression) ?? '');
  if (field === null) return null;
  return {
    kind: 'branch',
    branches: values.map(({ id, value }) => ({ rule: ruleOf(field, value), outlet: id })),
    otherwise: 'else',
  };
});
