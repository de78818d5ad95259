/**
 * How the built page may be served, the same for the web server and Electron's `app://` protocol: its policy, which
 * files a URL may name, and their types. Pure, so that Electron's main process can use it without the engine.
 */

/**
 * Scripts, connections, fonts and frames come from the page's own files only; nothing is ever loaded from elsewhere.
 * Styles may be inline because previews of e-mails (in a sandboxed frame that inherits this policy) are made of them;
 * a style cannot fetch anything past `img-src` and `font-src`.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-src 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer of the page's origin. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=(), serial=(), hid=(), bluetooth=()',
};

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  webp: 'image/webp',
  jpg: 'image/jpeg',
  woff2: 'font/woff2',
  woff: 'font/woff',
  ttf: 'font/ttf',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
};

export const contentTypeOf = (path: string): string =>
  types[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';

/**
 * The file of the page that a URL path names, relative to the page's folder, with `/` between names; a path without a
 * file ending is a screen of the page and gives `index.html`. Null for anything that could leave the folder or hide in it.
 */
export function pageFile(urlPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  // One decoding only: what still looks encoded, or means something to a file system, is no file of ours.
  if (!path.startsWith('/') || /[\\%:*?"<>|]/.test(path)) return null;
  if ([...path].some((character) => character < ' ' || character === '\u007f')) return null;
  const names = path.split('/').slice(1);
  if (names.some((name, index) => name.startsWith('.') || (name === '' && index < names.length - 1))) return null;
  const last = names.at(-1) ?? '';
  if (last === '' || !last.includes('.')) return 'index.html';
  return names.join('/');
}
