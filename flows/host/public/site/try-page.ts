/** A page that stands for the owner's site, to see blocks as one contact would. Opened by a sealed address that holds for an hour. */
import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { escapeHtml } from '../../../content/filters.ts';
import { blockOf } from '../../../sdk/site.ts';
import type { HostContext } from '../../context.ts';
import { languageOf } from '../person.ts';
import { tokenOf } from '../tokens.ts';
import { siteConnector } from '../web.ts';
import { wordsFor } from '../words.ts';
import { visitorOf } from './visitor.ts';

/** The address of such a page on this computer. The key must be there. */
export function tryAddress({ web, now }: HostContext, local: string, contact: number): string {
  const key = web.key();
  if (key === null) throw new Error('There is no key yet');
  return `${local}/p/site/try/${tokenOf(key, 'trying', contact, now())}`;
}

const style = `
:root{color-scheme:light dark}
body{margin:0;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;background:#fff;color:#1c2430}
main{max-width:880px;margin:0 auto;padding:24px 20px 180px}
header{border-bottom:1px solid #d5dbe3;padding:14px 20px;font-weight:600}
h1{font-size:22px;line-height:1.3;margin:16px 0 8px}
p{margin:0 0 16px;max-width:640px}
h2{font-size:13px;font-weight:600;color:#5b6675;margin:24px 0 6px}
.lines{height:12px;border-radius:6px;background:#e8ecf1;margin:14px 0;max-width:640px}
.short{max-width:420px}
@media (prefers-color-scheme:dark){body{background:#12161c;color:#e8ecf2}header{border-color:#3a4452}h2{color:#a5b0bf}.lines{background:#232b36}}
`;

export function tryPage(context: HostContext, response: ServerResponse, token: string): void {
  const { store, now } = context;
  const accounts = store.accounts
    .list()
    .filter(({ type }) => type === siteConnector)
    .map(({ id }) => id);
  const contact = visitorOf(context, { accounts, own: true }, { token });
  const language = languageOf(context, contact, []);
  const { site: words } = wordsFor(language);
  const profile = contact === null ? null : store.contacts.live(contact, { workspace: store.meta.get().timezone });
  const blocks =
    contact === null ? [] : store.site.ready(contact, accounts, now(), 50).map((one) => blockOf(one.content));
  const places = [...new Set(blocks.flatMap(({ place }) => place ?? []))];
  const inPage = new Set(blocks.flatMap(({ kind, place }) => (kind === 'card' ? (place ?? []) : [])));
  const name = [profile?.first_name, profile?.last_name].filter(Boolean).join(' ') || profile?.email || words.somebody;
  const hash = createHash('sha256').update(style).digest('base64');
  const lead = contact === null ? words.tryOver : blocks.length === 0 ? words.tryEmpty : words.tryLead(name);
  const body = `<h1>${escapeHtml(words.tryTitle)}</h1><p>${escapeHtml(lead)}</p>
${[...inPage].map((place) => `<h2>${escapeHtml(words.tryPlace(place))}</h2><div data-kaskad-place="${escapeHtml(place)}"></div>`).join('\n')}
<div class="lines"></div><div class="lines"></div><div class="lines short"></div>`;
  const script =
    contact === null
      ? ''
      : `<script src="../../site.js" data-token="${escapeHtml(token)}" data-places="${escapeHtml(places.join(' '))}"></script>`;
  response.writeHead(contact === null ? 404 : 200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'x-robots-tag': 'noindex, nofollow',
  });
  response.end(`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(words.tryTitle)}</title><style>${style}</style></head>
<body><header>${escapeHtml(store.meta.get().name)}</header><main>${body}</main>${script}</body></html>
`);
}
