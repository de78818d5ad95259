import { pathSchema } from '../../flows/sdk/lookup.ts';
import { lonePath } from '../../flows/sdk/template.ts';

/** The path that an expression names, written plainly or as a lone Liquid variable; null when it is neither. */
export function pathOf(expression: string): string | null {
  const path = lonePath(expression) ?? expression.trim();
  return pathSchema.safeParse(path).success ? path : null;
}

const columns = ['email', 'phone', 'first_name', 'last_name', 'country', 'language', 'timezone', 'tags'];
const ownNames = new Set([...columns, 'id', 'key', 'createdAt', 'attributes']);

/**
 * The field of a rule that a path stands for: a field of the profile or an attribute. Null for what only this journey knows
 * (the event) and for what rules cannot ask by equality.
 */
export function fieldOf(path: string): string | null {
  const [root, first = '', name, ...rest] = path.split('.');
  if (root !== 'contact') return null;
  if (name === undefined) return columns.includes(first) ? first : ownNames.has(first) ? null : `attributes.${first}`;
  return first === 'attributes' && rest.length === 0 ? `attributes.${name}` : null;
}
