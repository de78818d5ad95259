/** Checks a call against the Bot API's machine-readable description (tests/kit/specs, cut to the methods in use). */
import spec from './specs/telegram-bot-api.json' with { type: 'json' };

interface Field {
  name: string;
  types: string[];
  required: boolean;
}
const methods = spec.methods as Record<string, { fields: Field[] }>;
const types = spec.types as Record<string, { fields: Field[] }>;

export const knowsMethod = (method: string): boolean => method in methods;

/** Null when the parameters fit, else what Telegram would complain about. */
export function problemOfCall(method: string, params: Record<string, unknown>): string | null {
  const fields = methods[method]?.fields ?? [];
  return problemOfFields(fields, params, 'parameter');
}

/** The same for a type, such as `Update`: keeps the fake itself honest. */
export const problemOfType = (type: string, value: unknown): string | null => fits(type, value, type);

function problemOfFields(fields: Field[], value: Record<string, unknown>, path: string): string | null {
  for (const name of Object.keys(value)) {
    if (!fields.some((field) => field.name === name)) return `unknown field ${path}.${name}`;
  }
  for (const field of fields) {
    const given = value[field.name];
    if (given === undefined) {
      if (field.required) return `${field.name} is empty`;
      continue;
    }
    const problems = field.types.map((type) => fits(type, given, `${path}.${field.name}`));
    if (problems.every((problem) => problem !== null)) return problems[0] ?? 'no type';
  }
  return null;
}

function fits(type: string, value: unknown, path: string): string | null {
  if (type.startsWith('Array of ')) {
    if (!Array.isArray(value)) return `${path} must be an array`;
    for (const [index, item] of value.entries()) {
      const problem = fits(type.slice('Array of '.length), item, `${path}[${index}]`);
      if (problem !== null) return problem;
    }
    return null;
  }
  if (type === 'String') return typeof value === 'string' ? null : `${path} must be a string`;
  if (type === 'Integer') return Number.isInteger(value) ? null : `${path} must be an integer`;
  if (type === 'Boolean') return typeof value === 'boolean' ? null : `${path} must be a boolean`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${path} must be an object`;
  const known = types[type];
  return known === undefined ? null : problemOfFields(known.fields, value as Record<string, unknown>, path);
}
