import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import type { Facts } from '../../flows/segments/facts.ts';
import { matches } from '../../flows/segments/memory.ts';
import { contactView, eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { cohort, step } from './step.ts';

const config = (expression: string, ...values: string[]) =>
  spec.config.parse({ expression, values: values.map((value, index) => ({ id: `v${index}`, value })) });

/** The evaluator that the engine uses, over one contact. */
const asked = (contact: ReturnType<typeof contactView>) => {
  const facts = {
    contact,
    addresses: () => [],
    consents: () => [],
    events: () => [],
    messages: () => [],
    pausedUntil: () => null,
    inFlow: () => false,
    inList: () => false,
  } satisfies Facts;
  return (rule: RuleGroup) => matches(rule, facts, { now: moment('2026-06-01T10:00'), segments: () => null });
};

const outletOf = (wanted: ReturnType<typeof config>, props: Record<string, unknown>): string => {
  const outcome = step(stepArgs(wanted, { event: eventView('order.created', props) }));
  return outcome.kind === 'go' ? outcome.outlet : outcome.kind;
};

describe('switch', () => {
  it('takes the first value that equals, else "else"', () => {
    const wanted = config('event.status', 'paid', 'shipped');
    expect(outletOf(wanted, { status: 'paid' })).toBe('v0');
    expect(outletOf(wanted, { status: 'shipped' })).toBe('v1');
    expect(outletOf(wanted, { status: 'Paid' })).toBe('else');
    expect(outletOf(wanted, {})).toBe('else');
    expect(step(stepArgs(wanted))).toEqual({ kind: 'go', outlet: 'else', why: { path: 'event.status', value: null } });
  });
  it('reads a lone Liquid variable as its path, and a nested property', () => {
    expect(outletOf(config('{{ event.customer.city }}', 'Lviv'), { customer: { city: 'Lviv' } })).toBe('v0');
    expect(spec.config.safeParse({ expression: '{{ event.a }} b', values: [{ id: 'a', value: 'x' }] }).success).toBe(
      false,
    );
    expect(spec.config.safeParse({ expression: 'total', values: [{ id: 'a', value: 'x' }] }).success).toBe(false);
  });
  it('finds the same in an event as a rule finds in an attribute, whatever the types', () => {
    const scalar = fc.constantFrom<AttributeValue>(
      '12',
      '12.0',
      12,
      12.5,
      '12.5',
      true,
      false,
      'true',
      'x',
      'X',
      '',
      ' 12',
      -0.5,
      null,
    );
    const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
    const wantedText = fc.constantFrom('12', '12.0', '12.5', 'true', 'false', 'x', '-0.5', 'null', '1e1', '0x0c');
    fc.assert(
      fc.property(value, fc.array(wantedText, { minLength: 1, maxLength: 4 }), (actual, wanted) => {
        const contact = contactView({ attributes: { main: actual } });
        const byRule = step(
          stepArgs(config('contact.attributes.main', ...wanted), { contact, matches: asked(contact) }),
        );
        expect(outletOf(config('event.main', ...wanted), { main: actual })).toBe(byRule.kind === 'go' && byRule.outlet);
      }),
      { numRuns: 500 },
    );
  });
  it('asks by rules, so that a whole cohort can be moved, only where a rule says the same', () => {
    const fieldOf = (expression: string) => {
      const together = cohort(config(expression, 'x'));
      return together?.kind === 'branch' ? together.branches[0]?.rule.rules[0] : together;
    };
    expect(fieldOf('contact.country')).toMatchObject({ field: 'country', value: 'x' });
    expect(fieldOf('contact.attributes.city')).toMatchObject({ field: 'attributes.city' });
    expect(fieldOf('{{ contact.city }}')).toMatchObject({ field: 'attributes.city' });
    expect(fieldOf('contact.tags')).toMatchObject({ field: 'tags' });
    for (const path of [
      'event.city',
      'contact.createdAt',
      'contact.id',
      'contact.attributes.a.b',
      'contact.attributes',
    ])
      expect(fieldOf(path), path).toBeNull();
  });
  it('says when a value is empty, or stands twice', () => {
    expect(spec.check?.(config('event.a', ' ', 'b', 'b')).map(({ code, path }) => [code, path])).toEqual([
      ['empty-value', 'values.0.value'],
      ['value-twice', 'values.2.value'],
    ]);
  });
});
