/**
 * A flow as an outline: chains of blocks that follow each other, and beneath a block what its other ways lead to. Every
 * block stands once; where ways meet again or turn back, a link says where they go on. Ways that part at a block and meet
 * later go on after it, on its own level, as a person would tell it: "ask; if yes …, if no …; then …".
 */
import type { EdgeEnd } from './edits.ts';
import type { FlowDocument } from './schema.ts';

/** What an outline must know of blocks beyond the document. */
export interface BlockFacts {
  /** The ways out of a block, in order. */
  outlets: (id: string) => readonly string[];
  /** Nothing leads into a start. */
  isStart: (id: string) => boolean;
  /** Where journeys go on without an edge. */
  jumps: (id: string) => readonly string[];
  /** Journeys come here by themselves, from wherever they are. */
  pulls: (id: string) => boolean;
}

/** A chain's piece: the block, and beneath it what its ways lead to. */
export interface OutlineBlock {
  kind: 'block';
  id: string;
  children: readonly OutlineItem[];
}
/** A way out of a block with several, and the chain it leads to. */
export interface OutlineWay {
  kind: 'way';
  from: string;
  outlet: string;
  to: string;
  chain: readonly OutlineItem[];
}
/** Goes on at a block that stands elsewhere. Without an outlet it is a jump, which the block's settings decide. */
export interface OutlineLink {
  kind: 'link';
  from: string;
  outlet: string | null;
  to: string;
  /** Stands beneath a block with several ways, so that the way must be named. */
  named: boolean;
}
/** A way that leads nowhere yet. */
export interface OutlineOpen {
  kind: 'open';
  from: string;
  outlet: string;
  named: boolean;
}
export type OutlineItem = OutlineBlock | OutlineWay | OutlineLink | OutlineOpen;

/** What moves as one: a block with all that stands beneath it. */
export interface Piece {
  head: string;
  /** The head first. */
  ids: readonly string[];
  /** Where the piece as a whole leads on to. */
  next: string | null;
}

export interface Outline {
  /** One chain for each start; then what journeys reach without an edge. */
  roots: readonly (readonly OutlineItem[])[];
  /** Chains that nothing leads to. */
  loose: readonly (readonly OutlineItem[])[];
  /** Ids in the order of reading. */
  order: readonly string[];
  /** A block's place in that order, from 1. */
  numbers: ReadonlyMap<string, number>;
  pieces: ReadonlyMap<string, Piece>;
  /** The block before and after, in the same chain. */
  before: ReadonlyMap<string, string>;
  after: ReadonlyMap<string, string>;
}

/** The way by which a chain goes on past a block; a block with several equal ways has none. */
export const mainOutlet = (outlets: readonly string[]): string | null =>
  outlets.includes('next') ? 'next' : outlets.length === 1 ? (outlets[0] ?? null) : null;

