import { describe, expect, it } from 'vitest';
import { linksInText } from './mail-document.ts';

describe('linksInText', () => {
  it('finds links and leaves the punctuation', () => {
    expect(linksInText('See https://a.example/x?y=1. Or (http://b.example), again https://a.example/x?y=1')).toEqual([
      { url: 'https://a.example/x?y=1', text: 'https://a.example/x?y=1' },
      { url: 'http://b.example', text: 'http://b.example' },
    ]);
    expect(linksInText('no javascript:alert(1) here')).toEqual([]);
  });
});
