import { expect, it } from 'vitest';
import { changedFields } from './changed-fields.ts';

it('sends only what changed, with its type', () => {
  const before = [
    { field: 'first_name', type: 'string', value: 'Olha' },
    { field: 'attributes.points', type: 'number', value: '10' },
    { field: 'attributes.vip', type: 'boolean', value: '' },
    { field: 'attributes.city', type: 'string', value: 'Lviv' },
    { field: 'attributes.code', type: 'string', value: '' },
  ] as const;
  const after = [
    { ...before[0] },
    { ...before[1], value: '12.5' },
    { ...before[2], value: 'false' },
    { ...before[3], value: ' ' },
    { ...before[4], value: '0042' },
  ];
  expect(changedFields(before, after)).toEqual({
    'attributes.points': 12.5,
    'attributes.vip': false,
    'attributes.city': null,
    'attributes.code': '0042',
  });
});
