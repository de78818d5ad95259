/** Counts the contacts that satisfy a rule: first as well as can be said at once, then exactly. */
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { client } from './client.ts';

export async function countContacts(
  rule: RuleGroup,
  signal: AbortSignal,
  soFar?: (about: number) => void,
): Promise<number> {
  const soon = await client.contacts.count({ rule, soon: true }, { signal });
  if (soon.exact) return soon.count;
  soFar?.(soon.count);
  return (await client.contacts.count({ rule }, { signal })).count;
}
