/** Brings configs of older node versions to what this app knows. */
import type { NodeSpec } from '../sdk/node.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import type { FlowDocument, FlowNode } from './schema.ts';

/**
 * The node at the spec's version. Unchanged when it is current, newer, or when a step of its upgrade is missing or
 * fails: validation then says so, and nothing is lost.
 */
export function upgradeNode(node: FlowNode, spec: NodeSpec): FlowNode {
  if (node.version >= spec.version) return node;
  let config = node.config;
  for (let version = node.version; version < spec.version; version++) {
    const upgrade = spec.upgrades[version];
    if (upgrade === undefined) return node;
    try {
      config = upgrade(structuredClone(config));
    } catch {
      return node;
    }
  }
  return { ...node, version: spec.version, config };
}

/** Nodes of unknown types stay as they are. */
export function upgradeFlow(document: FlowDocument, specs: SpecRegistry): FlowDocument {
  let changed = false;
  const nodes = document.nodes.map((node) => {
    const spec = specs.get(node.type);
    const upgraded = spec === undefined ? node : upgradeNode(node, spec);
    if (upgraded !== node) changed = true;
    return upgraded;
  });
  return changed ? { ...document, nodes } : document;
}
