import { describe, expect, it } from 'vitest';
import type { SyncRecord } from '../../sdk/sync.ts';
import { type Before, eventsOf } from './events.ts';

const cart: SyncRecord = {
  kind: 'cart',
  id: '7',
  updatedAt: 2000,
  createdAt: 1000,
  deleted: false,
  title: '#7',
  person: null,
  contacts: ['1'],
  stage: null,
  outcome: 'open',
  amount: { value: 50, currency: 'UAH' },
  values: { items: ['Lamp'], url: 'https://shop.example/cart/7' },
};
const types = (record: SyncRecord, before: Before | null) =>
  eventsOf('shop', record, before, 9000).map(({ type }) => type);
const seen: Before = { stage: null, outcome: 'open', deleted: false };

describe('a cart', () => {
  it('is told whenever it changes, with what is in it and the way back', () => {
    expect(types(cart, null)).toEqual(['cart.updated']);
    expect(types({ ...cart, updatedAt: 3000 }, seen)).toEqual(['cart.updated']);
    expect(eventsOf('shop', cart, null, 9000)[0]).toMatchObject({
      at: 2000,
      props: { record: '7', total: 50, currency: 'UAH', items: ['Lamp'], url: 'https://shop.example/cart/7' },
    });
  });

  it('that was bought ends: nobody is reminded of it', () => {
    const bought = { ...cart, updatedAt: 3000, outcome: 'closed' as const };
    expect(types(bought, seen)).toEqual(['cart.closed']);
    expect(types(bought, null)).toEqual(['cart.closed']);
    expect(types({ ...bought, updatedAt: 4000 }, { ...seen, outcome: 'closed' })).toEqual([]);
  });
});
