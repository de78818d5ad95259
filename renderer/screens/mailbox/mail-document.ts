/**
 * An e-mail as a document for a sandboxed frame. The frame has no scripts, no forms and no origin; the policy in front
 * also keeps it from loading anything from elsewhere (a picture would tell the sender's server that we looked), and links
 * would open a window, which the sandbox refuses. They are listed under the message instead.
 */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; frame-src 'none'";

export function mailDocument(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><base target="_blank"><meta name="color-scheme" content="light"><style>body{margin:16px;font:14px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style></head><body>${html}</body></html>`;
}

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
