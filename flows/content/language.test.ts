import { expect, it } from 'vitest';
import { pickLanguage } from './language.ts';
import { textFromHtml } from './text-from-html.ts';

it('picks the language of a text', () => {
  const content = { en: 1, uk: 2, 'pt-BR': 3 };
  expect(pickLanguage(content, 'uk', 'en')).toBe('uk');
  expect(pickLanguage(content, 'uk-UA', 'en')).toBe('uk');
  expect(pickLanguage(content, 'pt', 'en')).toBe('pt-BR');
  expect(pickLanguage(content, 'pt_br', 'en')).toBe('pt-BR');
  expect(pickLanguage(content, 'de', 'uk')).toBe('uk');
  expect(pickLanguage(content, null, 'de')).toBe('en');
  expect(pickLanguage({}, 'en', 'en')).toBeNull();
});

it('makes plain text of a mail', () => {
  const html = `<!doctype html><html><head><title>No</title><style>p{}</style></head><body>
    <h1>Hello,&nbsp;Anna</h1><p>10&#37; off &amp; <b>free</b>
    delivery<br>till <a href="https://example.com/a?b=1&amp;c=2">Friday</a>.</p>
    <ul><li>tea</li><li>cake &lt;3</li></ul><!-- no --><script>alert(1)</script>
    <a href="javascript:x()">bad</a> <a href="mailto:me@example.com">me@example.com</a> 1 < 2</body></html>`;
  expect(textFromHtml(html)).toBe(
    [
      'Hello, Anna',
      '',
      '10% off & free delivery',
      'till Friday (https://example.com/a?b=1&c=2).',
      '',
      '- tea',
      '- cake <3',
      '',
      'bad me@example.com 1 < 2',
    ].join('\n'),
  );
  expect(textFromHtml('')).toBe('');
  expect(textFromHtml('<'.repeat(100_000)).length).toBe(100_000);
});
