/** Random values that a zod schema takes, so that any node's config can be tried without writing it by hand. */
import fc from 'fast-check';
import type * as z from 'zod';

/** Texts that the SDK's schemas take; each string schema picks those it likes. */
const texts = [
  'a',
  'b1',
  'main',
  'order.created',
  'message.read',
  'en',
  'uk',
  'marketing',
  'service',
  'P0D',
  'P3D',
  'PT36H',
  'PT0S',
  '-P1D',
  '10:00',
  '23:30',
  '2026-06-05',
  '2026-06-05T15:00',
  '2026-06-05T15:00:00Z',
  'Europe/Kyiv',
  'UTC',
  '0 10 * * *',
  '*/15 9-18 * * 1-5',
  'event.total',
  'contact.attributes.points',
  'attributes.points',
  'Hello {{ contact.first_name }}',
  '{{ event.total }}',
  '{{ broken',
  '12.5',
  // One dot.
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'a'.repeat(64),
];

const accepts = (schema: z.core.$ZodType, value: unknown): boolean => (schema as z.ZodType).safeParse(value).success;

function textsOf(schema: z.core.$ZodType): fc.Arbitrary<string> {
  const known = texts.filter((text) => accepts(schema, text));
  const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const free = fc.oneof(id, fc.string({ maxLength: 12 }));
  const freely = fc.sample(free, { numRuns: 30, seed: 1 }).some((text) => accepts(schema, text));
  const taken = free.filter((text) => accepts(schema, text));
  if (known.length === 0) return taken;
  return freely ? fc.oneof(fc.constantFrom(...known), taken) : fc.constantFrom(...known);
}

interface Definition {
  type: string;
  shape?: Record<string, z.core.$ZodType>;
  element?: z.core.$ZodType;
  options?: readonly z.core.$ZodType[];
  entries?: Record<string, string>;
  values?: readonly unknown[];
  innerType?: z.core.$ZodType;
  keyType?: z.core.$ZodType;
  valueType?: z.core.$ZodType;
  items?: readonly z.core.$ZodType[];
}

/** What the schema takes at input. Nested deeper than `depth`, optional things are left out and lists are short. */
export function arbitraryOf(schema: z.core.$ZodType, depth = 8): fc.Arbitrary<unknown> {
  const kept = made.get(schema) ?? new Map<number, fc.Arbitrary<unknown>>();
  made.set(schema, kept);
  const known = kept.get(depth);
  if (known !== undefined) return known;
  const arbitrary = loose(schema, depth).filter((value) => accepts(schema, value));
  kept.set(depth, arbitrary);
  return arbitrary;
}

/** Rules nest rules: without keeping what was made, each level would be made anew. */
const made = new WeakMap<z.core.$ZodType, Map<number, fc.Arbitrary<unknown>>>();

function loose(schema: z.core.$ZodType, depth: number): fc.Arbitrary<unknown> {
  const def = schema._zod.def as unknown as Definition;
  switch (def.type) {
    case 'object':
      return fc
        .record(
          Object.fromEntries(Object.entries(def.shape ?? {}).map(([key, field]) => [key, fieldOf(field, depth - 1)])),
        )
        .map(withoutMissing);
    case 'array':
      return arraysOf(schema, def.element!, depth - 1);
    case 'union':
      return depth > 0
        ? fc.oneof(...def.options!.map((option) => arbitraryOf(option, depth - 1)))
        : arbitraryOf(shallowest(def.options!), depth - 1);
    case 'record':
      return fc.dictionary(fc.constantFrom(...textsFor(def.keyType!)), arbitraryOf(def.valueType!, depth - 1), {
        maxKeys: 3,
        noNullPrototype: true,
      });
    case 'tuple':
      return fc.tuple(...def.items!.map((item) => arbitraryOf(item, depth - 1)));
    case 'optional':
      return fc.option(arbitraryOf(def.innerType!, depth), { nil: undefined });
    case 'nullable':
      return fc.option(arbitraryOf(def.innerType!, depth));
    case 'default':
    case 'readonly':
    case 'prefault':
      return arbitraryOf(def.innerType!, depth);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries!));
    case 'literal':
      return fc.constantFrom(...def.values!);
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'number':
      return numbersOf(schema);
    case 'string':
      return textsOf(schema);
    default:
      throw new Error(`tests/kit/arbitrary.ts does not know zod's "${def.type}" yet. Teach it there.`);
  }
}

/** Missing keys, not keys that hold undefined: a config comes from JSON. */
const withoutMissing = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

function fieldOf(schema: z.core.$ZodType, depth: number): fc.Arbitrary<unknown> {
  if (depth <= 0 && accepts(schema, undefined)) return fc.constant(undefined);
  return arbitraryOf(schema, depth);
}

function arraysOf(schema: z.core.$ZodType, element: z.core.$ZodType, depth: number): fc.Arbitrary<unknown> {
  if (depth <= 0 && accepts(schema, [])) return fc.constant([]);
  const item = arbitraryOf(element, depth);
  return fc.array(item, { maxLength: depth > 3 ? 4 : 2 }).filter((value) => accepts(schema, value));
}

function numbersOf(schema: z.core.$ZodType): fc.Arbitrary<unknown> {
  const candidates = fc.oneof(
    fc.integer({ min: 0, max: 10 }),
    fc.constantFrom(0, 1, 5000, 10_000),
    fc.integer({ min: -1000, max: 20_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  );
  // JSON has no negative zero.
  return candidates.map((value) => value + 0).filter((value) => accepts(schema, value));
}

const textsFor = (schema: z.core.$ZodType): string[] => {
  const known = texts.filter((text) => accepts(schema, text));
  return known.length > 0 ? known : ['key'];
};

const leaves = ['string', 'number', 'boolean', 'null', 'enum', 'literal'];
const shallowest = (options: readonly z.core.$ZodType[]): z.core.$ZodType =>
  options.find((option) => leaves.includes(option._zod.def.type)) ?? options[0]!;
