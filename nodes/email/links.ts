/** Links of a letter, and what is plainly wrong with one. Nothing is called: the app works without the internet. */
import type { PlainBlock } from '../../flows/sdk/letter.ts';
import { withFiller } from '../../flows/sdk/template.ts';
import { urlOf } from '../../flows/sdk/url.ts';

/** Addresses that a block leads to, each with the field that holds it. */
export function linksIn(block: PlainBlock): { url: string; key: string }[] {
  const found: { url: string; key: string }[] = [];
  if (block.kind === 'button') found.push({ url: block.url, key: 'url' });
  if (block.kind === 'picture' && block.url !== undefined) found.push({ url: block.url, key: 'url' });
  if (block.kind === 'product' && ((block.button ?? '') !== '' || (block.url ?? '') !== ''))
    found.push({ url: block.url ?? '', key: 'url' });
  if (block.kind === 'text' || block.kind === 'quote' || (block.kind === 'footer' && block.text !== undefined)) {
    for (const [, url = ''] of (block.text ?? '').matchAll(/\[[^[\]\n]+\]\(([^()\s]*)\)/g))
      found.push({ url, key: 'text' });
  }
  if (block.kind === 'html') {
    for (const [, url = ''] of block.html.matchAll(/<a\b[^>]*\shref\s*=\s*"([^"]*)"/gi))
      found.push({ url, key: 'html' });
  }
  return found;
}

export type LinkTrouble = 'empty' | 'broken' | 'unsafe' | 'local';

/** Null where nothing is wrong, or where nobody can tell before the values are in. */
export function linkTrouble(template: string): LinkTrouble | null {
  const text = template.trim();
  if (text === '' || /^https?:\/\/$/i.test(text)) return 'empty';
  // All of it comes from a value.
  if (/^\{\{|^\{%/.test(text)) return null;
  const filled = withFiller(text, 'x');
  if (/^(mailto|tel|sms|viber|tg|whatsapp):\S+$/i.test(filled)) return null;
  if (/\s/.test(filled) || !/^https?:\/\//i.test(filled)) return 'broken';
  const url = urlOf(filled);
  if (url === null) return 'broken';
  const { hostname, protocol } = url;
  if (/^(localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|\[::1\])/.test(hostname) || hostname.endsWith('.local'))
    return 'local';
  if (!hostname.includes('.')) return 'broken';
  return protocol === 'http:' ? 'unsafe' : null;
}
