/** Which index over contacts answers a saved segment. */
import { addressKindOf } from '../sdk/channels.ts';
import { isRuleGroup, type Rule, type RuleGroup } from '../sdk/rule.ts';
import { isPlainName, readingOf } from './attribute-reading.ts';
import { readTest, type Test } from './condition.ts';
import { contactField } from './fields.ts';
import { valueKind } from './memory.ts';
import { reachBit } from './reach-bits.ts';
import { enabledRules } from './walk.ts';

export interface IndexPlan {
  /** Expressions over a row of contacts: those compared for equality, then those compared by size, then what is only read. */
  columns: readonly string[];
  /** Attributes among them: the index answers for them only as long as no contact holds a list there. */
  attributes: readonly string[];
}

const mostColumns = 8;
/** One of them finds so few that nothing else is needed; they have indexes of their own. */
const alone = new Set(['email', 'phone']);

/**
 * For the conditions that all have to hold; those that no index can answer are then asked of what the others leave. Null
 * where there is nothing to gain. Rules that make no sense are left out: whoever asks them is told.
 */
export function indexFor(rule: RuleGroup, zone: string): IndexPlan | null {
  const equal = new Set<string>();
  const ranges = new Set<string>();
  const read = new Set<string>();
  const attributes = new Set<string>();
  for (const one of conjuncts(rule)) {
    const found = columnOf(one, zone);
    if (found === null) continue;
    if (found.attribute !== null) attributes.add(found.attribute);
    const { column, use } = found;
    (use === 'equal' ? equal : use === 'range' ? ranges : read).add(column);
  }
  const sought = [...[...equal].sort(), ...[...ranges].filter((one) => !equal.has(one)).sort()];
  if (sought.length === 0 || sought.some((one) => alone.has(one))) return null;
  const columns = [...sought, ...read];
  if (columns.length > mostColumns || (columns.length === 1 && columns[0] === 'created_at')) return null;
  return { columns, attributes: [...attributes].sort() };
}

function conjuncts(group: RuleGroup): Rule[] {
  if (group.not === true) return [];
  const rules = enabledRules(group);
  if (group.combinator === 'or' && rules.length > 1) return [];
  return rules.flatMap((one) => (isRuleGroup(one) ? conjuncts(one) : [one]));
}

interface Found {
  column: string;
  use: 'equal' | 'range' | 'read';
  attribute: string | null;
}

function columnOf(rule: Rule, zone: string): Found | null {
  let field: ReturnType<typeof contactField>;
  let test: Test;
  try {
    field = contactField(rule.field);
    if (field.kind !== 'column' && field.kind !== 'created' && field.kind !== 'attribute' && field.kind !== 'reachable')
      return null;
    test = readTest(rule, valueKind(field), { ms: 0, zone });
  } catch {
    return null;
  }
  const { condition, negated } = test;
  if (field.kind === 'reachable') {
    return reachBit(addressKindOf(field.channel)) === null ? null : { column: 'reach', use: 'read', attribute: null };
  }
  if (negated) return null;
  if (field.kind === 'attribute') {
    const found = readingOf('attributes', field.name, condition, zone);
    if (found === null || !isPlainName(field.name)) return null;
    return { column: found.reading, use: found.equality ? 'equal' : 'range', attribute: field.name };
  }
  if (field.kind === 'created') {
    return condition.kind === 'range' ? { column: 'created_at', use: 'range', attribute: null } : null;
  }
  const texts = condition.kind === 'equals' && condition.values.every((value) => typeof value === 'string');
  return texts && field.name !== 'timezone' ? { column: field.name, use: 'equal', attribute: null } : null;
}
