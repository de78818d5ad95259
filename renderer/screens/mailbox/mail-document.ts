/** What can be read of an e-mail without opening it. */
export interface MailLink {
  url: string;
  text: string;
}

/** Links of a message that a recipient could follow: the page reads them, nothing is opened. */
export function linksIn(document: Document, most = 30): MailLink[] {
  const found = new Map<string, string>();
  for (const anchor of document.querySelectorAll('a[href]')) {
    const url = anchor.getAttribute('href') ?? '';
    if (!/^(https?|mailto|tel):/i.test(url)) continue;
    const text = anchor.textContent?.replace(/\s+/g, ' ').trim() || url;
    if (!found.has(url)) found.set(url, text);
    if (found.size === most) break;
  }
  return [...found].map(([url, text]) => ({ url, text }));
}

const bare = /https?:\/\/[^\s<>"']+/g;

/** Links of a plain text, without the full stop or bracket that ends the sentence. */
export function linksInText(text: string): MailLink[] {
  const urls = [...text.matchAll(bare)].map(([url]) => url.replace(/[.,;:!?)\]}»”]+$/, ''));
  return [...new Set(urls)].map((url) => ({ url, text: url }));
}
