/** Ids that people and files use: of nodes, slots, outlets, branches. */
import * as z from 'zod';

/** Ids of nodes, slots, outlets and branches: safe in URLs, file names and CSS selectors. */
export const idSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, 'bad-id');

/**
 * For lists whose ids become outlets: adds an issue `duplicate-id` or `reserved-id` at each id that another item, or an
 * outlet every node of the type has, already uses. Give it to `superRefine`.
 */
export function outletIds(
  reserved: readonly string[],
): (
  items: readonly { id: string }[],
  context: { addIssue: (issue: { code: 'custom'; message: string; path: PropertyKey[] }) => void },
) => void {
  return (items, context) => {
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const message = reserved.includes(item.id) ? 'reserved-id' : seen.has(item.id) ? 'duplicate-id' : null;
      if (message !== null) context.addIssue({ code: 'custom', message, path: [index, 'id'] });
      seen.add(item.id);
    }
  };
}
