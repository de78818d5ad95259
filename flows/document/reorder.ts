/** Taking a part of a flow out of its place and putting it into another: what it left closes up, where it goes makes room. */
import type { SpecRegistry } from '../sdk/registry.ts';
import { connect, type EdgeEnd, move, type Point } from './edits.ts';
import { loopsWithoutWait } from './graph.ts';
import { type BlockFacts, type Gap, gapAfter, mainOutlet, type Piece } from './outline.ts';
import type { FlowDocument } from './schema.ts';

export type Reordered =
  | { ok: true; document: FlowDocument }
  | {
      ok: false;
      /**
       * `start`: a start stays where it is. `before-start`: nothing may stand before one. `inside`: into itself. `same`: there
       * it is. `nowhere`: nothing may follow there. `apart`: the ways of a block do not meet again, so nothing is behind it. `lost`: the part leads nowhere, so what follows would be cut off. `loop`:
       * journeys would turn round without end.
       */
      code: 'start' | 'before-start' | 'inside' | 'same' | 'nowhere' | 'apart' | 'lost' | 'loop';
      params: Record<string, string>;
    };

interface Context {
  specs: SpecRegistry;
  facts: BlockFacts;
}

const no = (code: (Reordered & { ok: false })['code'], params: Record<string, string> = {}): Reordered => ({
  ok: false,
  code,
  params,
});

/** From one row of cards to the next on the drawing, pixels. */
const rowStep = 180;

/** What led to the piece leads past it. The ways by which it led on are free, and given back. */
function takeOut(document: FlowDocument, piece: Piece): { document: FlowDocument; exits: EdgeEnd[] } {
  const within = new Set(piece.ids);
  const exits: EdgeEnd[] = [];
  const edges = document.edges.flatMap((edge) => {
    if (within.has(edge.from) && !within.has(edge.to) && edge.to === piece.next) {
      exits.push({ from: edge.from, outlet: edge.outlet });
      return [];
    }
    if (edge.to !== piece.head || within.has(edge.from)) return [edge];
    return piece.next === null || piece.next === edge.from ? [] : [{ ...edge, to: piece.next }];
  });
  return { document: { ...document, edges }, exits };
}

/** A way by which a piece can lead on: along its main ways to a free one, else the first that is free. */
function wayOut(document: FlowDocument, facts: BlockFacts, piece: Piece): EdgeEnd | null {
  const taken = new Map<string, Map<string, string>>();
  for (const { from, outlet, to } of document.edges) {
    const ways = taken.get(from);
    if (ways) ways.set(outlet, to);
    else taken.set(from, new Map([[outlet, to]]));
  }
  const within = new Set(piece.ids);
  const seen = new Set<string>();
  for (let id: string | undefined = piece.head; id !== undefined && within.has(id) && !seen.has(id); ) {
    seen.add(id);
    const main = mainOutlet(facts.outlets(id));
    if (main === null) break;
    const to: string | undefined = taken.get(id)?.get(main);
    if (to === undefined) return { from: id, outlet: main };
    id = to;
  }
  for (const id of piece.ids)
    for (const outlet of facts.outlets(id)) if (!taken.get(id)?.has(outlet)) return { from: id, outlet };
  return null;
}

/** Puts a piece that nothing leads to into a gap. */
function putIn(
  document: FlowDocument,
  { facts }: Context,
  piece: Piece,
  gap: Gap,
  exits: readonly EdgeEnd[] = [],
): Reordered {
  if (gap.to !== null && facts.isStart(gap.to)) return no('before-start', { to: gap.to });
  if (gap.from.length === 0) {
    const behind = gap.behind ?? '';
    return no(facts.outlets(behind).length > 1 ? 'apart' : 'nowhere', { id: behind });
  }
  let result = document;
  if (gap.to !== null) {
    const found = exits.length > 0 ? null : wayOut(document, facts, piece);
    const ways = found === null ? exits : [found];
    if (ways.length === 0) return no('lost', { id: piece.head, next: gap.to });
    for (const way of ways) result = connect(result, { ...way, to: gap.to });
  }
  for (const { from, outlet } of gap.from) result = connect(result, { from, outlet, to: piece.head });
  return { ok: true, document: result };
}

const turns = (before: FlowDocument, after: FlowDocument, { specs }: Context): boolean =>
  loopsWithoutWait(after, specs).length > loopsWithoutWait(before, specs).length;

const placeOf = (document: FlowDocument, id: string): Point | undefined => document.layout?.nodes?.[id];

