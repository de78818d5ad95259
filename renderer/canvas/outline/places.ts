/** From rows to places in the flow: where a block goes that is put at, before or behind a row. Pure. */
import { type Gap, gapAfter, gapAt, mainOutlet } from '../../../flows/document/outline.ts';
import { movePiece, type Reordered } from '../../../flows/document/reorder.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import type { Target } from '../session.ts';
import type { Row } from './rows.ts';
import { factsOf, outlineIn } from './structure.ts';

export type Side = 'before' | 'after' | 'into';

const nowhere: Gap = { from: [], to: null };

/** The gap beside a row. Before the first block of a way it is the way itself. */
export function gapBeside(document: FlowDocument, row: Row, side: Side): Gap {
  if (row.kind === 'loose' || (row.kind === 'link' && row.outlet === null)) return nowhere;
  if (row.kind !== 'block') return gapAt(document, { from: row.from, outlet: row.outlet ?? '' });
  const outline = outlineIn(document);
  const piece = outline.pieces.get(row.id);
  if (piece === undefined) return nowhere;
  if (side !== 'before') return gapAfter(document, factsOf(document), piece);
  const previous = outline.pieces.get(outline.before.get(row.id) ?? '');
  if (previous) return gapAfter(document, factsOf(document), previous);
  const into = document.edges.filter((edge) => edge.to === row.id);
  const [first] = row.parent?.startsWith('way|')
    ? into.filter((edge) => row.parent === `way|${edge.from}|${edge.outlet}`)
    : into;
  return first ? gapAt(document, first) : { from: [], to: row.id };
}

/** Where a new block goes that is asked for at a row: after it, or before it where nothing may follow. */
export function targetAt(document: FlowDocument, row: Row): Target {
  const way = (from: string, outlet: string): Target => {
    const edge = document.edges.find((candidate) => candidate.from === from && candidate.outlet === outlet);
    return edge ? { kind: 'edge', edge: edgeKey(edge) } : { kind: 'outlet', node: from, outlet };
  };
  if (row.kind === 'loose' || (row.kind === 'link' && row.outlet === null)) return { kind: 'free' };
  if (row.kind !== 'block') return way(row.from, row.outlet ?? '');
  const outlets = factsOf(document).outlets(row.id);
  const used = new Set(document.edges.filter((edge) => edge.from === row.id).map((edge) => edge.outlet));
  const outlet = mainOutlet(outlets) ?? outlets.find((name) => !used.has(name)) ?? outlets[0];
  if (outlet !== undefined) return way(row.id, outlet);
  const gap = gapBeside(document, row, 'before');
  return gap.from.length > 0 ? { kind: 'gap', gap } : { kind: 'free' };
}

/** The same place as a gap, for what is pasted. */
export function gapOf(document: FlowDocument, target: Target): Gap | null {
  if (target.kind === 'gap') return target.gap;
  if (target.kind === 'outlet') return gapAt(document, { from: target.node, outlet: target.outlet });
  const edge = target.kind === 'edge' ? document.edges.find((one) => edgeKey(one) === target.edge) : undefined;
  return edge ? gapAt(document, edge) : null;
}

/** Moves blocks, each with what stands beneath it, into a gap, in the order in which they stand. */
export function moveBlocks(document: FlowDocument, ids: readonly string[], gap: Gap): Reordered {
  const { order, pieces } = outlineIn(document);
  const wanted = new Set(ids);
  const carried = new Set<string>();
  const heads = order.filter((id) => {
    if (!wanted.has(id) || carried.has(id)) return false;
    for (const inner of pieces.get(id)?.ids ?? []) carried.add(inner);
    return true;
  });
  if (gap.from.some(({ from }) => carried.has(from)) && heads.length > 1)
    return { ok: false, code: 'inside', params: { id: heads[0] ?? '' } };
  let result = document;
  let to = gap;
  let last: Reordered | null = null;
  for (const id of heads) {
    const facts = factsOf(result);
    const piece = outlineIn(result).pieces.get(id);
    if (!piece) continue;
    const moved = movePiece(result, { specs, facts }, piece, to);
    // A neighbour that stands there already stays, and those behind it follow it.
    if (!moved.ok && (moved.code !== 'same' || heads.length === 1)) return moved;
    if (moved.ok) result = moved.document;
    last = moved;
    const now = outlineIn(result).pieces.get(id);
    if (now) to = gapAfter(result, factsOf(result), now);
  }
  if (result === document) return last ?? { ok: false, code: 'same', params: { id: heads[0] ?? '' } };
  return { ok: true, document: result };
}
