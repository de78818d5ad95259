/**
 * A letter as a document for a sandboxed frame: nothing is loaded from anywhere and nothing runs. The frame has no permissions,
 * and the policy in front of the letter forbids the rest. Links would open a window, which the sandbox refuses.
 */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; frame-src 'none'";
const guard = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
const plainStyle =
  '<style>body{margin:16px;font:14px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;overflow-wrap:anywhere}img{max-width:100%}</style>';

/** A page from its beginning; a head somewhere within is no head. */
const wholePage = /^\s*(?:<!doctype[^>]*>\s*)?<html\b[^>]*>\s*<head\b[^>]*>/i;

export type Scheme = 'light' | 'dark';

/** A whole page keeps its own head; a piece of one gets a plain one. `scheme`: how it looks, whatever this computer prefers. */
export function frameDocument(html: string, scheme: Scheme = 'light'): string {
  const shown = html.replace(
    /@media\s*\(prefers-color-scheme:\s*dark\)/g,
    scheme === 'dark' ? '@media all' : '@media not all',
  );
  const head = wholePage.exec(shown);
  if (head === null) {
    return `<!doctype html><html><head><meta charset="utf-8">${guard}<base target="_blank"><meta name="color-scheme" content="light">${plainStyle}</head><body>${shown}</body></html>`;
  }
  // Nothing of the letter may stand before the policy.
  const after = shown.slice(head[0].length).replace(/<meta name="(?:supported-)?color-schemes?"[^>]*>/g, '');
  const bare = after.replace(/:root\{color-scheme:[^}]*\}/, '');
  return `<!doctype html><html><head><meta charset="utf-8">${guard}<base target="_blank"><meta name="color-scheme" content="${scheme}">${bare}`;
}
