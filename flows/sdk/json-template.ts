import type { Memory } from './outcome.ts';

/** JSON as its author wrote it, each text filled in by `fill`. Filled in after reading, so no value can break out of it. */
export function filled(json: string, fill: (text: string) => Memory): Memory {
  return deep(JSON.parse(json) as Memory, fill);
}

function deep(value: Memory, fill: (text: string) => Memory): Memory {
  if (typeof value === 'string') return fill(value);
  if (isList(value)) return value.map((item) => deep(item, fill));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, deep(inner, fill)]));
}

const isList = (value: Memory): value is readonly Memory[] => Array.isArray(value);

/** The texts of the JSON, or null when it is none. */
export function textsIn(json: string): string[] | null {
  const texts: string[] = [];
  try {
    filled(json, (text) => {
      texts.push(text);
      return text;
    });
    return texts;
  } catch {
    return null;
  }
}