/** Moves a piece on the drawing so that its head stands at a point. */
function shifted(document: FlowDocument, piece: Piece, to: Point | undefined): FlowDocument {
  const from = placeOf(document, piece.head);
  if (from === undefined || to === undefined) return document;
  const points: Record<string, Point> = {};
  for (const id of piece.ids) {
    const place = placeOf(document, id);
    if (place) points[id] = [place[0] + to[0] - from[0], place[1] + to[1] - from[1]];
  }
  return move(document, points);
}

/** On the drawing: the piece takes the place of what follows it now, and that moves down. */
function makeRoom(document: FlowDocument, piece: Piece, gap: Gap): FlowDocument {
  const above = placeOf(document, gap.from[0]?.from ?? '');
  const goal = gap.to === null ? undefined : placeOf(document, gap.to);
  if (gap.to === null || goal === undefined) return shifted(document, piece, above && [above[0], above[1] + rowStep]);
  const within = new Set(piece.ids);
  const rows = piece.ids.flatMap((id) => placeOf(document, id)?.[1] ?? []);
  const down = Math.max(...rows) - Math.min(...rows) + rowStep;
  const leads = new Map<string, string[]>();
  for (const { from, to } of document.edges) leads.set(from, [...(leads.get(from) ?? []), to]);
  const points: Record<string, Point> = {};
  const queue = [gap.to];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const place = placeOf(document, id);
    // What lies above is a loop that goes back: it stays.
    if (place === undefined || points[id] !== undefined || within.has(id) || place[1] < goal[1]) continue;
    points[id] = [place[0], place[1] + down];
    queue.push(...(leads.get(id) ?? []));
  }
  return move(shifted(document, piece, goal), points);
}

/** Moves a block, with what stands beneath it, into a gap of the same flow. */
export function movePiece(document: FlowDocument, context: Context, piece: Piece, gap: Gap): Reordered {
  const within = new Set(piece.ids);
  if (piece.ids.some(context.facts.isStart)) return no('start', { id: piece.head });
  if (gap.to === piece.head) return no('same', { id: piece.head });
  // Also a way from elsewhere that leads to somewhere within.
  if (gap.to !== null && within.has(gap.to)) return no('inside', { id: piece.head });
  const inside = gap.from.filter(({ from }) => within.has(from));
  if (inside.length > 0) return no(gapIsOwn(document, context, piece, gap) ? 'same' : 'inside', { id: piece.head });
  const { document: without, exits } = takeOut(document, piece);
  const put = putIn(without, context, piece, gap, exits);
  if (!put.ok) return put;
  if (turns(document, put.document, context)) return no('loop', { id: piece.head });
  return { ok: true, document: makeRoom(put.document, piece, gap) };
}

/** Just behind the piece: where it stands already. */
function gapIsOwn(document: FlowDocument, { facts }: Context, piece: Piece, gap: Gap): boolean {
  const own = gapAfter(document, facts, piece).from;
  return (
    gap.from.length === own.length &&
    gap.from.every((end) => own.some((one) => one.from === end.from && one.outlet === end.outlet))
  );
}

/** Lets two neighbours of a chain change places, also on the drawing. */
export function swapPieces(document: FlowDocument, context: Context, first: Piece, second: Piece): Reordered {
  const moved = movePiece(document, context, first, gapAfter(document, context.facts, second));
  if (!moved.ok) {
    // They lead to each other: there is no before and after.
    return moved.code === 'same' ? no('loop', { id: first.head }) : moved;
  }
  const [a, b] = [placeOf(document, first.head), placeOf(document, second.head)];
  const stays = { ...moved.document, ...(document.layout ? { layout: document.layout } : {}) };
  return { ok: true, document: shifted(shifted(stays, first, b), second, a) };
}

/** Puts blocks that were just pasted into a gap: the first that nothing of them leads to comes first. */
export function insertBlocks(document: FlowDocument, context: Context, ids: readonly string[], gap: Gap): Reordered {
  const within = new Set(ids);
  const led = new Set(document.edges.filter(({ from }) => within.has(from)).map(({ to }) => to));
  const free = ids.filter((id) => !context.facts.isStart(id));
  const head = free.find((id) => !led.has(id)) ?? free[0];
  if (head === undefined) return no('start', { id: ids[0] ?? '' });
  const piece: Piece = { head, ids: [head, ...free.filter((id) => id !== head)], next: null };
  const put = putIn(document, context, piece, gap);
  if (!put.ok) return put;
  if (turns(document, put.document, context)) return no('loop', { id: head });
  return { ok: true, document: makeRoom(put.document, piece, gap) };
}
