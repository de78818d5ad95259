/** What the author called the outlets of a node, and which of its rules leads where. */
import type { PlanNode } from '../plan/types.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { RuleGroup } from '../sdk/rule.ts';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entry of a list in the config that stands for the outlet has its id. */
export function outletName(node: PlanNode, outlet: string): string | null {
  for (const list of Object.values(node.config)) {
    if (!Array.isArray(list)) continue;
    const entry: unknown = list.find((one: unknown) => isRecord(one) && one.id === outlet);
    if (isRecord(entry) && typeof entry.name === 'string' && entry.name.trim() !== '') return entry.name;
  }
  return null;
}

/** The outlet that a rule of the config decides about; null when it is not one of an outlet's own. */
export function outletOfRule(node: PlanNode, registry: EngineRegistry, rule: RuleGroup): string | null {
  const references = registry.nodes.get(node.type)?.spec.references?.(node.config as never);
  const path = references?.rules?.find((one) => one.rule === rule)?.path;
  if (path === undefined) return null;
  let value: unknown = node.config;
  for (const part of path.split('.').slice(0, -1)) {
    value = Array.isArray(value) ? value[Number(part)] : isRecord(value) ? value[part] : undefined;
  }
  const id = isRecord(value) ? value.id : undefined;
  return typeof id === 'string' && Object.hasOwn(node.outlets, id) ? id : null;
}
