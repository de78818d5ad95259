import fc from 'fast-check';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { matchModes, operators, type Rule, type RuleGroup, ruleGroupSchema } from '../../../flows/sdk/rule.ts';
import en from '../../strings/en/ui.json' with { type: 'json' };
import ru from '../../strings/ru/ui.json' with { type: 'json' };
import uk from '../../strings/uk/ui.json' with { type: 'json' };
import { fromBuilder, toBuilder } from './convert.ts';
import { availableFields, comparisonOf, comparisonsOf, isEditable, newRule, withComparison } from './field-info.ts';
import { ruleInWords } from './rule-words.ts';

const scalar = fc.oneof(fc.string({ maxLength: 20 }), fc.integer(), fc.boolean(), fc.constant(null));
const fields = [
  'first_name',
  'attributes.points',
  'events.order.created',
  'lastEventAt.order.created',
  'tags',
  'strange',
];
const { group } = fc.letrec<{ group: RuleGroup; rule: Rule }>((tie) => ({
  rule: fc.record(
    {
      id: fc.string({ minLength: 1, maxLength: 8 }).filter((id) => !id.startsWith('kb-')),
      field: fc.constantFrom(...fields),
      operator: fc.constantFrom(...operators),
      value: fc.oneof({ depthSize: 'small', maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 3 }), tie('group')),
      match: fc.record(
        { mode: fc.constantFrom(...matchModes), threshold: fc.nat({ max: 9 }) },
        { requiredKeys: ['mode'] },
      ),
      disabled: fc.boolean(),
    },
    { requiredKeys: ['field', 'operator'] },
  ),
  group: fc.record(
    {
      combinator: fc.constantFrom('and' as const, 'or' as const),
      not: fc.boolean(),
      rules: fc.array(fc.oneof({ depthSize: 'small', maxDepth: 3 }, tie('rule'), tie('group')), { maxLength: 4 }),
    },
    { requiredKeys: ['combinator', 'rules'] },
  ),
}));

const catalogue = {
  attributes: [
    { name: 'points', type: 'number' as const },
    { name: 'birthday', type: 'date' as const },
  ],
  tags: ['vip'],
  events: [{ type: 'order.created', count: 3, props: [{ name: 'total', type: 'number' }] }],
  channels: ['email'],
  topics: ['news'],
  languages: ['en'],
  countries: ['UA'],
};

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    ns: ['ui'],
    interpolation: { escapeValue: false },
    resources: { en: { ui: en }, ru: { ui: ru }, uk: { ui: uk } },
  });
});
const words = (language: string) => {
  const t = i18next.getFixedT(language, 'ui');
  return { t: (key: string, params?: Record<string, string | number>) => t(key, { ...params }), language, catalogue };
};

describe('rules and the builder', () => {
  it('any valid rule comes back as it was', () => {
    fc.assert(
      fc.property(group, (rule) => {
        expect(ruleGroupSchema.safeParse(rule).success).toBe(true);
        expect(fromBuilder(toBuilder(rule))).toEqual(rule);
      }),
    );
  });
  it('every field has a first condition that the controls can show, and each of its comparisons too', () => {
    for (const info of availableFields(catalogue, { kind: 'contact' })) {
      const rule = newRule(info, '2026-01-01');
      expect(isEditable(rule, info), info.field).toBe(true);
      for (const comparison of comparisonsOf[info.kind]) {
        const made = withComparison(rule, comparison, info.kind, '2026-01-01');
        expect(comparisonOf(made, info.kind), `${info.field} ${comparison}`).toBe(comparison);
        expect(isEditable(made, info), `${info.field} ${comparison}`).toBe(true);
      }
    }
  });
});

describe('rules in words', () => {
  const lapsed: RuleGroup = {
    combinator: 'and',
    rules: [
      {
        field: 'events.order.created',
        operator: '=',
        match: { mode: 'atLeast', threshold: 2 },
        value: { combinator: 'and', rules: [{ field: 'props.total', operator: '>', value: 500 }] },
      },
      { field: 'lastEventAt.order.created', operator: 'before', value: '-P90D' },
    ],
  };
  it('read as sentences', () => {
    expect(ruleInWords(lapsed, words('en'))).toBe(
      'Order placed: at least 2 times, where total is more than 500 and Last time: Order placed more than 90 days ago',
    );
    expect(ruleInWords(lapsed, words('ru'))).toContain('минимум 2 раза');
    expect(ruleInWords(lapsed, words('uk'))).toContain('щонайменше 2 рази');
  });
  it.each(['en', 'ru', 'uk'])('have a word for everything in %s', (language) => {
    fc.assert(
      fc.property(group, (rule) => {
        const text = ruleInWords(rule, words(language));
        expect(text).not.toBe('');
        expect(text).not.toMatch(/ui:|rule\.(text|count|field)\./);
      }),
    );
  });
});
