import { expect, it } from 'vitest';
import { syncMapping } from '../../../../flows/sdk/sync-mapping.ts';
import { attributeOf, remapped, stays, suggestedMapping, withRule } from './sync-fields.ts';

const none = { rule: 'fill' as const, fields: [] };

it('names an attribute as people see the field there, and always so that it can be stored', () => {
  const named = ['Город доставки', '№ 5. «Скидка», %', '-- x', '…'].map((label) =>
    attributeOf({ label, name: 'ufCrm_1' }),
  );
  expect(named).toEqual(['attributes.Город доставки', 'attributes.5 Скидка', 'attributes.x', 'attributes.ufCrm_1']);
  for (const to of named)
    expect(syncMapping.safeParse({ rule: 'fill', fields: [{ from: 'a', to }] }).success, to).toBe(true);
});

it('fills a field of ours by one of theirs, keeps its rule, and lets it stay away', () => {
  const one = withRule(remapped(none, 'a', 'attributes.city'), 'a', 'keep');
  expect(remapped(one, 'a', 'attributes.town').fields).toEqual([{ from: 'a', to: 'attributes.town', rule: 'keep' }]);
  expect(remapped(one, 'b', 'attributes.city').fields).toEqual([{ from: 'b', to: 'attributes.city' }]);
  expect(remapped(one, 'a', stays).fields).toEqual([]);
  expect(withRule(one, 'a', undefined).fields).toEqual([{ from: 'a', to: 'attributes.city' }]);
});

it('suggests what is plain, and nothing twice', () => {
  const field = (name: string, suggested?: string) => ({
    name,
    label: name,
    type: 'text' as const,
    writable: true,
    ...(suggested === undefined ? {} : { suggested }),
  });
  const fields = [field('a', 'attributes.birthday'), field('b', 'attributes.birthday'), field('c')];
  expect(suggestedMapping(none, fields).fields).toEqual([{ from: 'a', to: 'attributes.birthday' }]);
});
