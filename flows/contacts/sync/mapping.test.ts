import { describe, expect, it } from 'vitest';
import { type ConflictRule, plainMapping, syncMapping } from '../../sdk/sync-mapping.ts';
import { decide, mapPerson } from './mapping.ts';

const person = {
  firstName: 'Anna',
  lastName: null,
  emails: ['Anna@Example.com', 'no address'],
  phones: ['+38 (050) 111-22-33'],
};
const cityFrom = { rule: 'fill' as const, fields: [{ from: 'town', to: 'attributes.city' }] };

describe('a person of a record', () => {
  it('is normalised as an import would; what cannot be taken is said and takes nothing along', () => {
    const mapped = mapPerson(person, { town: 'Kyiv' }, cityFrom, 'Europe/Kyiv');
    expect(mapped).toEqual({
      emails: ['anna@example.com'],
      phones: ['+380501112233'],
      fields: { first_name: 'Anna', last_name: null, 'attributes.city': 'Kyiv' },
      tags: [],
      ignored: [{ field: 'email', reason: 'bad-email' }],
    });
  });

  it('a mapping names each field of ours once, and only those that may be mapped', () => {
    const of = (...to: string[]) =>
      syncMapping.safeParse({ rule: 'fill', fields: to.map((one) => ({ from: 'x', to: one })) });
    expect(of('attributes.city', 'language', 'tags').success).toBe(true);
    expect(of('attributes.city', 'attributes.city').success).toBe(false);
    expect(of('email').success).toBe(false);
    expect(of('consent.email').success).toBe(false);
  });
});

describe('which value wins', () => {
  const ask = (rule: ConflictRule, over: Partial<Parameters<typeof decide>[0]> = {}) =>
    decide({
      current: { 'attributes.city': 'Riga' },
      wrote: {},
      given: { 'attributes.city': 'Kyiv' },
      mapping: { rule, fields: [] },
      recordAt: 2000,
      changedAt: () => 1000,
      ...over,
    }).set;
  const taken = { 'attributes.city': 'Kyiv' };

  it.each(['fill', 'crm', 'keep', 'newer'] as const)('%s: what is empty here is filled', (rule) => {
    expect(ask(rule, { current: {} })).toEqual(taken);
    expect(ask(rule, { current: { 'attributes.city': null } })).toEqual(taken);
  });

  it('[K6] fill: ours stays, what the record wrote itself is replaced', () => {
    expect(ask('fill')).toEqual({});
    expect(ask('fill', { wrote: { 'attributes.city': 'Riga' } })).toEqual(taken);
    // Somebody changed it since: it is ours.
    expect(ask('fill', { wrote: { 'attributes.city': 'Oslo' } })).toEqual({});
  });

  it('crm: the record’s value always; keep: ours always', () => {
    expect(ask('crm')).toEqual(taken);
    expect(ask('keep', { wrote: { 'attributes.city': 'Riga' } })).toEqual({});
  });

  it('newer: whichever changed last', () => {
    expect(ask('newer')).toEqual(taken);
    expect(ask('newer', { recordAt: 500 })).toEqual({});
  });

  it('emptied there: what it wrote goes, what somebody else wrote stays', () => {
    const given = { 'attributes.city': null };
    expect(ask('crm', { given })).toEqual({});
    expect(ask('fill', { given, wrote: { 'attributes.city': 'Riga' } })).toEqual({ 'attributes.city': null });
  });

  it('a rule of one field goes before the rule of all', () => {
    const mapping = { rule: 'crm' as const, fields: [{ from: 'town', to: 'attributes.city', rule: 'keep' as const }] };
    expect(ask('crm', { mapping })).toEqual({});
  });

  it('the record keeps saying what it wrote, until somebody else writes', () => {
    const first = decide({
      current: {},
      wrote: {},
      given: { first_name: 'Anna' },
      mapping: plainMapping,
      recordAt: 1,
      changedAt: () => 0,
    });
    expect(first.wrote).toEqual({ first_name: 'Anna' });
    const again = decide({
      current: { first_name: 'Anna' },
      wrote: first.wrote,
      given: { first_name: 'Anna' },
      mapping: plainMapping,
      recordAt: 2,
      changedAt: () => 0,
    });
    expect(again).toEqual({ set: {}, wrote: { first_name: 'Anna' } });
  });
});
