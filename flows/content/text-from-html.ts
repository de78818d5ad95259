/** The plain-text part of an HTML mail, for readers and filters that want one. */

const blocks = new Set(
  'address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** Blocks with an empty line around them. */
const paragraphs = new Set('p h1 h2 h3 h4 h5 h6 blockquote ul ol table pre'.split(' '));
const silent = new Set(['script', 'style', 'head', 'title', 'template', 'noscript']);

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  shy: '',
  ndash: '–',
  mdash: '—',
  laquo: '«',
  raquo: '»',
  hellip: '…',
  copy: '©',
  reg: '®',
  trade: '™',
  euro: '€',
  bull: '•',
  middot: '·',
  times: '×',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  zwnj: '',
  zwj: '',
};

const decode = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? named[name.toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
    },
  );

const attribute = (tag: string, name: string): string | null => {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag);
  const value = found?.[1] ?? found?.[2] ?? found?.[3];
  return value === undefined ? null : decode(value).trim();
};

class Writer {
  #out = '';
  #space = false;
  text(raw: string): void {
    const text = raw.replace(/[\s\u00a0]+/g, ' ');
    if (text === '') return;
    if (text.startsWith(' ')) this.#space = true;
    const words = text.trim();
    if (words === '') return;
    if (this.#space && this.#out !== '' && !this.#out.endsWith('\n') && !this.#out.endsWith('- ')) this.#out += ' ';
    this.#out += words;
    this.#space = text.endsWith(' ');
  }
  lines(count: number): void {
    this.#space = false;
    if (this.#out === '') return;
    const have = /\n*$/.exec(this.#out)?.[0].length ?? 0;
    this.#out += '\n'.repeat(Math.max(0, count - have));
  }
  raw(text: string): void {
    this.#out += text;
  }
  get length(): number {
    return this.#out.length;
  }
  from(start: number): string {
    return this.#out.slice(start).trim();
  }
  result(): string {
    return this.#out
      .replace(/[ \t]+\n/g, '\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }
}

/** Paragraphs become lines with one empty line between them, links `text (address)`, list items `- item`. */
export function textFromHtml(html: string): string {
  const writer = new Writer();
  let link: { href: string; start: number } | null = null;
  let skip: string | null = null;
  // Comments, tags, and what stands between. A lone "<" is text.
  for (const [piece] of html.matchAll(/<!--[\s\S]*?(?:-->|$)|<\/?[a-z!?][^>]*>|[^<]+|</gi)) {
    const tag = /^<(\/?)([a-z][a-z0-9:-]*)/i.exec(piece);
    const name = tag?.[2]?.toLowerCase() ?? '';
    const closing = tag?.[1] === '/';
    if (skip !== null) {
      if (closing && name === skip) skip = null;
    } else if (piece.startsWith('<!') || piece.startsWith('<?')) {
      // A comment, a doctype: nothing to read.
    } else if (tag === null) writer.text(decode(piece));
    else if (silent.has(name)) skip = closing || piece.endsWith('/>') ? null : name;
    else if (name === 'br') writer.raw('\n');
    else if (name === 'a') {
      if (link !== null) {
        const shown = writer.from(link.start);
        if (shown !== '' && shown !== link.href && link.href.replace(/^(mailto|tel):/, '') !== shown) {
          writer.text(` (${link.href})`);
        }
        link = null;
      }
      const href = closing ? null : attribute(piece, 'href');
      if (href !== null && /^(https?|mailto|tel):/i.test(href)) link = { href, start: writer.length };
    } else if (name === 'img') writer.text(attribute(piece, 'alt') ?? '');
    else if (name === 'td' || name === 'th') writer.text(' ');
    else if (blocks.has(name)) {
      writer.lines(paragraphs.has(name) ? 2 : 1);
      if (name === 'li' && !closing) writer.raw('- ');
      if (name === 'hr') writer.raw('---\n');
    }
  }
  return writer.result();
}
