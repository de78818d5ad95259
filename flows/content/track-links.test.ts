/** Links are found wherever a reader could follow one, and nothing else of a message changes. */
import { load } from 'cheerio';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FoundLink, withLinks } from './track-links.ts';

const short = (n: number): string => `https://s.example/p/l/${n}?a&b`;

function tracked(parts: Record<string, string>, buttons: { id: string; text: string; url?: string }[] = []) {
  const found: FoundLink[] = [];
  const made = withLinks({ parts, buttons }, ['html'], (link) => {
    if (link.url.startsWith('https://own.example')) return null;
    found.push(link);
    return short(found.length);
  });
  return { ...made, found };
}

describe('links of a message', () => {
  it('of HTML keep their words and the rest of their tags', () => {
    const html =
      '<A class="b" HREF=\'https://shop.example/?a=1&amp;b=2\' id=x>Buy <b>now</b> &amp; save</A> <a href="https://own.example/p/u/1">u</a>';
    const { parts, found } = tracked({ subject: 'https://shop.example', html });
    expect(found).toEqual([{ url: 'https://shop.example/?a=1&b=2', name: 'Buy now & save' }]);
    expect(parts.html).toBe(
      '<A class="b" HREF=\'https://s.example/p/l/1?a&amp;b\' id=x>Buy <b>now</b> &amp; save</A> <a href="https://own.example/p/u/1">u</a>',
    );
    expect(parts.subject).toBe('https://shop.example');
  });

  it.each([
    ['single quotes', "<a href='https://a.example/x'>x</a>", 'https://a.example/x'],
    ['no quotes', '<a href=https://a.example/x>x</a>', 'https://a.example/x'],
    ['spaces round the sign', '<a href = "https://a.example/x">x</a>', 'https://a.example/x'],
    ['capitals', '<A HREF="HTTPS://a.example/x">x</A>', 'HTTPS://a.example/x'],
    [
      'named and numbered entities',
      '<a href="https://a.example/?q=&quot;&#38;b&#x3D;1">x</a>',
      'https://a.example/?q="&b=1',
    ],
    ['line breaks within', '<a href="\n https://a.example/\nx ">x</a>', 'https://a.example/x'],
    [
      'more than one attribute',
      '<a data-href="https://no.example" href="https://a.example/x" title="href">x</a>',
      'https://a.example/x',
    ],
    ['an area of a picture', '<map><area href="https://a.example/x"></map>', 'https://a.example/x'],
    ['a sign of more within an attribute', '<a title=">" href="https://a.example/x">x</a>', 'https://a.example/x'],
  ])('are found with %s', (_name, html, url) => {
    const { found, parts } = tracked({ html });
    expect(found.map((link) => link.url)).toEqual([url]);
    expect(load(parts.html ?? '')('a,area').attr('href')).toBe(short(1));
  });

  it.each([
    '<a href="mailto:a@b.example">x</a>',
    '<a href="tel:+380501112233">x</a>',
    '<a href="#top">x</a>',
    '<a href="/relative">x</a>',
    '<a href="//a.example/x">x</a>',
    '<a href="javascript:alert(\'https://a.example\')">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="data:text/html,https://a.example">x</a>',
    '<a href>x</a><a href="">x</a><a>x</a>',
    '<img src="https://a.example/x.png"><link href="https://a.example/x.css">',
    '<!-- <a href="https://a.example/x">x</a> -->',
    '<p>https://a.example/x</p>',
    `<a href="https://a.example/${'x'.repeat(2001)}">x</a>`,
    '<a href="https://">x</a>',
  ])('are nothing else: %s', (html) => {
    const { found, parts } = tracked({ html });
    expect(found).toEqual([]);
    expect(parts.html).toBe(html);
  });

  it('are named by their words, a picture by what it shows, else by their address', () => {
    const { found } = tracked({
      html: '<a href="https://a.example"><img alt="Red shoes" src=x></a><a href="https://b.example/sale/"> \n </a><a href="https://c.example">One<br>two</a>',
    });
    expect(found.map(({ name }) => name)).toEqual(['Red shoes', 'b.example/sale/', 'One two']);
  });

  it('of texts end before the full stop and keep their brackets; buttons are links too', () => {
    const { parts, buttons, found } = tracked(
      { text: 'See https://shop.example/a?b=1. (https://shop.example/c) https://w.example/A_(b), «https://q.example»' },
      [
        { id: 'x', text: 'Open', url: 'https://shop.example' },
        { id: 'y', text: 'Yes' },
        { id: 'z', text: 'Call', url: 'tel:112' },
      ],
    );
    expect(parts.text).toBe(`See ${short(1)}. (${short(2)}) ${short(3)}, «${short(4)}»`);
    expect(buttons.map(({ url }) => url)).toEqual([short(5), undefined, 'tel:112']);
    expect(found.map(({ url }) => url)).toEqual([
      'https://shop.example/a?b=1',
      'https://shop.example/c',
      'https://w.example/A_(b)',
      'https://q.example',
      'https://shop.example',
    ]);
    expect(found.at(-1)).toEqual({ url: 'https://shop.example', name: 'Open', button: 'x' });
  });

  it('of a chat’s text with a little HTML lead where they would have led', () => {
    const { parts, found } = tracked({ text: '<a href="https://a.example/?x=1&amp;y=2">Look</a>' });
    expect(found.map(({ url }) => url)).toEqual(['https://a.example/?x=1&y=2']);
    expect(parts.text).toBe(`<a href="${short(1)}">Look</a>`);
  });

  const word = fc.stringMatching(/^[a-z &;<>"'=/]{0,12}$/);
  const attribute = fc.oneof(
    fc.constantFrom(
      'href="https://a.example/?x=1&amp;y"',
      "href='http://b.example'",
      'href=https://c.example/d',
      'HREF = "mailto:a@b.c"',
      'href',
      'class=x',
      'title=">"',
    ),
    word,
  );
  const piece = fc.oneof(
    word,
    fc
      .tuple(fc.constantFrom('a', 'A', 'p', 'area', 'img', 'script', 'style'), fc.array(attribute, { maxLength: 3 }))
      .map(([tag, attributes]) => `<${tag} ${attributes.join(' ')}>`),
    fc.constantFrom('</a>', '</p>', '<!-- ', ' -->', '<a', '<a href="', '</script>', '</style>'),
  );

  it('are all that changes in any HTML: it parses to the same, but for addresses', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const html = pieces.join('');
        const { parts, found } = tracked({ html });
        const shape = (text: string, blank: boolean): string => {
          const $ = load(text, { xml: { xmlMode: false, decodeEntities: true } });
          if (blank) $('a[href],area[href]').attr('href', (_, href) => (/^\s*https?:/i.test(href) ? 'x' : href));
          return $.html();
        };
        expect(shape(parts.html ?? '', true)).toBe(shape(html, true));
        if (found.length === 0) expect(parts.html).toBe(html);
      }),
      { numRuns: 500 },
    );
  });

  it('are the only thing that changes in a text', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 60 }).filter((text) => !/https?:/i.test(text)),
        (text) => {
          expect(tracked({ html: text.replaceAll('<', ''), text }).parts).toEqual({
            html: text.replaceAll('<', ''),
            text,
          });
        },
      ),
    );
  });

  it.each([
    ['tags that never end', '<a '.repeat(340_000)],
    ['quotes that never end', '<a href="'.repeat(110_000)],
    ['addresses one in another', '<a href="https://'.repeat(60_000)],
    ['entities', `<a href="${'&amp;'.repeat(200_000)}">`],
    ['links that are never closed', '<a href=https://a.example/x>'.repeat(36_000)],
    ['one long word', `<a href="https://a.example">${'x'.repeat(1_000_000)}`],
    ['comments', '<!--'.repeat(250_000)],
    ['bare addresses', 'http://'.repeat(140_000)],
    ['dots', `https://a.example/${'.'.repeat(1_000_000)}`],
    ['brackets', `https://a.example/${'('.repeat(500_000)}${')'.repeat(500_000)}`],
    ['many addresses of dots', `https://a.example/${'.'.repeat(3000)} `.repeat(330)],
  ])('do not get lost in a megabyte of %s', (_name, hostile) => {
    const before = performance.now();
    tracked({ html: hostile, text: hostile });
    expect(performance.now() - before).toBeLessThan(3000);
  });
});
