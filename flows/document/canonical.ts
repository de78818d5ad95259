/** The one way to write a flow: the same flow always gives the same bytes, so that files can be compared and kept in git. */
import type * as z from 'zod';
import type { SpecRegistry } from '../sdk/registry.ts';
import { type FlowDocument, type FlowEdge, type FlowNode, flowSchema } from './schema.ts';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** By code unit, so that the order does not depend on anybody's language. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const compareEdges = (a: FlowEdge, b: FlowEdge): number =>
  byText(a.from, b.from) || byText(a.outlet, b.outlet) || byText(a.to, b.to);

/** What a schema says once optional, nullable, default and the like are taken off. */
function bare(schema: z.core.$ZodType): z.core.$ZodTypes {
  let at = schema as z.core.$ZodTypes;
  for (;;) {
    const { def } = at._zod;
    switch (def.type) {
      case 'optional':
      case 'nullable':
      case 'default':
      case 'prefault':
      case 'nonoptional':
      case 'readonly':
      case 'catch':
        at = def.innerType as z.core.$ZodTypes;
        break;
      case 'lazy':
        at = def.getter() as z.core.$ZodTypes;
        break;
      case 'pipe': {
        const from = def.in as z.core.$ZodTypes;
        at = (from._zod.def.type === 'transform' ? def.out : from) as z.core.$ZodTypes;
        break;
      }
      default:
        return at;
    }
  }
}

/** A config may have a key such as `toString`, which every object inherits. */
const own = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

function optionOf(options: readonly z.core.$ZodType[], value: unknown): z.core.$ZodType | null {
  const fitting = options.filter((option) => {
    const { def } = bare(option)._zod;
    if (def.type === 'union') return optionOf(def.options, value) !== null;
    if (Array.isArray(value)) return def.type === 'array' || def.type === 'tuple';
    if (def.type === 'record') return true;
    if (def.type !== 'object' || !isObject(value)) return false;
    const { shape } = def;
    return Object.keys(value).every((key) => {
      const property = own(shape, key);
      if (property === undefined) return false;
      const inner = bare(property)._zod.def;
      return inner.type !== 'literal' || inner.values.includes(value[key] as z.core.util.Literal);
    });
  });
  return fitting[0] ?? null;
}

/** The value with the keys of its objects in the order of the schema; keys that the schema does not know follow as they were. */
export function inSchemaOrder(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { def } = bare(schema)._zod;
  if (def.type === 'union') {
    const option = optionOf(def.options, value);
    return option === null ? value : inSchemaOrder(option, value);
  }
  if (Array.isArray(value)) {
    return def.type === 'array' ? value.map((item) => inSchemaOrder(def.element, item)) : value;
  }
  const object = value as Json;
  if (def.type === 'record') {
    return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, inSchemaOrder(def.valueType, inner)]));
  }
  if (def.type !== 'object') return value;
  const known = Object.keys(def.shape).filter((key) => Object.hasOwn(object, key));
  const others = Object.keys(object).filter((key) => !Object.hasOwn(def.shape, key));
  return Object.fromEntries(
    [...known, ...others].map((key) => {
      const property = own(def.shape, key);
      return [key, property === undefined ? object[key] : inSchemaOrder(property, object[key])];
    }),
  );
}

const sortedKeys = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => byText(a, b)));

function sortRecords<T extends object>(holder: T | undefined): T | undefined {
  if (holder === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(holder).map(([key, inner]) => [key, isObject(inner) ? sortedKeys(inner) : inner]),
  ) as T;
}

const inOrder = (nodes: FlowNode[], specs: SpecRegistry | undefined): FlowNode[] =>
  nodes
    .map((node) => {
      const spec = specs?.get(node.type);
      return spec === undefined ? node : { ...node, config: inSchemaOrder(spec.config, node.config) as Json };
    })
    .sort((a, b) => byText(a.id, b.id));

/** A flow, or a block in it: both hold nodes, edges and a drawing. */
function bodyInOrder<T extends Pick<FlowDocument, 'nodes' | 'edges' | 'layout'>>(
  ordered: T,
  specs: SpecRegistry | undefined,
): T {
  const layout = sortRecords(ordered.layout);
  return {
    ...ordered,
    nodes: inOrder(ordered.nodes, specs),
    edges: [...ordered.edges].sort(compareEdges),
    ...(layout === undefined ? {} : { layout }),
  };
}

/** The document in canonical order. Nothing is added, dropped or upgraded. */
export function canonicalFlow(document: FlowDocument, specs?: SpecRegistry): FlowDocument {
  const ordered = inSchemaOrder(flowSchema, document) as FlowDocument;
  const result = bodyInOrder(ordered, specs);
  const slots = sortRecords(ordered.slots);
  if (slots !== undefined) result.slots = slots;
  if (ordered.blocks !== undefined) {
    const blocks = Object.entries(ordered.blocks).map(([id, block]) => {
      const body = bodyInOrder(block, specs);
      return [id, body.inputs === undefined ? body : { ...body, inputs: sortedKeys(body.inputs) }] as const;
    });
    result.blocks = sortedKeys(Object.fromEntries(blocks));
  }
  return result;
}

/** What export writes. Pass the specs so that configs, too, have their keys in order. */
export const canonicalFlowText = (document: FlowDocument, specs?: SpecRegistry): string =>
  `${JSON.stringify(canonicalFlow(document, specs), null, 2)}\n`;

/** Any JSON value without spaces and with sorted keys, for hashing and comparing. `undefined` is as good as absent. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => byText(a, b))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${members.join(',')}}`;
}

/** Do two documents mean the same? Layout does not count. */
export function sameFlow(a: FlowDocument, b: FlowDocument, specs?: SpecRegistry): boolean {
  const meaning = (document: FlowDocument) => {
    const { layout: _, blocks = {}, ...rest } = canonicalFlow(document, specs);
    const drawn = Object.entries(blocks).map(([id, { layout: __, ...block }]) => [id, block]);
    return canonicalJson({ ...rest, ...(drawn.length === 0 ? {} : { blocks: Object.fromEntries(drawn) }) });
  };
  return meaning(a) === meaning(b);
}

/** A file name for a flow: letters of any script stay, everything that file systems dislike becomes a dash. */
export const flowFileName = (name: string): string =>
  `${
    name
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 80)
      .toLowerCase() || 'flow'
  }.flow.json`;
