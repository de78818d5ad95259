/** The flow format as JSON Schema, for editors and other programs. */
import * as z from 'zod';
import type { SpecRegistry } from '../sdk/registry.ts';
import { flowSchema } from './schema.ts';

/** A keyword of JSON Schema; spelled so, because an object with a `then` of its own looks like a promise. */
const consequence = 'then';

type JsonSchema = Record<string, unknown>;

const options = { io: 'input', unrepresentable: 'any', target: 'draft-2020-12', reused: 'inline' } as const;

/** Where a schema of its own ends up: `$defs` of a node's config are lifted to the flow's, under the node's name. */
function lifted(schema: JsonSchema, name: string, definitions: JsonSchema): JsonSchema {
  const { $schema: _, $defs, ...rest } = schema;
  const own = ($defs ?? {}) as JsonSchema;
  const renamed = (key: string): string =>
    definitions[key] === undefined || JSON.stringify(definitions[key]) === JSON.stringify(own[key])
      ? key
      : `${name}.${key}`;
  const names = new Map(Object.keys(own).map((key) => [key, renamed(key)]));
  const point = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(point);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (key !== '$ref' || typeof inner !== 'string') return [key, point(inner)];
        const target = inner.replace('#/$defs/', '');
        return [key, inner === '#' ? `#/$defs/${name}` : `#/$defs/${names.get(target) ?? target}`];
      }),
    );
  };
  for (const [key, definition] of Object.entries(own)) definitions[names.get(key) ?? key] = point(definition);
  return point(rest) as JsonSchema;
}

/** Draft 2020-12. With specs, each node's config is described by its type; other types stay open. */
export function flowJsonSchema(specs?: SpecRegistry): JsonSchema {
  const schema = z.toJSONSchema(flowSchema, options) as JsonSchema;
  if (specs === undefined) return schema;
  const definitions: JsonSchema = { ...((schema.$defs as JsonSchema | undefined) ?? {}) };
  const byType = [...specs.values()]
    .sort((a, b) => (a.type < b.type ? -1 : 1))
    .map((spec) => {
      const name = `config-${spec.type}`;
      definitions[name] = lifted(z.toJSONSchema(spec.config, options) as JsonSchema, name, definitions);
      return {
        if: { properties: { type: { const: spec.type }, version: { const: spec.version } }, required: ['type'] },
        [consequence]: { properties: { config: { $ref: `#/$defs/${name}` } } },
      };
    });
  const flow = definitions.Flow as JsonSchema;
  const properties = flow.properties as Record<string, JsonSchema>;
  const typed = (nodes: JsonSchema): JsonSchema => ({
    ...nodes,
    items: { ...(nodes.items as JsonSchema), allOf: byType },
  });
  const blocks = properties.blocks as JsonSchema;
  const block = blocks.additionalProperties as JsonSchema;
  const inner = block.properties as Record<string, JsonSchema>;
  const blockNodes = { ...block, properties: { ...inner, nodes: typed(inner.nodes as JsonSchema) } };
  definitions.Flow = {
    ...flow,
    properties: {
      ...properties,
      nodes: typed(properties.nodes as JsonSchema),
      blocks: { ...blocks, additionalProperties: blockNodes },
    },
  };
  return { ...schema, $defs: definitions };
}

export const flowJsonSchemaText = (specs: SpecRegistry): string =>
  `${JSON.stringify(flowJsonSchema(specs), null, 2)}\n`;
