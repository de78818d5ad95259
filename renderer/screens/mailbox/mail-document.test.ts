import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linksInText, mailDocument } from './mail-document.ts';

describe('mailDocument', () => {
  it('puts the policy in front of whatever the message holds', () => {
    fc.assert(
      fc.property(fc.string(), (html) => {
        const text = mailDocument(html);
        const policy = text.indexOf('http-equiv="Content-Security-Policy"');
        expect(policy).toBeGreaterThan(0);
        expect(policy).toBeLessThan(text.indexOf('<body>'));
        expect(text.indexOf('<base target="_blank">')).toBeLessThan(text.indexOf('<body>'));
      }),
    );
    expect(mailDocument('')).toContain("default-src 'none'");
    expect(mailDocument('')).not.toMatch(/script-src|img-src[^;"]*https?:/);
  });
});

describe('linksInText', () => {
  it('finds links and leaves the punctuation', () => {
    expect(linksInText('See https://a.example/x?y=1. Or (http://b.example), again https://a.example/x?y=1')).toEqual([
      { url: 'https://a.example/x?y=1', text: 'https://a.example/x?y=1' },
      { url: 'http://b.example', text: 'http://b.example' },
    ]);
    expect(linksInText('no javascript:alert(1) here')).toEqual([]);
  });
});
