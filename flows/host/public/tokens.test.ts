/** Tokens of counted links: short, and made by nobody else. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mostLinks } from '../../sdk/links.ts';
import { linkToken, readLinkToken } from './tokens.ts';

describe('who has a token', () => {
  const key = Buffer.alloc(32, 1);
  it('cannot change a token, nor write it in another way', () => {
    const signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 ** 40 }),
        fc.integer({ min: 0, max: mostLinks - 1 }),
        fc.nat(),
        fc.constantFrom(...signs),
        (message, link, at, sign) => {
          const token = linkToken(key, message, link);
          expect(readLinkToken(key, token)).toEqual({ message, link });
          const place = at % token.length;
          const other = token.slice(0, place) + sign + token.slice(place + 1);
          if (other !== token) expect(readLinkToken(key, other)).toBeNull();
          expect(readLinkToken(key, `0${token}`)).toBeNull();
          expect(readLinkToken(Buffer.alloc(32, 2), token)).toBeNull();
        },
      ),
    );
  });
  it('may send anything as a token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (token) => {
        expect(readLinkToken(key, token)).toBeNull();
      }),
    );
  });
});
