/** Letters laid out: golden HTML of a set of them, and what must hold of every one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Brand, fontNames, plainBrand } from '../../sdk/brand.ts';
import { type LetterBlock, letterSchema } from '../../sdk/letter.ts';
import { createRenderer } from '../render.ts';
import { contrast, darkColours, lightColours, readable } from './colour.ts';
import { letterText } from './letter-text.ts';
import { inlineHtml, plainText, textHtml } from './marks.ts';
import { createLetterPress, layOut, letterIn } from './press.ts';

const file = { file: 'a'.repeat(64), name: 'cat.png', type: 'image/png', size: 10 };
const brand: Brand = {
  ...plainBrand,
  logo: { ...file, file: 'b'.repeat(64), name: 'logo.png' },
  colours: { primary: '#0b7d3e', text: '#222222', background: '#ffffff' },
  font: 'georgia',
  company: 'Acme & Sons',
  address: '1 Green Street\nKyiv',
  signature: 'Yours,\n**the team**',
  social: [
    { network: 'website', url: 'https://www.acme.example/' },
    { network: 'telegram', url: 'https://t.me/acme' },
  ],
};
const source = (blocks: LetterBlock[], over: object = {}) => ({
  blocks,
  language: 'en',
  subject: 'Hello',
  preheader: '',
  ...over,
});

const letters: Record<string, LetterBlock[]> = {
  simple: [
    { kind: 'logo' },
    { kind: 'heading', text: 'Hi {{ contact.first_name | default: "friend" }}' },
    { kind: 'text', text: 'All **new** & [here](https://acme.example/?a=1&b=2).\n- one\n- two\n\nBye.' },
    { kind: 'button', text: 'Look', url: 'https://acme.example/{{ event.order_id }}' },
    { kind: 'divider' },
    { kind: 'social' },
    { kind: 'footer', text: 'You get this because you asked for it.' },
  ],
  pictures: [
    { kind: 'picture', file, alt: 'A "cat"', url: 'https://acme.example', width: 50 },
    { kind: 'picture', src: 'https://acme.example/b.png', alt: '', align: 'left' },
    { kind: 'space', size: 'large' },
    { kind: 'quote', text: 'Best *tulips*', author: 'Anna' },
  ],
  columns: [
    {
      kind: 'columns',
      columns: [
        [
          { kind: 'picture', file, alt: 'Cat' },
          { kind: 'text', text: 'Left' },
        ],
        [
          {
            kind: 'product',
            name: 'Tulips',
            alt: 'Tulips',
            file,
            price: '{{ offer.spring.price | money: "UAH" }}',
            was: '500',
            text: 'Red',
            button: 'Buy',
            url: 'https://acme.example/tulips',
          },
        ],
      ],
    },
    { kind: 'html', html: '<table><tr><td>{% if contact.city == "Kyiv" %}<b>Kyiv</b>{% endif %}</td></tr></table>' },
  ],
};

const empty = new Set(['area', 'br', 'hr', 'img', 'link', 'meta', 'input']);

/** The first tag that closes what is not open, or that stays open; null: the HTML is whole. Other apps' comments are read too. */
function unbalanced(html: string): string | null {
  const bare = html
    .replace(/<!--\[if [^\]]*\]><!-->|<!--<!\[endif\]-->/g, '')
    .replace(/<!--\[if [^\]]*\]>|<!\[endif\]-->/g, '')
    .replace(/<(style|title)\b[^>]*>[\s\S]*?<\/\1>/g, '');
  const open: string[] = [];
  for (const [, close, name = '', attributes = ''] of bare.matchAll(
    /<(\/?)([a-z][\w:]*)\b((?:"[^"]*"|'[^']*'|[^"'>])*)>/gi,
  )) {
    const tag = name.toLowerCase();
    if (tag.startsWith('o:')) continue;
    if (close === '/') {
      const last = open.pop();
      if (last !== tag) return `</${tag}> after <${last ?? ''}>`;
    } else if (!empty.has(tag) && !attributes.endsWith('/')) open.push(tag);
  }
  return open.length === 0 ? null : `<${open.at(-1)}> stays open`;
}