export function outlineOf(document: FlowDocument, facts: BlockFacts): Outline {
  const ids = new Set(document.nodes.map((node) => node.id));
  const leads = new Map<string, Map<string, string>>();
  const entered = new Set<string>();
  for (const { from, outlet, to } of document.edges) {
    if (!ids.has(from) || !ids.has(to)) continue;
    const ways = leads.get(from);
    if (ways) ways.set(outlet, to);
    else leads.set(from, new Map([[outlet, to]]));
    entered.add(to);
  }
  const target = (id: string, outlet: string): string | undefined => leads.get(id)?.get(outlet);

  /** Blocks that have a place already. Starts have theirs from the beginning. */
  const placed = new Set(document.nodes.filter(({ id }) => facts.isStart(id)).map(({ id }) => id));
  const pieces = new Map<string, Piece>();
  const before = new Map<string, string>();
  const after = new Map<string, string>();

  /** Where most ways of a block meet first. All ways are walked at the same pace, so that a near meeting is found soon. */
  const meeting = (id: string, outlets: readonly string[]): string | null => {
    const starts = [...new Set(outlets.flatMap((outlet) => target(id, outlet) ?? []))];
    const many = outlets.filter((outlet) => target(id, outlet) !== undefined).length;
    if (many < 2) return null;
    const fits = (to: string) => to !== id && !placed.has(to);
    // Two ways that lead to the same block at once have met there.
    const weight = new Map(starts.map((to) => [to, outlets.filter((outlet) => target(id, outlet) === to).length]));
    const walks = starts.filter(fits).map((to) => ({ weight: weight.get(to) ?? 1, seen: new Set([to]), edge: [to] }));
    const met = new Map<string, number>();
    let best: string | null = null;
    let most = 1;
    while (walks.some(({ edge }) => edge.length > 0)) {
      for (const walk of walks) {
        for (const reached of walk.edge) {
          const ways = (met.get(reached) ?? 0) + walk.weight;
          met.set(reached, ways);
          if (ways > most) {
            best = reached;
            most = ways;
          }
        }
      }
      if (most === many) return best;
      for (const walk of walks) {
        const further: string[] = [];
        for (const from of walk.edge)
          for (const to of leads.get(from)?.values() ?? [])
            if (fits(to) && !walk.seen.has(to)) {
              walk.seen.add(to);
              further.push(to);
            }
        walk.edge = further;
      }
    }
    return best;
  };

  const childrenOf = (id: string, outlets: readonly string[], main: string | null): OutlineItem[] =>
    outlets.flatMap((outlet): OutlineItem[] => {
      if (outlet === main) return [];
      const to = target(id, outlet);
      if (to === undefined) return [{ kind: 'open', from: id, outlet, named: true }];
      if (placed.has(to)) return [{ kind: 'link', from: id, outlet, to, named: true }];
      return [{ kind: 'way', from: id, outlet, to, chain: chainFrom(to) }];
    });

  const idsBeneath = (items: readonly OutlineItem[]): string[] =>
    items.flatMap((item) =>
      item.kind === 'block' ? (pieces.get(item.id)?.ids ?? []) : item.kind === 'way' ? idsBeneath(item.chain) : [],
    );

  const chainFrom = (start: string): OutlineItem[] => {
    // The whole chain has its places before anything beneath it: a side way that comes back to it is a link.
    const steps: { id: string; outlets: readonly string[]; main: string | null; next: string | null }[] = [];
    for (let id: string | null = start; id !== null; ) {
      placed.add(id);
      const outlets = facts.outlets(id);
      const main = mainOutlet(outlets);
      const to: string | null = main === null ? meeting(id, outlets) : (target(id, main) ?? null);
      const next: string | null = to !== null && !placed.has(to) ? to : null;
      steps.push({ id, outlets, main, next: main === null ? next : to });
      if (next !== null) {
        before.set(next, id);
        after.set(id, next);
      }
      id = next;
    }
    const items = steps.map(({ id, outlets, main, next }): OutlineBlock => {
      const children = childrenOf(id, outlets, main);
      pieces.set(id, { head: id, ids: [id, ...idsBeneath(children)], next });
      return { kind: 'block', id, children };
    });
    const last = steps.at(-1);
    if (last === undefined) return items;
    const tail: OutlineItem[] = facts
      .jumps(last.id)
      .filter((to) => ids.has(to))
      .map((to) => ({ kind: 'link', from: last.id, outlet: null, to, named: false }));
    if (last.main !== null)
      tail.push(
        last.next === null
          ? { kind: 'open', from: last.id, outlet: last.main, named: false }
          : { kind: 'link', from: last.id, outlet: last.main, to: last.next, named: false },
      );
    return [...items, ...tail];
  };

  const starts = document.nodes.filter(({ id }) => facts.isStart(id));
  const roots = starts.map(({ id }) => chainFrom(id));
  const jumped = new Set([...placed].flatMap((id) => facts.jumps(id)));
  for (const { id } of document.nodes)
    if (!placed.has(id) && (jumped.has(id) || (!entered.has(id) && facts.pulls(id)))) roots.push(chainFrom(id));
  const loose: OutlineItem[][] = [];
  for (const { id } of document.nodes) if (!placed.has(id) && !entered.has(id)) loose.push(chainFrom(id));
  // Circles that nothing leads to.
  for (const { id } of document.nodes) if (!placed.has(id)) loose.push(chainFrom(id));

  const order = [...roots, ...loose].flatMap(idsBeneath);
  return {
    roots,
    loose,
    order,
    numbers: new Map(order.map((id, index) => [id, index + 1])),
    pieces,
    before,
    after,
  };
}

/** A place in a chain: the ways that will lead to what is put there, and where they led till now. */
export interface Gap {
  from: readonly EdgeEnd[];
  to: string | null;
  /** The block whose end it is, where it is one. */
  behind?: string;
}

export const gapAt = (document: FlowDocument, end: EdgeEnd): Gap => ({
  from: [{ from: end.from, outlet: end.outlet }],
  to: document.edges.find((edge) => edge.from === end.from && edge.outlet === end.outlet)?.to ?? null,
});

/** Behind a block and all that stands beneath it. Without a way on from there nothing may follow: the gap has no ways. */
export function gapAfter(document: FlowDocument, facts: BlockFacts, piece: Piece): Gap {
  if (piece.next !== null) {
    const within = new Set(piece.ids);
    const from = document.edges.filter((edge) => within.has(edge.from) && edge.to === piece.next);
    return { from: from.map((edge) => ({ from: edge.from, outlet: edge.outlet })), to: piece.next, behind: piece.head };
  }
  const main = mainOutlet(facts.outlets(piece.head));
  return { from: main === null ? [] : [{ from: piece.head, outlet: main }], to: null, behind: piece.head };
}
