import { describe, expect, it } from 'vitest';
import { filledFields, type Offer, offerSchema, offerState, offersNamed } from './offer.ts';

const offer: Offer = {
  name: 'Winter',
  percent: 15,
  price: null,
  currency: null,
  product: '',
  code: { kind: 'none' },
  startsAt: 1000,
  endsAt: 2000,
  terms: '',
  redeemedBy: null,
};

it('holds from its beginning until just before its end', () => {
  expect([999, 1000, 1999, 2000].map((ms) => offerState(offer, ms))).toEqual(['early', 'open', 'open', 'over']);
  expect(offerState({ startsAt: null, endsAt: null }, 0)).toBe('open');
});

it('can be named by what it has', () => {
  expect(filledFields(offer)).toEqual(['name', 'percent', 'startsAt', 'endsAt']);
});

describe('what cannot be an offer', () => {
  it.each([
    [{ endsAt: 1000 }, 'endsAt'],
    [{ price: 10 }, 'currency'],
    [{ percent: 0 }, 'percent'],
    [{ percent: 101 }, 'percent'],
    [{ name: ' ' }, 'name'],
    [{ code: { kind: 'same', code: 'A B' } }, 'code'],
  ])('%o', (change, field) => {
    const { error } = offerSchema.safeParse({ ...offer, ...change });
    expect(error?.issues.map(({ path }) => path[0])).toEqual([field]);
  });
});

describe('texts', () => {
  it('name offers inside of braces only', () => {
    expect(
      offersNamed([
        'offer.no and {{ offer.a.percent }} {% if offer["b c"].code %}x{% endif %}',
        "{{ offer['d'].x }} {{ offer.a.code }} {{ my_offer.z }} {{ \n offer.e-f.code | upcase }}",
      ]),
    ).toEqual(['a', 'b c', 'd', 'e-f']);
  });
});
