/** What a use of a block gives, put where the block's nodes ask for it: into places of their configs and into their texts. */
import type { SpecRegistry } from '../sdk/registry.ts';
import { lonePath, mapStatic } from '../sdk/template.ts';
import { isDuration, timeOfDaySchema } from '../sdk/time.ts';
import type { BlockDefinition, BlockInput, FlowNode, InputValue } from './schema.ts';

type Values = ReadonlyMap<string, InputValue>;

const code = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;
const named = /\bblock\.([a-z][a-z0-9_]*)/g;

/** Inputs that the texts of a config name. */
export function inputsNamedIn(config: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof config === 'string') {
    for (const [piece] of config.matchAll(code))
      for (const [, name] of unquoted(piece).matchAll(named)) found.add(name ?? '');
  } else if (typeof config === 'object' && config !== null) {
    for (const inner of Object.values(config)) inputsNamedIn(inner, found);
  }
  return found;
}

/** A piece of Liquid without its quoted words, which name nothing. */
const unquoted = (piece: string): string => piece.replace(/"[^"]*"|'[^']*'/g, '""');

/** The value for each input: what the use gives, else the default. */
export function valuesOf(block: BlockDefinition, given: Readonly<Record<string, InputValue>>): Map<string, InputValue> {
  const values = new Map<string, InputValue>();
  for (const [id, input] of Object.entries(block.inputs ?? {})) {
    const value = Object.hasOwn(given, id) ? given[id] : input.default;
    if (value !== undefined) values.set(id, value);
  }
  return values;
}

/** Does a use have to give it? Not where something stands in its place, or where there is a default. */
export const isNeeded = (input: BlockInput): boolean => input.default === undefined && (input.at ?? []).length === 0;

export function inputFits(input: BlockInput, value: InputValue): boolean {
  // A value that comes from the contact or the event is known only later.
  if (typeof value === 'string' && value.includes('{{') && input.type !== 'boolean') return input.type === 'text';
  switch (input.type) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'duration':
      return typeof value === 'string' && isDuration(value);
    case 'time':
      return typeof value === 'string' && timeOfDaySchema.safeParse(value).success;
  }
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** How Liquid itself writes a value inside of braces; null where it cannot. */
function inBraces(value: InputValue): string | null {
  if (typeof value !== 'string') return String(value);
  const path = lonePath(value);
  if (path !== null) return path;
  if (value.includes('{{') || value.includes('{%')) return null;
  return !value.includes('"') ? `"${value}"` : !value.includes("'") ? `'${value}'` : null;
}

/** `stuck` is told of an input that holds words and variables and is asked for within an expression. */
function fillText(text: string, values: Values, html: boolean, stuck: (input: string) => void): string {
  return text.replace(code, (piece) => {
    const lone = /^\{\{-?\s*block\.([a-z][a-z0-9_]*)\s*-?\}\}$/.exec(piece)?.[1];
    if (lone !== undefined) {
      const value = values.get(lone);
      if (value === undefined) return piece;
      return html && typeof value === 'string' ? mapStatic(value, escapeHtml) : String(value);
    }
    return piece
      .split(/("[^"]*"|'[^']*')/)
      .map((part, n) =>
        n % 2 === 1
          ? part
          : part.replace(named, (whole, name: string) => {
              const value = values.get(name);
              if (value === undefined) return whole;
              const written = inBraces(value);
              if (written === null) stuck(name);
              return written ?? whole;
            }),
      )
      .join('');
  });
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** The config with a value at a path; the same config where the path is not there. */
export function putAt(config: Json, path: string, value: unknown): Json {
  const put = (at: unknown, [key, ...rest]: readonly string[]): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.map((one, n) => (String(n) === key ? put(one, rest) : one));
    if (!isObject(at) || !Object.hasOwn(at, key)) return at;
    return { ...at, [key]: put(at[key], rest) };
  };
  return valueAt(config, path) === undefined ? config : (put(config, path.split('.')) as Json);
}

export const valueAt = (config: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined), config);

/** Paths of a config's texts: true where values are escaped as HTML. */
export function templatesOf(node: FlowNode, specs: SpecRegistry): Map<string, boolean> {
  const spec = specs.get(node.type);
  const parsed = spec?.config.safeParse(node.config);
  if (spec?.references === undefined || parsed?.success !== true) return new Map();
  return new Map((spec.references(parsed.data).templates ?? []).map(({ path, html }) => [path, html]));
}

/** A node of a block with the values in it; the same node where none concerns it. */
export function fillNode(
  node: FlowNode,
  block: BlockDefinition,
  given: Readonly<Record<string, InputValue>>,
  specs: SpecRegistry,
  stuck: (input: string) => void = () => undefined,
): FlowNode {
  let config: Json = node.config;
  for (const [id, { at = [] }] of Object.entries(block.inputs ?? {})) {
    const value = Object.hasOwn(given, id) ? given[id] : undefined;
    if (value === undefined) continue;
    for (const place of at) if (place.node === node.id) config = putAt(config, place.path, value);
  }
  if (inputsNamedIn(config).size > 0) {
    const values = valuesOf(block, given);
    const texts = templatesOf(node, specs);
    const fill = (value: unknown, path: string): unknown => {
      if (typeof value === 'string') {
        const only = /^\s*\{\{-?\s*block\.([a-z][a-z0-9_]*)\s*-?\}\}\s*$/.exec(value)?.[1];
        // Alone where no text is asked for, a value stays what it is.
        const typed = only === undefined || texts.has(path) ? undefined : values.get(only);
        return typed ?? fillText(value, values, texts.get(path) === true, stuck);
      }
      if (Array.isArray(value)) return value.map((one, n) => fill(one, join(path, String(n))));
      if (!isObject(value)) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, join(path, key))]));
    };
    config = fill(config, '') as Json;
  }
  return config === node.config ? node : { ...node, config };
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
