import { expect, it } from 'vitest';
import { sampleShortLink } from './links.ts';
import { estimateSmsParts } from './sms-parts.ts';
import { isWebLink, replaceTextLinks } from './text-links.ts';

it('are those that a browser opens as a page', () => {
  for (const url of ['https://a.example', 'HTTP://a.example/x?y']) expect(isWebLink(url), url).toBe(true);
  for (const url of [
    'javascript:alert(1)',
    'ftp://a.example',
    'https://',
    '//a.example',
    `https://a.example/${'x'.repeat(2000)}`,
  ])
    expect(isWebLink(url), url).toBe(false);
});

it('end where a reader sees them end', () => {
  const marked = (text: string): string => replaceTextLinks(text, (url) => `<${url}>`);
  expect(marked('(see https://a.example/x_(y)), or *https://b.example*!')).toBe(
    '(see <https://a.example/x_(y)>), or *<https://b.example>*!',
  );
});

it('count in an SMS as long as they leave', () => {
  const text = `Hello {{ contact.first_name }}: https://shop.example/${'long/'.repeat(25)}`;
  const link = sampleShortLink('https://go.example.com');
  expect(estimateSmsParts(text).parts).toBe(2);
  expect(estimateSmsParts(text, link)).toMatchObject({ parts: 1, characters: 'Hello variable: '.length + link.length });
});
