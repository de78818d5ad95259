/** What differs between two states of a flow, block by block: for the list of changes and for versions side by side. */
import { sameJson } from './delta.ts';
import type { FlowDocument, FlowEdge, FlowNode } from './schema.ts';

export type NodePart = 'type' | 'name' | 'config' | 'disabled' | 'note';

export interface FlowComparison {
  added: string[];
  removed: string[];
  /** Ids of blocks that are in both and differ, with what differs in them. */
  changed: { id: string; parts: NodePart[] }[];
  /** On the canvas only. */
  moved: string[];
  edges: { added: FlowEdge[]; removed: FlowEdge[] };
  /** Of the settings, the names of those that differ. */
  settings: string[];
  /** The flow's own: name, description, language. */
  about: string[];
  /** Ids of reusable blocks that came, went or differ. */
  blocks: string[];
  slots: boolean;
  tests: boolean;
  /** Notes and frames of the drawing. */
  drawing: boolean;
}

const parts = ['type', 'name', 'config', 'disabled', 'note'] as const satisfies readonly (keyof FlowNode)[];
const keyOf = ({ from, outlet, to }: FlowEdge): string => JSON.stringify([from, outlet, to]);

export function compareFlows(before: FlowDocument, after: FlowDocument): FlowComparison {
  const [old, now] = [before, after].map(({ nodes }) => new Map(nodes.map((node) => [node.id, node]))) as [
    Map<string, FlowNode>,
    Map<string, FlowNode>,
  ];
  const changed: FlowComparison['changed'] = [];
  const moved: string[] = [];
  for (const [id, node] of now) {
    const was = old.get(id);
    if (was === undefined) continue;
    const differ = was === node ? [] : parts.filter((part) => !sameJson(was[part], node[part]));
    if (differ.length > 0) changed.push({ id, parts: differ });
    if (!sameJson(before.layout?.nodes?.[id], after.layout?.nodes?.[id])) moved.push(id);
  }
  const [oldEdges, newEdges] = [before, after].map(
    ({ edges }) => new Map(edges.map((edge) => [keyOf(edge), edge])),
  ) as [Map<string, FlowEdge>, Map<string, FlowEdge>];
  const [oldSettings, newSettings] = [before.settings ?? {}, after.settings ?? {}] as Record<string, unknown>[];
  const names = new Set([...Object.keys(oldSettings ?? {}), ...Object.keys(newSettings ?? {})]);
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed,
    moved,
    edges: {
      added: [...newEdges].filter(([key]) => !oldEdges.has(key)).map(([, edge]) => edge),
      removed: [...oldEdges].filter(([key]) => !newEdges.has(key)).map(([, edge]) => edge),
    },
    settings: [...names].filter((name) => !sameJson(oldSettings?.[name] ?? null, newSettings?.[name] ?? null)),
    about: (['name', 'description', 'language'] as const).filter((name) => before[name] !== after[name]),
    blocks: [...new Set([...Object.keys(before.blocks ?? {}), ...Object.keys(after.blocks ?? {})])].filter(
      (id) => !sameJson(before.blocks?.[id], after.blocks?.[id]),
    ),
    slots: !sameJson(before.slots ?? {}, after.slots ?? {}),
    tests: !sameJson(before.tests ?? [], after.tests ?? []),
    drawing:
      !sameJson(before.layout?.notes ?? [], after.layout?.notes ?? []) ||
      !sameJson(before.layout?.frames ?? [], after.layout?.frames ?? []),
  };
}

/** Nothing but places differs. */
export const onlyMoved = (one: FlowComparison): boolean =>
  [one.added, one.removed, one.changed, one.edges.added, one.edges.removed, one.settings, one.about, one.blocks].every(
    (list) => list.length === 0,
  ) &&
  !one.slots &&
  !one.tests;
