/** Text of mail: what a person wrote, without what their program quoted; HTML as plain text. */

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Elements whose content nobody reads. */
const silent = new Set(['style', 'script', 'head', 'title']);
const breaks = new Set('br,/p,/div,/tr,/h1,/h2,/h3,/h4,/h5,/h6,/ul,/ol,/table,blockquote,/blockquote'.split(','));

/**
 * Readable text of an HTML mail: links keep their address, blocks become lines. One pass from left to right, because the
 * HTML comes from strangers and patterns with backtracking would let a mail stop the engine.
 */
export function textOfHtml(html: string): string {
  const lower = html.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const out: string[] = [];
  let link: { address: string; from: number } | null = null;
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf('<', at);
    out.push(html.slice(at, open < 0 ? html.length : open).replace(/\s/g, ' '));
    const comment = open >= 0 && html.startsWith('<!--', open);
    const close = open < 0 ? -1 : html.indexOf(comment ? '-->' : '>', open);
    if (close < 0) break;
    at = close + (comment ? 3 : 1);
    if (comment) continue;
    const tag = html.slice(open + 1, close);
    const name = /^\/?[a-z0-9]+/i.exec(tag)?.[0].toLowerCase() ?? '';
    if (silent.has(name)) {
      const end = lower.indexOf(`</${name}`, at);
      at = end < 0 ? html.length : end;
    } else if (name === 'a') {
      const address = /\bhref\s*=\s*["']([^"']*)/i.exec(tag.slice(0, 4000))?.[1];
      link = address === undefined ? null : { address, from: out.length };
    } else if (name === '/a' && link !== null) {
      if (!out.slice(link.from).join('').includes(link.address)) out.push(` (${link.address})`);
      link = null;
    } else if (name === 'li') out.push('\n- ');
    else if (breaks.has(name)) out.push('\n');
  }
  return out
    .join('')
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,10});/gi, (whole, name: string) => entityOf(name) ?? whole)
    .replace(/[ \t]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function entityOf(name: string): string | null {
  if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? null;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** Lines at which mail programs begin to quote, in the languages of our users. */
const quoteStarts: readonly RegExp[] = [
  /^-{2,}\s*(original message|forwarded message|исходное сообщение|пересылаемое сообщение|оригінальне повідомлення|вихідне повідомлення|переслане повідомлення)\s*-{2,}/i,
  /^_{20,}$/,
  /^(from|от|від|de|von):\s.*[@<]/i,
  /^(on|в|у|le|am)\s.{4,200}\s(wrote|написал|написала|написав|пишет|пише|a écrit|schrieb)\s?.{0,200}:$/i,
  /\d{4}.{0,60}[<@].{0,200}>?\s?(wrote|пишет|писал|писала|написал\(а\)|написал|написала|пише|писав|писала|написав|написала)?:$/i,
];

/** Introductions of quotes are short; longer lines are not looked at, so that no line can take long. */
const longestIntroduction = 300;

/** What the person wrote themselves: quotes and the signature after `-- ` are left out. */
export function withoutQuotes(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    const bare = line.trim();
    // A program may break the introduction of a quote over two lines.
    const joined = `${bare} ${(lines[index + 1] ?? '').trim()}`;
    if (line === '-- ' || isQuoteStart(bare) || (/^(On|В|У)\s/.test(bare) && isQuoteStart(joined))) break;
    if (!bare.startsWith('>')) kept.push(line);
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const isQuoteStart = (line: string): boolean =>
  line.length <= longestIntroduction && quoteStarts.some((start) => start.test(line));
