import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Block, inlineHtml, letterBlocks, letterHtml } from './letter.ts';

it('opens plain letters as blocks, templates untouched', () => {
  const html = '<p>{{ offer.winback.percent }}% off: {{ contact.first_name | default: "friend" }}</p>';
  expect(letterBlocks(html)).toEqual([
    { kind: 'text', text: '{{ offer.winback.percent }}% off: {{ contact.first_name | default: "friend" }}' },
  ]);
});
it('leaves HTML made by hand alone', () => {
  expect(letterBlocks('<table><tr><td>x</td></tr></table>')).toBeNull();
  expect(letterBlocks('<p class="x">y</p>')).toBeNull();
  expect(letterBlocks('<p><span>y</span></p>')).toBeNull();
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
  const block: fc.Arbitrary<Block> = fc.oneof(
    text.map((value): Block => ({ kind: 'text', text: value })),
    text.map((value): Block => ({ kind: 'heading', text: value })),
    fc.constant<Block>({ kind: 'divider' }),
  );
  fc.assert(
    fc.property(fc.array(block, { maxLength: 4 }), (blocks) => {
      const html = letterHtml(blocks);
      const read = letterBlocks(html);
      if (read !== null) expect(letterHtml(read).replace(/>\s+</g, '><')).toBe(html.replace(/>\s+</g, '><').trim());
    }),
  );
});
