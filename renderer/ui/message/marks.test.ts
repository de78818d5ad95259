import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inlineHtml } from '../../../flows/content/letter/marks.ts';
import { oldBlocks, oldHtml } from '../letter/old-letter.ts';
import { withMark } from './marks.ts';

const plain = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'ї', '.'), maxLength: 20 });

describe('marks', () => {
  it('mark the selected words, and only those', () => {
    expect(withMark('say it loud', 4, 6, 'bold', 'x')).toEqual({ text: 'say **it** loud', from: 6, to: 8 });
    expect(withMark('say it loud', 3, 7, 'italic', 'x').text).toBe('say *it* loud');
    expect(inlineHtml(withMark('one\n\n two', 0, 9, 'bold', 'x').text)).toBe(
      '<strong>one</strong><br><br> <strong>two</strong>',
    );
  });
  it('put a sample in where nothing is selected', () => {
    expect(withMark('ab', 1, 1, 'bold', 'words')).toEqual({ text: 'a**words**b', from: 3, to: 8 });
    const link = withMark('see here', 4, 8, 'link', 'x');
    expect(link.text).toBe('see [here](https://)');
    expect(link.text.slice(link.from, link.to)).toBe('https://');
  });
  it('go away when asked again', () => {
    fc.assert(
      fc.property(plain, plain, plain, fc.constantFrom('bold' as const, 'italic' as const), (a, b, c, mark) => {
        fc.pre(b.trim() !== '');
        const once = withMark(a + b + c, a.length, a.length + b.length, mark, 'x');
        expect(once.text.slice(once.from, once.to)).toBe(b.trim());
        expect(inlineHtml(once.text)).toContain(mark === 'bold' ? '<strong>' : '<em>');
        const twice = withMark(once.text, once.from, once.to, mark, 'x');
        expect(twice.text).toBe(a + b + c);
        expect(twice.text.slice(twice.from, twice.to)).toBe(b.trim());
      }),
    );
  });
  it('keep bold when italic is asked for and taken away', () => {
    const both = withMark('**b**', 2, 3, 'italic', 'x');
    expect(both.text).toBe('***b***');
    expect(inlineHtml(both.text)).toBe('<strong><em>b</em></strong>');
    expect(oldBlocks(oldHtml([{ kind: 'text', text: both.text }]))).toEqual([{ kind: 'text', text: both.text }]);
    expect(withMark(both.text, both.from, both.to, 'italic', 'x').text).toBe('**b**');
  });
});
