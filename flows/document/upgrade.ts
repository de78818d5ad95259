/** Brings configs of older node versions to what this app knows. */
import type { NodeSpec } from '../sdk/node.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { settleUses } from './blocks.ts';
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

function upgradeNodes(nodes: FlowNode[], specs: SpecRegistry): FlowNode[] {
  const upgraded = nodes.map((node) => {
    const spec = specs.get(node.type);
    return spec === undefined ? node : upgradeNode(node, spec);
  });
  return upgraded.some((node, n) => node !== nodes[n]) ? upgraded : nodes;
}

/** Nodes of unknown types stay as they are. Uses of blocks get the outlets that a file may leave out. */
export function upgradeFlow(document: FlowDocument, specs: SpecRegistry): FlowDocument {
  const nodes = upgradeNodes(document.nodes, specs);
  const blocks = Object.entries(document.blocks ?? {}).map(([id, block]) => {
    const inner = upgradeNodes(block.nodes, specs);
    return [id, inner === block.nodes ? block : { ...block, nodes: inner }] as const;
  });
  const changed = blocks.some(([id, block]) => block !== document.blocks?.[id]);
  const upgraded = nodes === document.nodes ? document : { ...document, nodes };
  return settleUses(changed ? { ...upgraded, blocks: Object.fromEntries(blocks) } : upgraded);
}
