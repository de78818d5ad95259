import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inlineHtml } from '../../../flows/content/letter/marks.ts';
import { letterFromHtml, type OldBlock, oldBlocks, oldHtml } from './old-letter.ts';

it('opens plain letters as blocks, templates untouched', () => {
  const html = '<p>{{ offer.winback.percent }}% off: {{ contact.first_name | default: "friend" }}</p>';
  expect(oldBlocks(html)).toEqual([
    { kind: 'text', text: '{{ offer.winback.percent }}% off: {{ contact.first_name | default: "friend" }}' },
  ]);
});
it('leaves HTML made by hand alone', () => {
  expect(oldBlocks('<table><tr><td>x</td></tr></table>')).toBeNull();
  expect(oldBlocks('<p class="x">y</p>')).toBeNull();
  expect(oldBlocks('<p><span>y</span></p>')).toBeNull();
});
it('makes marks into HTML and cannot be made to write tags', () => {
  expect(inlineHtml('**a** *b* [c](https://x.y)\n<i>')).toBe(
    '<strong>a</strong> <em>b</em> <a href="https://x.y">c</a><br>&lt;i&gt;',
  );
});
it('never opens as blocks what it would then write differently', () => {
  const text = fc.string({
    maxLength: 30,
    unit: fc.constantFrom('a', ' ', '*', '[', ']', '(', ')', '<', '&', '"', '{', '}', '\n'),
  });
  const block: fc.Arbitrary<OldBlock> = fc.oneof(
    text.map((value): OldBlock => ({ kind: 'text', text: value })),
    text.map((value): OldBlock => ({ kind: 'heading', text: value })),
    fc.constant<OldBlock>({ kind: 'divider' }),
  );
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
      const html = oldHtml(blocks);
      const read = oldBlocks(html);
      if (read !== null) expect(oldHtml(read).replace(/>\s+</g, '><')).toBe(html.replace(/>\s+</g, '><').trim());
    }),
  );
});
it('says the same in blocks: paragraphs in a row are one text, pictures keep their words', () => {
  const html = oldHtml([
    { kind: 'heading', text: 'Hi' },
    { kind: 'text', text: 'one' },
    { kind: 'text', text: '**two** {{ contact.city }}' },
    { kind: 'image', src: 'https://x.y/a.png', alt: 'A' },
  ]);
  expect(letterFromHtml(html)).toEqual([
    { kind: 'heading', text: 'Hi' },
    { kind: 'text', text: 'one\n\n**two** {{ contact.city }}' },
    { kind: 'picture', src: 'https://x.y/a.png', alt: 'A' },
  ]);
  expect(letterFromHtml('<table></table>')).toBeNull();
});
