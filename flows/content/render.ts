/**
 * Renders the Liquid of messages. Templates come with flow files, so from strangers: no files, no includes, own
 * properties only, and limits on size, time, memory and output. A value that is not there is a failure, never an empty word.
 */
import { Context, type Emitter, Liquid, type Template, toValueSync, UndefinedVariableError } from 'liquidjs';
import { KaskadError } from '../sdk/problem.ts';
import { escapeHtml, failed, registerFilters, setLocale, textOf } from './filters.ts';
import type { RenderScope } from './scope.ts';

export interface Renderer {
  /** Throws a KaskadError with code `render-failed`. With `html`, values are escaped. */
  render(template: string, scope: RenderScope, options: { html: boolean }): string;
  /** What is wrong with a template, in words, or null. */
  check(template: string): string | null;
}

export interface RenderLimits {
  /** Characters of one template. */
  template: number;
  /** Milliseconds for one text. */
  time: number;
  /** Characters and items made on the way. */
  memory: number;
  /** Characters of one rendered text. */
  output: number;
  /** Templates kept parsed, and their characters. */
  cached: number;
  cachedCharacters: number;
}

const defaultLimits: RenderLimits = {
  template: 200_000,
  time: 1000,
  memory: 4_000_000,
  output: 1_000_000,
  cached: 500,
  cachedCharacters: 8_000_000,
};

/** A text of words and plain values: `{{ contact.first_name | default: "friend" }}`. Most are nothing more. */
type Piece = string | { path: readonly string[]; fallback: string | null };

const plainOutput = /^\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*(?:\|\s*default:\s*(?:"([^"\\]*)"|'([^'\\]*)')\s*)?$/;
/** Words that Liquid reads as something else than a name. */
const reserved = /(^|\.)(true|false|nil|null|empty|blank|size|first|last|forloop|tablerowloop)(\.|$)/;

/** Null where the text needs the whole of Liquid. */
function plainPieces(template: string): Piece[] | null {
  if (template.includes('{%')) return null;
  const pieces: Piece[] = [];
  for (const [n, piece] of template.split(/\{\{(.*?)\}\}/s).entries()) {
    if (n % 2 === 0) {
      // A brace left over is for Liquid to complain about.
      if (piece.includes('{{') || piece.includes('}}')) return null;
      if (piece !== '') pieces.push(piece);
      continue;
    }
    const [, path = '', double, single] = plainOutput.exec(piece) ?? [];
    if (path === '' || reserved.test(path)) return null;
    pieces.push({ path: path.split('.'), fallback: double ?? single ?? null });
  }
  return pieces;
}

/** The text, or null where a value is none or of a kind that Liquid should write. */
function fillIn(pieces: readonly Piece[], values: Readonly<Record<string, unknown>>, html: boolean): string | null {
  let text = '';
  for (const piece of pieces) {
    if (typeof piece === 'string') {
      text += piece;
      continue;
    }
    let value: unknown = values;
    for (const name of piece.path) {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
      value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
      if (value === undefined) break;
    }
    const word = value === undefined || value === '' ? piece.fallback : value;
    if (typeof word !== 'string' && typeof word !== 'number') return null;
    text += html ? escapeHtml(String(word)) : String(word);
  }
  return text;
}

interface OutputThis {
  context: Context;
}

function makeEngine(html: boolean, limits: RenderLimits): Liquid {
  const engine = new Liquid({
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    ownPropertyOnly: true,
    cache: false,
    templates: {},
    parseLimit: limits.template,
    renderLimit: limits.time,
    memoryLimit: limits.memory,
    // A function, not an arrow: liquidjs calls it as a filter, and what goes through counts against the memory limit.
    outputEscape(this: OutputThis, value: unknown) {
      const text = textOf(value);
      const out = html ? escapeHtml(text) : text;
      this.context.memoryLimit.use(out.length);
      return out;
    },
  });
  registerFilters(engine, html);
  for (const tag of ['include', 'render', 'layout', 'block']) {
    engine.registerTag(tag, {
      parse() {
        throw new Error(`the tag "${tag}" is not available: a text cannot use other files`);
      },
      render() {},
    });
  }
  return engine;
}

/** Collects output and stops as soon as there is too much of it. */
function limitedEmitter(limit: number): Emitter {
  return {
    buffer: '',
    write(value: unknown) {
      this.buffer += typeof value === 'string' ? value : textOf(value);
      if (this.buffer.length > limit)
        throw failed(`The text is longer than ${limit} characters. Shorten it.`, { limit });
    },
  };
}

