/**
 * The report as it is drawn. The engine counts the nodes inside of reusable blocks; the flow's drawing shows their sum on the card
 * that uses the block, and the drawing of a block shows what happened at its nodes wherever the block is used. Pure.
 */
import type { Report } from '../../../flows/api/shapes.ts';
import { expandBlocks, type Origin } from '../../../flows/document/block-expand.ts';
import { blockNamed, blockOf, isWayOut } from '../../../flows/document/blocks.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import type { ReplayView } from '../replay-view.ts';

type Row = Report['nodes'][number];
type Counts = Record<string, number>;

/** The definitions that a node lies in, from outside inwards: each with the id that the way inwards takes in it. */
function trailOf(document: FlowDocument, { uses, node }: Origin): { block: string | null; id: string }[] {
  const ids = [...uses, node];
  let nodes = document.nodes;
  let block: string | null = null;
  return ids.map((id) => {
    const at = { block, id };
    const use = nodes.find((one) => one.id === id);
    const inner = use === undefined ? null : blockOf(document, use);
    block = inner === null ? null : String(use?.config.block);
    nodes = inner?.nodes ?? [];
    return at;
  });
}

/** The outlet of the drawn node by which one left who left a node inside of it by `outlet`; null: they are still inside. */
function leftBy(
  document: FlowDocument,
  trail: { block: string | null; id: string }[],
  at: number,
  outlet: string,
): string | null {
  let [depth, by] = [trail.length - 1, outlet];
  while (depth > at) {
    const { block, id } = trail[depth] ?? { block: null, id: '' };
    const body = blockNamed(document, block);
    const to = body?.edges.find((edge) => edge.from === id && edge.outlet === by)?.to;
    const way = body?.nodes.find((node) => node.id === to);
    if (way === undefined || !isWayOut(way)) return null;
    by = way.id;
    depth -= 1;
  }
  return by;
}

const add = (into: Counts, from: Counts): void => {
  for (const [key, n] of Object.entries(from)) into[key] = (into[key] ?? 0) + n;
};
const sum = (counts: Counts): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** The engine's ids of a drawn node: of all that lies in the card of a block, or of a block's node wherever the block is used. */
export function engineIdsOf(document: FlowDocument, specs: SpecRegistry, block: string | null, node: string): string[] {
  const found = [...expandBlocks(document, specs).origins].filter(([, origin]) =>
    trailOf(document, origin).some((one) => one.block === block && one.id === node),
  );
  return found.length === 0 ? [node] : found.map(([id]) => id);
}

/** A moment of a replay on the flow's drawing. */
export function drawnReplay(view: ReplayView, document: FlowDocument, specs: SpecRegistry): ReplayView {
  const { origins } = expandBlocks(document, specs);
  if (origins.size === 0) return view;
  const drawn = (id: string): string => origins.get(id)?.uses[0] ?? id;
  const here = new Map<string, number>();
  for (const [id, n] of view.here) here.set(drawn(id), (here.get(drawn(id)) ?? 0) + n);
  const taken = [...(view.taken ?? [])].flatMap((key) => {
    const [from = '', outlet = '', to = ''] = key.split('|');
    const origin = origins.get(from);
    const by = origin === undefined ? outlet : leftBy(document, trailOf(document, origin), 0, outlet);
    return by === null ? [] : [edgeKey({ from: drawn(from), outlet: by, to: drawn(to) })];
  });
  return {
    here,
    came: new Set([...view.came].map(drawn)),
    ...(view.taken === undefined ? {} : { taken: new Set(taken) }),
  };
}

/** `block`: the one that is drawn, null for the flow. A flow without blocks has its report as it is. */
export function drawnReport<T extends Report>(
  report: T,
  document: FlowDocument,
  specs: SpecRegistry,
  block: string | null,
): T {
  const { origins } = expandBlocks(document, specs);
  if (block === null && origins.size === 0) return report;
  const rows = new Map<string, Row>();
  const ids = new Map<string, string>();
  for (const row of report.nodes) {
    const origin = origins.get(row.id);
    const trail = origin === undefined ? [{ block: null, id: row.id }] : trailOf(document, origin);
    const at = trail.findIndex((one) => one.block === block);
    const drawn = trail[at];
    if (drawn === undefined) continue;
    ids.set(row.id, drawn.id);
    const alone = at === trail.length - 1;
    const known = rows.get(drawn.id) ?? { ...row, id: drawn.id, entered: 0, waiting: 0, left: {}, exited: {} };
    const left: Counts = {};
    for (const [outlet, n] of Object.entries(row.left)) {
      const by = alone ? outlet : leftBy(document, trail, at, outlet);
      if (by !== null) left[by] = (left[by] ?? 0) + n;
    }
    add(known.left, left);
    add(known.exited, row.exited);
    known.waiting += row.waiting;
    // Who went round inside came in once: those who are in, went on, or ended there.
    known.entered += alone ? row.entered : row.waiting + sum(left) + sum(row.exited);
    rows.set(drawn.id, known);
  }
  return {
    ...report,
    nodes: [...rows.values()],
    messages: report.messages.flatMap((row) => {
      const node = ids.get(row.node);
      return node === undefined ? [] : [{ ...row, node }];
    }),
  };
}