describe('a letter laid out', () => {
  it.each(Object.keys(letters))('%s is as it was', async (name) => {
    const { html, text } = await layOut(
      source(letters[name] ?? [], { subject: 'Spring "sale"', preheader: 'Only now <3', language: 'uk' }),
      brand,
    );
    await expect(html).toMatchFileSnapshot(`golden/${name}.html.txt`);
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it('is a whole page that says its language, its title and that it can be dark, at most 600 wide', async () => {
    const { html } = await layOut(source(letters.simple ?? [], { language: 'uk' }), brand);
    expect(html).toMatch(/^<!doctype html>/i);
    expect(html).toContain('<html lang="uk"');
    expect(html).toContain('<title>Hello</title>');
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('<meta name="supported-color-schemes" content="light dark">');
    expect(html).toContain('prefers-color-scheme: dark');
    expect(html).toContain('max-width:600px');
    // Nothing is fetched from anywhere for the look of it, whatever the font.
    for (const font of fontNames) {
      const made = await layOut(source(letters.simple ?? []), { ...brand, font });
      expect(made.html).not.toMatch(/<link|@import|fonts\.googleapis|<script|url\(/);
    }
  });

  it('stands in tables that Outlook lays out, each of them closed', async () => {
    for (const blocks of Object.values(letters)) {
      const { html } = await layOut(source(blocks), brand);
      expect(unbalanced(html)).toBeNull();
      const mso = [...html.matchAll(/<!--\[if mso \| IE\]>([\s\S]*?)<!\[endif\]-->/g)]
        .map(([, inside]) => inside)
        .join('');
      expect(mso).toContain('width="600"');
      expect(mso.match(/<table/g)?.length).toBe(mso.match(/<\/table>/g)?.length);
      expect(html.match(/<!--\[if/g)?.length).toBe(html.match(/<!\[endif\]/g)?.length);
    }
    expect(unbalanced('<table><tr></table>')).not.toBeNull();
    expect(unbalanced('<p>x')).not.toBeNull();
  });

  it('keeps Liquid whole and escapes everything else, whatever is written', async () => {
    const pieces = fc.constantFrom(
      '{{ contact.first_name | default: "a<b" }}',
      '{% if a < b and c %}',
      '{{ "x" | append: \'"\' }}',
      '<script>alert(1)</script>',
      '</td></table>',
      '&amp;',
      'kheld0z',
      '**b**',
      '[l](https://x.y/?a=1&b="c")',
      '\n- item\n',
      '<!--[if mso]>',
      '</mj-text>',
      'ї',
    );
    const text = fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(' '));
    await fc.assert(
      fc.asyncProperty(text, text, text, async (heading, body, button) => {
        const blocks: LetterBlock[] = [
          { kind: 'heading', text: heading },
          { kind: 'text', text: body },
          { kind: 'button', text: button, url: `https://x.y/${button}` },
          { kind: 'picture', src: 'https://x.y/a.png', alt: button },
        ];
        const { html, text: plain } = await layOut(source(blocks, { subject: heading, preheader: body }), brand);
        for (const code of `${heading} ${body} ${button}`.match(/\{\{.*?\}\}|\{%.*?%\}/g) ?? []) {
          expect(html.replaceAll("'", '"')).toContain(code.replaceAll("'", '"'));
          expect(plain).toContain(code);
        }
        const bare = html.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, '');
        expect(bare).not.toContain('<script');
        expect(unbalanced(bare)).toBeNull();
        // No mark of ours is left; one that an author wrote stays.
        expect(bare.match(/kheldx*\d+z/g)?.every((found) => found === 'kheld0z') ?? true).toBe(true);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('says hostile templates in words, as every text does', async () => {
    const { html } = await layOut(
      source([{ kind: 'text', text: '{% for i in (1..100000000) %}x{% endfor %}' }]),
      brand,
    );
    const scope = { values: {}, zone: 'UTC', language: 'en' };
    expect(() => createRenderer({ time: 100 }).render(html, scope, { html: true })).toThrow(
      /too much memory|longer|takes/,
    );
  });

  it('hides the preheader, and keeps the letter away from it', async () => {
    const { html } = await layOut(source([{ kind: 'text', text: 'Body' }], { preheader: 'For you & yours' }), brand);
    expect(html).toMatch(/display:none[^>]*>For you &amp; yours(?:&#8199;&#65279;&#847; ){60}/);
    expect((await layOut(source([{ kind: 'text', text: 'Body' }]), brand)).html).not.toContain('&#847;');
  });

  it('leaves out what the brand does not have', async () => {
    const { html, text } = await layOut(source([{ kind: 'logo' }, { kind: 'social' }, { kind: 'footer' }]), plainBrand);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<a ');
    expect(text).toBe('');
  });
});

describe('the text of a letter', () => {
  it('reads like a letter, links beside their words', () => {
    expect(letterText(letters.simple ?? [], brand)).toContain(
      'All new & here (https://acme.example/?a=1&b=2).\n- one\n- two\n\nBye.',
    );
    expect(
      letterText([{ kind: 'html', html: '<p>Hi {{ contact.city | default: "a < b" }}</p><p>Bye</p>' }], brand),
    ).toBe('Hi {{ contact.city | default: "a < b" }}\n\nBye');
  });
  it('takes marks off, and makes lists of lines that begin as one', () => {
    expect(plainText('***a*** **b** *c* [https://x.y](https://x.y) [d](https://x.y)')).toBe(
      'a b c https://x.y d (https://x.y)',
    );
    expect(textHtml('One\n\nTwo\n1. a\n2. b')).toMatch(
      /^<p[^>]*>One<\/p><p[^>]*>Two<\/p><ol[^>]*><li[^>]*>a<\/li><li[^>]*>b<\/li><\/ol>$/,
    );
    expect(inlineHtml('<b>')).toBe('&lt;b&gt;');
  });
});

describe('colours', () => {
  const hex = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`);
  it('reckons contrast as WCAG does', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#123456', '#123456')).toBe(1);
  });
  it('are readable for every brand: links, words on buttons, everything in the dark', () => {
    fc.assert(
      fc.property(hex, hex, hex, (primary, text, background) => {
        const light = lightColours({ primary, text, background });
        expect(contrast(light.link, light.panel)).toBeGreaterThanOrEqual(readable);
        expect(contrast(light.muted, light.panel)).toBeGreaterThanOrEqual(readable);
        expect(contrast(light.onButton, light.button)).toBeGreaterThanOrEqual(readable);
        const dark = darkColours(primary);
        for (const ink of [dark.text, dark.muted, dark.link]) {
          expect(contrast(ink, dark.panel)).toBeGreaterThanOrEqual(readable);
        }
        expect(contrast(dark.onButton, dark.button)).toBeGreaterThanOrEqual(readable);
      }),
    );
  });
});

describe('the press', () => {
  it('makes a layout once, and anew when the look changes', async () => {
    let colour = '#0b7d3e';
    const press = createLetterPress(() => ({ ...plainBrand, colours: { ...plainBrand.colours, primary: colour } }));
    const letter = source([{ kind: 'button', text: 'Go', url: 'https://x.y' }]);
    expect(press.get(letter)).toBeNull();
    expect(press.waiting()).toBe(true);
    await press.make();
    const first = press.get(letter);
    expect(first?.html).toContain('#0b7d3e');
    expect(press.get(structuredClone(letter))).toBe(first);
    colour = '#aa0000';
    press.forget();
    expect(press.get(letter)).toBeNull();
    await press.make();
    expect(press.get(letter)?.html).toContain('#aa0000');
  });
  it('takes nothing for a letter that is none', () => {
    expect(letterIn({ subject: 'S', html: '<p></p>' }, 'en')).toBeNull();
    expect(() => letterIn({ letter: '{"a":1}' }, 'en')).toThrow(/cannot be read/);
    expect(() => letterIn({ letter: 'x' }, 'en')).toThrow(/cannot be read/);
    expect(
      letterSchema.safeParse([{ kind: 'columns', columns: [[{ kind: 'columns', columns: [] }], []] }]).success,
    ).toBe(false);
  });
});