interface Parsed {
  templates: Template[];
  plain: Piece[] | null;
}

/** Least recently used goes first. */
class Cache {
  readonly #kept = new Map<string, Parsed>();
  #latest = '';
  #characters = 0;
  readonly #limits: RenderLimits;
  constructor(limits: RenderLimits) {
    this.#limits = limits;
  }
  get(key: string): Parsed | undefined {
    const found = this.#kept.get(key);
    if (found === undefined || key === this.#latest) return found;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    this.#latest = key;
    return found;
  }
  set(key: string, parsed: Parsed): void {
    if (key.length > this.#limits.cachedCharacters) return;
    this.#kept.set(key, parsed);
    this.#latest = key;
    this.#characters += key.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#limits.cached && this.#characters <= this.#limits.cachedCharacters) break;
      this.#kept.delete(oldest);
      this.#characters -= oldest.length;
    }
  }
}

const original = (error: unknown): unknown =>
  error instanceof Error && 'originalError' in error ? original(error.originalError) : error;

/** Without liquidjs's `, line:1, col:4`, which is given apart. */
const bareMessage = (error: Error): string => error.message.replace(/, (file:.*?, )?line:\d+, col:\d+$/, '');

const placeOf = (error: Error): string => {
  const found = /line:(\d+), col:(\d+)$/.exec(error.message);
  return found === null ? '' : ` (line ${found[1]}, column ${found[2]})`;
};

function inWords(error: unknown, limits: RenderLimits): KaskadError {
  const cause = original(error);
  if (cause instanceof KaskadError) return cause;
  if (!(error instanceof Error)) return failed(String(error));
  const message = bareMessage(error);
  if (error instanceof UndefinedVariableError || message.startsWith('undefined variable: ')) {
    const variable = message.replace('undefined variable: ', '');
    return failed(
      `The text uses {{ ${variable} }}, which there is not for this contact. Add | default: "…" right after it with what to write instead.`,
      { variable },
    );
  }
  if (/limit exceeded/.test(message)) {
    const what = message.startsWith('template render')
      ? `takes longer than ${limits.time} ms`
      : 'needs too much memory';
    return failed(`The text ${what}. Make it simpler: it may hold a loop that never gets done.`);
  }
  if (cause instanceof RangeError) return failed('The text needs too much memory. Make it simpler.');
  return failed(`The text cannot be rendered: ${message}${placeOf(error)}. Mend the part in braces.`);
}

/** Keep one for the life of the engine: parsed templates are cached in it. */
export function createRenderer(overrides: Partial<RenderLimits> = {}): Renderer {
  const limits = { ...defaultLimits, ...overrides };
  const engines = { html: makeEngine(true, limits), text: makeEngine(false, limits) };
  const caches = { html: new Cache(limits), text: new Cache(limits) };

  const parse = (template: string, kind: 'html' | 'text'): Parsed => {
    const cached = caches[kind].get(template);
    if (cached !== undefined) return cached;
    if (template.length > limits.template) {
      throw failed(`The text is longer than ${limits.template} characters. Shorten it.`, { limit: limits.template });
    }
    const parsed = { templates: engines[kind].parse(template), plain: plainPieces(template) };
    caches[kind].set(template, parsed);
    return parsed;
  };

  return {
    render(template, scope, { html }) {
      // Most texts of buttons and many of messages have nothing to fill in.
      if (template.length <= limits.output && !template.includes('{{') && !template.includes('{%')) return template;
      const kind = html ? 'html' : 'text';
      try {
        const engine = engines[kind];
        const { templates, plain } = parse(template, kind);
        const text = plain === null ? null : fillIn(plain, scope.values, html);
        if (text !== null && text.length <= limits.output) return text;
        setLocale(scope.values, { zone: scope.zone, language: scope.language });
        const context = new Context(scope.values, engine.options, {}, { liquid: engine });
        const emitter = limitedEmitter(limits.output) as Emitter & { buffer: string };
        toValueSync(engine.renderer.renderTemplates(templates, context, emitter));
        return emitter.buffer;
      } catch (error) {
        throw inWords(error, limits);
      }
    },
    check(template) {
      try {
        parse(template, 'text');
        return null;
      } catch (error) {
        if (error instanceof KaskadError) return error.message;
        return error instanceof Error ? `${bareMessage(error)}${placeOf(error)}` : String(error);
      }
    },
  };
}
