/**
 * A public page: one small document without scripts, cookies, pictures or anything from elsewhere. Its policy names the hash
 * of its own style, so that even a value that got in unescaped could run or load nothing.
 */
import { createHash } from 'node:crypto';
import { escapeHtml } from '../../content/filters.ts';

export interface PublicPage {
  status: number;
  language: string;
  title: string;
  /** HTML; whoever makes it escapes what is not their own. */
  body: string;
  /** Whose page it is: shown below. */
  from: string;
  /** Colour of the button: `#rrggbb`. */
  color?: string | undefined;
  /** May stand within a page of another site. */
  embeddable?: boolean;
  /** Beside this workspace itself, where its form may lead. */
  formTarget?: string | undefined;
}

const defaultColor = '#3a5ccc';

/** White where it can be read on it (4.5 to 1, by WCAG's relative luminance), else black, which then can. */
export function inkOn(color: string): '#000000' | '#ffffff' {
  const channel = (at: number): number => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const light = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return 1.05 / (light + 0.05) >= 4.5 ? '#ffffff' : '#000000';
}

const style = (color: string): string => `
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--back:#f4f6f9;--card:#fff;--line:#c3cbd6;--field:#8590a0;--bad:#b42318}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a5b0bf;--back:#12161c;--card:#1b212a;--line:#3a4452;--field:#7c8898;--bad:#ff9a8f}}
*{box-sizing:border-box}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--back)}
main{max-width:520px;margin:6vh auto;padding:28px;background:var(--card);border:1px solid var(--line);border-radius:12px}
@media (max-width:560px){main{margin:0;min-height:100vh;border:0;border-radius:0;padding:24px 20px}}
h1{font-size:22px;line-height:1.3;margin:0 0 8px;overflow-wrap:anywhere}
p{margin:0 0 16px;overflow-wrap:anywhere}
.soft,.from{color:var(--soft)}
.from{font-size:14px;margin:24px 0 0}
.field{margin:0 0 16px}
label,.legend{display:block;font-weight:600;margin:0 0 4px}
.hint{font-weight:400;color:var(--soft)}
input[type=text],input[type=email],input[type=tel],input[type=date],select,textarea{width:100%;min-height:44px;padding:8px 12px;font:inherit;color:inherit;background:var(--card);border:1px solid var(--field);border-radius:8px}
textarea{min-height:96px}
[aria-invalid=true]{border-color:var(--bad);border-width:2px}
.error{color:var(--bad);margin:4px 0 0}
.tick{display:flex;gap:10px;align-items:flex-start;margin:0 0 12px}
.tick label{font-weight:400;margin:0}
.tick input{flex:none;width:24px;height:24px;margin:0;accent-color:${color}}
.quote{font-size:14px;color:var(--soft);margin:2px 0 0}
button{font:inherit;font-weight:600;min-height:44px;padding:8px 20px;border-radius:8px;border:1px solid transparent;cursor:pointer;background:${color};color:${inkOn(color)}}
button.plain{background:transparent;color:inherit;border-color:var(--field)}
.row{display:flex;flex-wrap:wrap;gap:12px;margin:8px 0 0}
a{color:inherit}
:focus-visible{outline:3px solid ${color};outline-offset:2px}
.trap{position:absolute;left:-9999px;width:1px;height:1px;overflow:hidden}
.note{border:1px solid var(--line);border-radius:8px;padding:10px 14px;margin:0 0 16px}
`;

/** The document and the headers that go with it. */
export function renderPage(page: PublicPage): { headers: Record<string, string>; html: string } {
  const css = style(/^#[0-9a-f]{6}$/i.test(page.color ?? '') ? (page.color as string) : defaultColor);
  const hash = createHash('sha256').update(css).digest('base64');
  const target = page.formTarget === undefined ? '' : ` ${new URL(page.formTarget).origin}`;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    `form-action 'self'${target}`,
    "base-uri 'none'",
    `frame-ancestors ${page.embeddable === true ? '*' : "'none'"}`,
  ].join('; ');
  const headers: Record<string, string> = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    // A search engine that follows a link of a message must not keep the page.
    'x-robots-tag': 'noindex, nofollow',
  };
  if (page.embeddable !== true) headers['x-frame-options'] = 'DENY';
  const from = page.from === '' ? '' : `<p class="from">${escapeHtml(page.from)}</p>`;
  const html = `<!doctype html>
<html lang="${escapeHtml(page.language)}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(page.title)}</title><style>${css}</style></head>
<body><main>${page.body}${from}</main></body></html>
`;
  return { headers, html };
}
