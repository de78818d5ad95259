/**
 * Where a text stops being JSON. Engines word their JSON errors differently and often without a place, so the place is
 * found here. Called only for a text that JSON.parse has refused and whose depth is known to be small.
 */
export interface JsonError {
  /** Both count from 1. */
  line: number;
  column: number;
  /** What stands there: a character, or `end of file`. */
  found: string;
}

class Stop {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escapes = new Set('"\\/bfnrt');

class Scanner {
  at = 0;
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  skip(): void {
    while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++;
  }
  expect(character: string): void {
    this.skip();
    if (this.text[this.at] !== character) throw new Stop(this.at);
    this.at++;
  }
  string(): void {
    this.expect('"');
    for (;;) {
      const c = this.text[this.at];
      if (c === undefined || c < ' ') throw new Stop(this.at);
      this.at++;
      if (c === '"') return;
      if (c !== '\\') continue;
      const e = this.text[this.at];
      if (e === 'u') {
        if (!/^[0-9a-fA-F]{4}$/.test(this.text.slice(this.at + 1, this.at + 5))) throw new Stop(this.at);
        this.at += 5;
      } else if (e !== undefined && escapes.has(e)) this.at++;
      else throw new Stop(this.at);
    }
  }
  value(): void {
    this.skip();
    const c = this.text[this.at];
    if (c === '{') this.list('}', () => this.member());
    else if (c === '[') this.list(']', () => this.value());
    else if (c === '"') this.string();
    else {
      const word = ['true', 'false', 'null'].find((w) => this.text.startsWith(w, this.at));
      if (word !== undefined) this.at += word.length;
      else {
        numberPattern.lastIndex = this.at;
        const found = numberPattern.exec(this.text);
        if (found === null) throw new Stop(this.at);
        this.at += found[0].length;
      }
    }
  }
  member(): void {
    this.skip();
    this.string();
    this.expect(':');
    this.value();
  }
  list(close: string, item: () => void): void {
    this.at++;
    this.skip();
    if (this.text[this.at] === close) {
      this.at++;
      return;
    }
    for (;;) {
      item();
      this.skip();
      const c = this.text[this.at];
      if (c !== ',' && c !== close) throw new Stop(this.at);
      this.at++;
      if (c === close) return;
    }
  }
}

/** Null when the text is JSON. */
export function findJsonError(text: string): JsonError | null {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.skip();
    if (scanner.at < text.length) throw new Stop(scanner.at);
    return null;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.at);
    const found = text[error.at];
    return {
      line: before.split('\n').length,
      column: error.at - (before.lastIndexOf('\n') + 1) + 1,
      found:
        found === undefined ? 'end of file' : JSON.stringify(String.fromCodePoint(text.codePointAt(error.at) ?? 0)),
    };
  }
}

/** The deepest nesting of brackets outside of strings. Works on any text. */
export function bracketDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) {
      if (++depth > deepest) deepest = depth;
    } else if (c === 125 || c === 93) depth--;
  }
  return deepest;
}
