/**
 * The links of a rendered message, each given to whoever says what it becomes. Pure. What is no web address stays as it is, and so
 * does every other character: HTML is read by the tokenizer of a parser, in one pass over texts that may come from strangers.
 */
import { QuoteType, Tokenizer } from 'htmlparser2';
import { isWebLink, replaceTextLinks } from '../sdk/text-links.ts';
import { escapeHtml } from './filters.ts';

export interface FoundLink {
  url: string;
  /** The words that lead to it, or what can be read of the address. */
  name: string;
  /** The button that opens it. */
  button?: string;
}

/** What the address becomes; null leaves it alone. */
export type Replace = (link: FoundLink) => string | null;

export interface Linked {
  parts: Readonly<Record<string, string>>;
  buttons: readonly { id: string; text: string; url?: string | undefined }[];
}

const longestName = 100;

function nameOf(words: string, url: string): string {
  const plain = words.replaceAll(/\s+/g, ' ').trim();
  if (plain !== '' && plain !== url) return plain.slice(0, longestName);
  const { host, pathname } = new URL(url);
  return `${host}${pathname === '/' ? '' : pathname}`.slice(0, longestName);
}

/** What browsers take away around and within an address. */
const trimmed = (value: string): string => value.trim().replaceAll(/[\t\r\n]/g, '');

/** An address within a tag: where its value stands, and what it says. */
interface Place {
  from: number;
  to: number;
  url: string;
  quoted: boolean;
  /** The words up to the end of the link; of a picture, what it shows. */
  words: string;
}

const follows: ReadonlySet<string> = new Set(['a', 'area']);

function placesIn(html: string): Place[] {
  const places: Place[] = [];
  let tag = '';
  let attribute = '';
  let value = '';
  let valueAt = -1;
  let found: Place | null = null;
  /** The link within which the text stands. */
  let open: Place | null = null;
  const read = (text: string): void => {
    if (open !== null && open.words.length < 4 * longestName) open.words += text.slice(0, 4 * longestName);
  };
  const opened = (): void => {
    if (found !== null) {
      places.push(found);
      if (tag === 'a') open = found;
      found = null;
    }
  };
  const tokenizer = new Tokenizer(
    {},
    {
      onopentagname(start, end) {
        tag = html.slice(start, Math.min(end, start + 10)).toLowerCase();
        found = null;
        if (tag === 'a') open = null;
        else read(' ');
      },
      onattribname(start, end) {
        attribute = html.slice(start, Math.min(end, start + 10)).toLowerCase();
        value = '';
        valueAt = -1;
      },
      onattribdata(start, end) {
        if (valueAt < 0) valueAt = start;
        if (attribute === 'href' || attribute === 'alt') value += html.slice(start, end);
      },
      onattribentity(code) {
        // Where an unquoted value begins with one, its place is not told.
        if (valueAt < 0) valueAt = Number.NaN;
        value += String.fromCodePoint(code);
      },
      onattribend(quote, end) {
        if (attribute === 'alt' && tag === 'img') read(`${value} `);
        // Of two addresses in one tag the first counts.
        if (attribute !== 'href' || quote === QuoteType.NoValue || !follows.has(tag) || found !== null) return;
        const quoted = quote !== QuoteType.Unquoted;
        const from = quoted ? html.lastIndexOf(html[end - 1] ?? '', end - 2) + 1 : valueAt;
        if (Number.isNaN(from)) return;
        found = { from, to: quoted ? end - 1 : end, url: trimmed(value), quoted, words: '' };
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag(start, end) {
        if (end - start === 1 && html[start]?.toLowerCase() === 'a') open = null;
        else read(' ');
      },
      ontext: (start, end) => read(html.slice(start, end)),
      ontextentity: (code) => read(String.fromCodePoint(code)),
      oncdata() {},
      oncomment() {},
      ondeclaration() {},
      onend() {},
      onprocessinginstruction() {},
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return places;
}

function inHtml(html: string, replace: Replace): string {
  let out = '';
  let done = 0;
  for (const { from, to, url, quoted, words } of placesIn(html)) {
    const next = isWebLink(url) ? replace({ url, name: nameOf(words, url) }) : null;
    if (next === null) continue;
    out += `${html.slice(done, from)}${quoted ? escapeHtml(next) : `"${escapeHtml(next)}"`}`;
    done = to;
  }
  return out + html.slice(done);
}

/** Some chats take a little HTML in their texts: there an address is written as HTML has it. */
const inText = (text: string, replace: Replace): string =>
  replaceTextLinks(text, (written) => {
    const url = written.replaceAll('&amp;', '&');
    return replace({ url, name: nameOf('', url) });
  });

/** Lines that mail programs show, and pictures: nobody can follow a link there. */
const unread: ReadonlySet<string> = new Set(['subject', 'preheader', 'image']);

/** The same message with other addresses. HTML first, since its links have words. */
export function withLinks<Content extends Linked>(
  content: Content,
  htmlParts: readonly string[],
  replace: Replace,
): Content {
  const parts: Record<string, string> = { ...content.parts };
  const names = Object.keys(parts).filter((name) => !unread.has(name));
  for (const name of names) if (htmlParts.includes(name)) parts[name] = inHtml(parts[name] ?? '', replace);
  for (const name of names) if (!htmlParts.includes(name)) parts[name] = inText(parts[name] ?? '', replace);
  const buttons = content.buttons.map((button) => {
    const url = trimmed(button.url ?? '');
    const next = isWebLink(url) ? replace({ url, name: nameOf(button.text, url), button: button.id }) : null;
    return next === null ? button : { ...button, url: next };
  });
  return { ...content, parts, buttons };
}
