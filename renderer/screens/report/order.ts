/** The order in which people meet the blocks: along the edges from the triggers, nearest first. Pure. */

interface Edge {
  from: string;
  outlet: string;
  to: string;
}

/** From where people come in; blocks that no edge reaches keep their place at the end. */
export function alongTheFlow<Node extends { id: string }>(
  nodes: readonly Node[],
  edges: readonly Edge[],
  comesIn: (node: Node) => boolean,
): Node[] {
  const left = new Map(nodes.map((node) => [node.id, node]));
  const incoming = new Set(edges.map((edge) => edge.to));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const ordered: Node[] = [];
  // A goal that pulls people to itself has no line to it either, but is no beginning.
  const first = nodes.filter((node) => !incoming.has(node.id));
  const queue = [...first.filter(comesIn), ...first.filter((node) => !comesIn(node))].map((node) => node.id);
  for (let at = 0; at < queue.length; at++) {
    const id = queue[at] ?? '';
    const node = left.get(id);
    if (node === undefined) continue;
    left.delete(id);
    ordered.push(node);
    queue.push(...(next.get(id) ?? []));
  }
  return [...ordered, ...left.values()];
}

/** A name that an outlet has in the block's own settings: branches, arms and outcomes are lists of `{ id, name }`. */
export function outletName(config: Readonly<Record<string, unknown>> | undefined, outlet: string): string | null {
  for (const value of Object.values(config ?? {})) {
    if (!Array.isArray(value)) continue;
    for (const item of value as unknown[]) {
      if (typeof item !== 'object' || item === null) continue;
      const { id, name } = item as { id?: unknown; name?: unknown };
      if (id === outlet && typeof name === 'string' && name !== '') return name;
    }
  }
  return null;
}
