/** Checks requests and answers against a vendor's own OpenAPI description, cut to the paths that a connector uses. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: unknown;
}
interface Body {
  content?: Record<string, Media>;
}
type Maybe<T> = T | { $ref: string };
interface Operation {
  parameters?: Maybe<Parameter>[];
  requestBody?: Maybe<Body>;
  responses: Record<string, Maybe<Body>>;
}
interface Media {
  schema?: unknown;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}
type PathItem = Record<string, Operation>;
export interface Specification {
  paths: Record<string, unknown>;
  components: unknown;
}

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  /** A form's fields or the parsed JSON; undefined without a body. */
  body?: unknown;
}

/** OpenAPI 3.0 says `nullable`; JSON Schema says so with a type. */
function asJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asJsonSchema);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asJsonSchema(part)]));
  if (own.nullable !== true) return own;
  const { nullable: _, ...rest } = own;
  return { anyOf: [rest, { type: 'null' }] };
}

/** Unknown fields are refused: a description names all it takes. */
const closed = (schema: unknown): unknown => ({ ...(schema as object), unevaluatedProperties: false });

export function openApi(specification: unknown) {
  const spec = asJsonSchema(specification) as Specification;
  const ajv = new Ajv2020({ strict: false, validateFormats: false, coerceTypes: true, allErrors: true });
  ajv.addSchema({ $id: 'spec', ...spec });
  const compiled = new Map<unknown, ValidateFunction>();
  const problemIn = (schema: unknown, value: unknown, where: string): string | null => {
    let check = compiled.get(schema);
    if (check === undefined) {
      const text = JSON.stringify(schema).replaceAll('"#/', '"spec#/');
      check = ajv.compile(JSON.parse(text) as object);
      compiled.set(schema, check);
    }
    // Coercion writes into what it checks.
    return check({ value: structuredClone(value) })
      ? null
      : `${where}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(value)}`;
  };
  const boxes = new Map<unknown, unknown>();
  const boxed = (schema: unknown): unknown => {
    const box = boxes.get(schema) ?? { type: 'object', properties: { value: schema } };
    boxes.set(schema, box);
    return box;
  };
  const bodies = new Map<unknown, unknown>();
  const resolve = <T>(value: Maybe<T>): T => {
    if (typeof value !== 'object' || value === null || !('$ref' in value)) return value as T;
    const parts = value.$ref.replace(/^#\//, '').split('/');
    return parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], spec) as T;
  };
  const mediaOf = (body: Maybe<Body> | undefined): Media | undefined =>
    body === undefined ? undefined : Object.values(resolve<Body>(body).content ?? {})[0];

  function find(method: string, path: string) {
    for (const [template, item] of Object.entries(spec.paths)) {
      const names = [...template.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+)');
      const match = new RegExp(`^${pattern}$`).exec(path);
      const operation = (item as PathItem)[method.toLowerCase()];
      if (match === null || operation === undefined) continue;
      return { operation, values: Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? ''])) };
    }
    return null;
  }

  return {
    /** Null when the description takes the request, else what it would say. */
    problemOf({ method, path, query, body }: Asked): string | null {
      const found = find(method, path);
      if (found === null) return `${method} ${path} is not in the description`;
      const parameters = (found.operation.parameters ?? []).map((parameter) => resolve<Parameter>(parameter));
      for (const name of query.keys()) {
        if (!parameters.some((one) => one.in === 'query' && one.name === name)) return `unknown parameter ${name}`;
      }
      for (const one of parameters) {
        const value = one.in === 'path' ? found.values[one.name] : one.in === 'query' ? query.get(one.name) : undefined;
        if (value == null) {
          if (one.required === true && one.in !== 'header') return `${one.name} is missing`;
          continue;
        }
        const problem = problemIn(boxed(one.schema ?? {}), value, one.name);
        if (problem !== null) return problem;
      }
      const media = mediaOf(found.operation.requestBody);
      if (media === undefined) return body === undefined ? null : 'a body that nobody asked for';
      const schema = bodies.get(media) ?? closed(media.schema);
      bodies.set(media, schema);
      return problemIn(boxed(schema), body, 'body');
    },

    /** Null when the answer is one that the description promises. */
    problemOfAnswer(method: string, path: string, status: number, body: unknown): string | null {
      const response = find(method, path)?.operation.responses[status];
      if (response === undefined) return `${method} ${path} never answers ${status}`;
      const schema = mediaOf(response)?.schema;
      return schema === undefined ? null : problemIn(boxed(schema), body, `answer ${status}`);
    },

    /** The examples of an answer in the description, by name. */
    examples(method: string, path: string, status: number): [string, unknown][] {
      const media = mediaOf(find(method, path)?.operation.responses[status]);
      if (media?.examples !== undefined)
        return Object.entries(media.examples).map(([name, { value }]): [string, unknown] => [name, value]);
      return media?.example === undefined ? [] : [['example', media.example]];
    },
  };
}
