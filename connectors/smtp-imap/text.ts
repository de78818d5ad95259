/** Text of mail: what a person wrote, without what their program quoted; HTML as plain text. */

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Readable text of an HTML mail: links keep their address, blocks become lines. */
export function textOfHtml(html: string): string {
  return html
    .replace(/<(style|script|head|title)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/[ \t\r\n]+/g, ' ')
    .replace(/<a\b[^>]*?\bhref="([^"]*)"[^>]*>(.*?)<\/a>/gi, (_, href: string, label: string) =>
      label.includes(href) ? label : `${label} (${href})`,
    )
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .replace(/<(br|\/p|\/div|\/tr|\/h[1-6]|\/ul|\/ol|\/table)\b[^>]*>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, name: string) => entityOf(name) ?? whole)
    .replace(/[ \t]*\n[ \t]*/g, '\n')
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

/** What the person wrote themselves: quotes and the signature after `-- ` are left out. */
export function withoutQuotes(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const kept: string[] = [];
  for (const [index, line] of lines.entries()) {
    const bare = line.trim();
    // A program may break the introduction of a quote over two lines.
    const joined = `${bare} ${(lines[index + 1] ?? '').trim()}`;
    if (
      line === '-- ' ||
      quoteStarts.some((start) => start.test(bare) || (/^(On|В|У)\s/.test(bare) && start.test(joined)))
    )
      break;
    if (!bare.startsWith('>')) kept.push(line);
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
