import { expect, it } from 'vitest';
import { errorWords, watched } from './error-words.ts';
import { memoryVault } from './vault-memory.ts';

const secret = 'pl4nted/&"secret';

it('says what went wrong and where, and nothing that hangs on the error', () => {
  const error = Object.assign(new TypeError('The answer has no end.'), { config: { headers: { key: secret } } });
  expect(errorWords(error)).toContain('TypeError: The answer has no end.');
  expect(errorWords(error)).toContain('error-words.test.ts');
  expect(errorWords(error)).not.toContain(secret);
  expect(errorWords(Object.assign(new Error('no stack'), { stack: undefined }))).toBe('Error: no stack');
  expect(errorWords('a text')).toBe('a text');
  const cause = Object.assign(new Error('cut'), { request: secret });
  expect(errorWords(new Error('not sent', { cause }))).toMatch(/not sent[\s\S]*Cause: Error: cut/);
  expect(errorWords(new Error('not sent', { cause }))).not.toContain(secret);
});

const forms: [string, (text: string) => string][] = [
  ['as it is', (text) => text],
  ['in an address', encodeURIComponent],
  ['in JSON', (text) => JSON.stringify({ text })],
  ...(['base64', 'base64url', 'hex'] as const).map((form): [string, (text: string) => string] => [
    `as ${form}`,
    (text) => Buffer.from(text).toString(form),
  ]),
];
it.each(forms)('takes a secret that was put into the vault, or read from it, out of the words: %s', async (_, form) => {
  const inner = memoryVault();
  const before = `${secret}-of-before`;
  const reference = await inner.put(before);
  const vault = watched(inner);
  await vault.put(secret);
  expect(await vault.get(reference)).toBe(before);
  for (const one of [secret, before]) {
    const words = errorWords(new Error(`GET https://vendor.test/?key=${form(one)} failed`));
    expect(words).toContain('failed');
    expect(words).not.toContain(form(one).replace(/^\{"text":"|"\}$/g, ''));
    expect(words).toContain('***');
    expect(words).not.toContain('of-before');
  }
});

it('knows the tokens of a sign-in one by one, and logins by what stands before them', async () => {
  await watched(memoryVault()).put(JSON.stringify({ access: 'access-token-1', refresh: 'refresh-token-1', at: 5 }));
  const words = errorWords(new Error('access-token-1, refresh-token-1, Authorization: Basic dXNlcjpwYXNzd29yZA=='));
  expect(words).toMatch(/^Error: \*\*\*, \*\*\*, Authorization: Basic \*\*\*/);
});
