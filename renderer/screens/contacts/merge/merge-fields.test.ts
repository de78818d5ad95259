import { expect, it } from 'vitest';
import { comparedFields, type MergeSide } from './merge-fields.ts';

const side = (first_name: string | null, attributes: Record<string, unknown>): MergeSide => ({
  contact: {
    id: 1,
    key: null,
    email: null,
    phone: null,
    first_name,
    last_name: null,
    language: null,
    country: null,
    tags: [],
    createdAt: '2026-01-01T00:00:00Z',
  },
  timezone: null,
  attributes,
  addresses: [],
  consents: [],
  events: 0,
  messages: 0,
  journeys: 0,
});

it('compares what at least one of them has, and says where they differ', () => {
  const fields = comparedFields({
    keep: side('Ann', { points: 1, shop: 'a' }),
    other: side('Anna', { shop: 'a', city: 'Kyiv' }),
  });
  expect(fields.map(({ field, differs }) => [field, differs])).toEqual([
    ['first_name', true],
    ['attributes.city', false],
    ['attributes.points', false],
    ['attributes.shop', false],
  ]);
});
