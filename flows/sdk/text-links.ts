/** Web addresses that stand in plain text, as mail programs and messengers find them. One pass, whatever the text. */
import { urlOf } from './url.ts';

const longest = 2000;

/** Of http or https: what a browser opens as a page. */
export const isWebLink = (url: string): boolean =>
  url.length <= longest && /^https?:\/\//i.test(url) && urlOf(url) !== null;

/** Up to the next sign that ends an address in any text. */
const bare = /https?:\/\/[^\s<>"'«»“”]+/gi;
const brackets: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** Where the address ends: not by what ends the sentence, nor by a bracket that was opened before it. */
function endOf(url: string): number {
  const opened: Record<string, number> = {};
  for (const sign of url) opened[sign] = (opened[sign] ?? 0) + 1;
  let end = url.length;
  for (; end > 0; end--) {
    const last = url[end - 1] ?? '';
    const opening = brackets[last];
    if (opening !== undefined) {
      if ((opened[last] ?? 0) <= (opened[opening] ?? 0)) break;
      opened[last] = (opened[last] ?? 0) - 1;
    } else if (!'.,;:!?*_…'.includes(last)) break;
  }
  return end;
}

/** The same text with other addresses; null leaves one alone. */
export function replaceTextLinks(text: string, replace: (url: string) => string | null): string {
  return text.replaceAll(bare, (all) => {
    // What is too long is no address that anybody wrote.
    if (all.length > 2 * longest) return all;
    const end = endOf(all);
    const url = all.slice(0, end);
    const next = isWebLink(url) ? replace(url) : null;
    return next === null ? all : next + all.slice(end);
  });
}
