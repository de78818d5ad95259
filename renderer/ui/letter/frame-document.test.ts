import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameDocument } from './frame-document.ts';

describe('frameDocument', () => {
  it('puts the policy in front of whatever the message holds', () => {
    fc.assert(
      fc.property(fc.string(), (html) => {
        const text = frameDocument(html);
        const policy = text.indexOf('http-equiv="Content-Security-Policy"');
        expect(policy).toBeGreaterThan(0);
        expect(policy).toBeLessThan(text.indexOf('<body>'));
        expect(text.indexOf('<base target="_blank">')).toBeLessThan(text.indexOf('<body>'));
      }),
    );
    expect(frameDocument('')).toContain("default-src 'none'");
    expect(frameDocument('')).not.toMatch(/script-src|img-src[^;"]*https?:/);
  });
  it('keeps the head of a whole page, and puts the policy before it', () => {
    const page =
      '<!doctype html>\n<html lang="uk"><head><style>p{color:red}</style></head><body><p>x</p></body></html>';
    const text = frameDocument(page);
    expect(text).toContain('<style>p{color:red}</style>');
    expect(text.indexOf('Content-Security-Policy')).toBeLessThan(text.indexOf('<style>'));
    // Nothing of a message comes before the policy, whatever it calls itself.
    const sly = frameDocument('<script>1</script><html><head></head></html>');
    expect(sly.indexOf('Content-Security-Policy')).toBeLessThan(sly.indexOf('<script>'));
  });
  it('shows a letter as on a light or a dark screen, whatever this computer prefers', () => {
    const letter =
      '<html><head><meta name="color-scheme" content="light dark"><style>@media (prefers-color-scheme: dark){p{color:white}}</style></head><body></body></html>';
    expect(frameDocument(letter, 'dark')).toContain('@media all{p{color:white}}');
    expect(frameDocument(letter, 'light')).toContain('@media not all{p{color:white}}');
    expect(frameDocument(letter, 'dark').match(/name="color-scheme"/g)).toHaveLength(1);
  });
});
