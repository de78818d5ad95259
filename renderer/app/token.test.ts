import { expect, it } from 'vitest';
import { pickLanguage } from './language.ts';
import { splitToken } from './token.ts';

it('takes the token out of the address, wherever it stands', () => {
  expect(splitToken('http://127.0.0.1:1/flows/a?x=1#token=abc_-9')).toEqual({
    token: 'abc_-9',
    clean: 'http://127.0.0.1:1/flows/a?x=1',
  });
  expect(splitToken('http://127.0.0.1:1/?token=abc&x=1')).toEqual({ token: 'abc', clean: 'http://127.0.0.1:1/?x=1' });
  expect(splitToken('http://127.0.0.1:1/contacts#content').token).toBeNull();
});

it('speaks the first of the languages that it knows', () => {
  expect(pickLanguage(null, ['de-AT', 'uk-UA', 'ru'])).toBe('uk');
  expect(pickLanguage('ru', ['en'])).toBe('ru');
  expect(pickLanguage('xx', ['fr'])).toBe('en');
});
