/**
 * Rules over contacts and their events: react-querybuilder's rule groups, so that the builder, the SQL and the
 * in-memory evaluator read one thing. Fields, operators and the meaning of missing values: docs/rules.md.
 */
import * as z from 'zod';

export const operators = [
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'between',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'beginsWith',
  'endsWith',
  'null',
  'notNull',
  'before',
  'after',
  'withinLast',
  'notWithinLast',
] as const;
export type Operator = (typeof operators)[number];

export const matchModes = ['atLeast', 'atMost', 'exactly', 'none'] as const;

/** A plain value of a rule; `between` takes two, `in` and `notIn` a list. */
export type RuleScalar = string | number | boolean | null;

/** Counts the events (or messages) that satisfy the nested group in `value`. */
export interface RuleMatch {
  mode: (typeof matchModes)[number];
  threshold?: number | undefined;
}

export interface Rule {
  id?: string | undefined;
  field: string;
  operator: Operator;
  value?: RuleScalar | RuleScalar[] | RuleGroup | undefined;
  match?: RuleMatch | undefined;
  disabled?: boolean | undefined;
}

export interface RuleGroup {
  id?: string | undefined;
  combinator: 'and' | 'or';
  not?: boolean | undefined;
  rules: (Rule | RuleGroup)[];
  disabled?: boolean | undefined;
}

const scalar = z.union([z.string().max(2000), z.number(), z.boolean(), z.null()]);

export const ruleSchema: z.ZodType<Rule> = z.strictObject({
  id: z.string().max(100).optional(),
  field: z.string().min(1).max(200),
  operator: z.enum(operators),
  get value() {
    return z.union([scalar, z.array(scalar).max(10_000), ruleGroupSchema]).optional();
  },
  match: z.strictObject({ mode: z.enum(matchModes), threshold: z.number().int().min(0).optional() }).optional(),
  disabled: z.boolean().optional(),
});

export const ruleGroupSchema: z.ZodType<RuleGroup> = z
  .strictObject({
    id: z.string().max(100).optional(),
    combinator: z.enum(['and', 'or']),
    not: z.boolean().optional(),
    get rules(): z.ZodArray<z.ZodType<Rule | RuleGroup>> {
      return z.array(z.union([ruleSchema, ruleGroupSchema])).max(200);
    },
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'RuleGroup', title: 'Rule group' });

export const isRuleGroup = (rule: Rule | RuleGroup): rule is RuleGroup => 'rules' in rule;

/** The rule that everybody satisfies. */
export const everybody: RuleGroup = { combinator: 'and', rules: [] };

/** True when the group has no condition that counts: disabled rules and groups of nothing are left out. */
export const isEmptyRule = (group: RuleGroup): boolean =>
  group.rules.every((rule) => rule.disabled === true || (isRuleGroup(rule) && isEmptyRule(rule)));
