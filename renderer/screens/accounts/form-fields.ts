/** A connector's account form, read from its JSON Schema: one level of fields, secrets marked `"secret": true`. Pure. */

export interface FormField {
  name: string;
  kind: 'text' | 'secret' | 'number' | 'boolean' | 'choice';
  required: boolean;
  /** What the connector takes when the field is left empty. */
  fallback: string | number | boolean | null;
  options: string[];
  min: number | null;
  max: number | null;
  maxLength: number | null;
  pattern: string | null;
  format: string | null;
  /** Asked only while each of these fields has one of these values. */
  when: Readonly<Record<string, readonly string[]>>;
  /** Most people never fill it in. */
  rare: boolean;
  /** A chosen service fills it in. */
  preset: boolean;
}

/** Well-known services: the field that names one, and what each fills in. */
export interface Presets {
  field: string;
  values: Readonly<Record<string, Readonly<Record<string, string | number>>>>;
}

export type FormValues = Record<string, string | number | boolean>;

interface Schema {
  properties?: Record<string, Property>;
  required?: unknown;
}
interface Property {
  type?: unknown;
  secret?: unknown;
  rare?: unknown;
  enum?: unknown;
  default?: unknown;
  minimum?: unknown;
  maximum?: unknown;
  maxLength?: unknown;
  pattern?: unknown;
  format?: unknown;
  when?: unknown;
  needed?: unknown;
  preset?: unknown;
}

/** For people who run their own copy of the vendor's server, and for tests: nobody else needs it. */
const rarely: ReadonlySet<string> = new Set(['baseUrl']);

const numberOr = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function kindOf(property: Property): FormField['kind'] {
  if (property.secret === true) return 'secret';
  if (Array.isArray(property.enum)) return 'choice';
  if (property.type === 'boolean') return 'boolean';
  return property.type === 'number' || property.type === 'integer' ? 'number' : 'text';
}

/** In the order of the schema, which is the order in which a person meets the questions. */
export function formFields(schema: Record<string, unknown>): FormField[] {
  const { properties = {}, required } = schema as Schema;
  const needed = new Set(Array.isArray(required) ? required : []);
  return Object.entries(properties).map(([name, property]) => {
    const fallback = property.default;
    return {
      name,
      kind: kindOf(property),
      required: needed.has(name) || property.needed === true,
      fallback:
        typeof fallback === 'string' || typeof fallback === 'number' || typeof fallback === 'boolean' ? fallback : null,
      options: Array.isArray(property.enum) ? property.enum.map(String) : [],
      min: numberOr(property.minimum),
      max: numberOr(property.maximum),
      maxLength: numberOr(property.maxLength),
      pattern: textOr(property.pattern),
      format: textOr(property.format),
      when: conditions(property.when),
      rare: property.rare === true || rarely.has(name),
      preset: property.preset === true,
    };
  });
}

function conditions(when: unknown): FormField['when'] {
  if (typeof when !== 'object' || when === null) return {};
  return Object.fromEntries(
    Object.entries(when).map(([name, values]) => [name, Array.isArray(values) ? values.map(String) : []]),
  );
}

/** Is the field asked, as the form is filled in now? */
export const isAsked = ({ when }: FormField, values: FormValues): boolean =>
  Object.entries(when).every(([name, allowed]) => allowed.includes(String(values[name] ?? '')));

/** Does it stand under "More settings", as the form is filled in now? */
export const isRare = (field: FormField, values: FormValues, presets: Presets | null): boolean =>
  field.rare || (field.preset && presets !== null && presets.values[String(values[presets.field] ?? '')] !== undefined);

/**
 * The form after somebody chose a service: its own values stand in the fields. What the service before had filled in, and
 * the new one does not, is as if never filled in.
 */
export function withPreset(
  fields: readonly FormField[],
  presets: Presets,
  values: FormValues,
  chosen: string,
): FormValues {
  const before = presets.values[String(values[presets.field] ?? '')] ?? {};
  const start = startValues(fields, {});
  const next: FormValues = { ...values };
  for (const name of Object.keys(before)) next[name] = start[name] ?? '';
  return { ...next, ...presets.values[chosen], [presets.field]: chosen };
}

/** What the form starts with. A secret that is set comes as `true` and is never shown. */
export function startValues(fields: readonly FormField[], config: Record<string, unknown>): FormValues {
  const values: FormValues = {};
  for (const { name, kind, fallback } of fields) {
    const stored = config[name];
    if (kind === 'secret') values[name] = '';
    else if (typeof stored === 'string' || typeof stored === 'number' || typeof stored === 'boolean')
      values[name] = stored;
    else values[name] = fallback ?? (kind === 'boolean' ? false : '');
  }
  return values;
}

/** Emptied fields are left out, so that the connector's own default or the stored secret holds; those of a service stay empty. */
export function configOf(fields: readonly FormField[], values: FormValues): Record<string, unknown> {
  const config: Record<string, unknown> = {};
  for (const field of fields) {
    const { name, kind } = field;
    const value = values[name];
    if (value === undefined || !isAsked(field, values)) continue;
    if (value === '') {
      // Else the chosen service would fill it in again.
      if (field.preset && kind !== 'secret') config[name] = '';
      continue;
    }
    if (kind === 'number') {
      const number = Number(value);
      if (Number.isFinite(number)) config[name] = number;
    } else config[name] = typeof value === 'string' && kind !== 'secret' ? value.trim() : value;
  }
  return config;
}

export type FieldProblem = 'needed' | 'number' | 'range' | 'long' | 'shape';

/** What is wrong with a field, or null. `secretSet`: an empty secret keeps the one stored. */
export function fieldProblem(field: FormField, values: FormValues, secretSet: boolean): FieldProblem | null {
  if (!isAsked(field, values)) return null;
  const value = values[field.name];
  if (value === undefined || value === '') {
    if (!field.required || (field.kind === 'secret' && secretSet) || field.fallback !== null) return null;
    return 'needed';
  }
  if (field.kind === 'number') {
    const number = Number(value);
    if (!Number.isFinite(number)) return 'number';
    return (field.min !== null && number < field.min) || (field.max !== null && number > field.max) ? 'range' : null;
  }
  if (typeof value !== 'string') return null;
  if (field.maxLength !== null && value.length > field.maxLength) return 'long';
  if (field.pattern !== null && !matches(field.pattern, value.trim())) return 'shape';
  return null;
}

/** A pattern that this browser cannot read refuses nothing: the engine checks again. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}
