/** What differs between two states of a flow, block by block: for the list of changes and for versions side by side. */
import { sameJson } from './delta.ts';
import type { FlowDocument, FlowEdge, FlowFrame, FlowNode, FlowNote } from './schema.ts';

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
  notes: MarkComparison<'text' | 'at' | 'size'>;
  frames: MarkComparison<'name' | 'at' | 'size' | 'collapsed'>;
}

/** Of notes or frames of the drawing: ids, with what differs in those that are in both. */
interface MarkComparison<Part extends string> {
  added: string[];
  removed: string[];
  changed: { id: string; parts: Part[] }[];
}

const parts = ['type', 'name', 'config', 'disabled', 'note'] as const satisfies readonly (keyof FlowNode)[];
const noteParts = ['text', 'at', 'size'] as const satisfies readonly (keyof FlowNote)[];
const frameParts = ['name', 'at', 'size', 'collapsed'] as const satisfies readonly (keyof FlowFrame)[];

function compareMarks<Part extends string, T extends { id: string } & { [key in Part]?: unknown }>(
  before: readonly T[] | undefined,
  after: readonly T[] | undefined,
  of: readonly Part[],
): MarkComparison<Part> {
  const [old, now] = [new Map(before?.map((one) => [one.id, one])), new Map(after?.map((one) => [one.id, one]))];
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now].flatMap(([id, one]) => {
      const was = old.get(id);
      const differ = was === undefined || was === one ? [] : of.filter((part) => !sameJson(was[part], one[part]));
      return differ.length === 0 ? [] : [{ id, parts: differ }];
    }),
  };
}

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
    notes: compareMarks(before.layout?.notes, after.layout?.notes, noteParts),
    frames: compareMarks(before.layout?.frames, after.layout?.frames, frameParts),
  };
}

/** Nothing but places differs. */
export const onlyMoved = (one: FlowComparison): boolean =>
  [one.added, one.removed, one.changed, one.edges.added, one.edges.removed, one.settings, one.about, one.blocks].every(
    (list) => list.length === 0,
  ) &&
  [one.notes, one.frames].every(
    ({ added, removed, changed }) =>
      added.length + removed.length === 0 && changed.every(({ parts }) => parts.every((part) => part === 'at')),
  ) &&
  !one.slots &&
  !one.tests;
