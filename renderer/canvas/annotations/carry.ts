/** A frame that is dragged takes along what lay in it when the drag began. */
import { place } from '../../../flows/document/annotations.ts';
import type { Point } from '../../../flows/document/edits.ts';
import { drawnAt, frameNamed, framesIn, membersOf } from '../../../flows/document/frames.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { keysOf, markOf } from './marks.ts';

type Spot = readonly [key: string, at: { x: number; y: number }];

/** Where a thing is drawn. */
function spotOf(document: FlowDocument, key: string): Point | undefined {
  const mark = markOf(key);
  if (mark === null) return document.layout?.nodes?.[key];
  if (mark.kind === 'note') return framesIn(document).notes.find(({ id }) => id === mark.id)?.at;
  const frame = frameNamed(document, mark.id);
  return frame && drawnAt(frame);
}

/** Things that are dragged and all that lies in the frames among them. The document is the one the drag begins with. */
export function carriedWith(document: FlowDocument, dragged: readonly string[]): string[] {
  const all = new Set(dragged);
  for (const key of dragged) {
    const mark = markOf(key);
    if (mark?.kind === 'frame') for (const inside of keysOf(membersOf(document, mark.id))) all.add(inside);
  }
  return [...all];
}

/** Where things are once all of them went the same way. */
export function spotsAfter(document: FlowDocument, keys: Iterable<string>, [dx, dy]: Point): Spot[] {
  return [...keys].flatMap((key): Spot[] => {
    const spot = spotOf(document, key);
    return spot === undefined ? [] : [[key, { x: spot[0] + dx, y: spot[1] + dy }]];
  });
}

/** Puts things where they were dropped. */
export function dropAll(document: FlowDocument, spots: readonly Spot[]): FlowDocument {
  const nodes: Record<string, Point> = {};
  const notes: Record<string, Point> = {};
  const frames: Record<string, Point> = {};
  for (const [key, { x, y }] of spots) {
    const before = spotOf(document, key);
    const at: Point = [Math.round(x), Math.round(y)];
    if (before === undefined || (before[0] === at[0] && before[1] === at[1])) continue;
    const mark = markOf(key);
    if (mark === null) nodes[key] = at;
    else if (mark.kind === 'note') notes[mark.id] = at;
    else {
      // A tile stands in the middle of the room that its frame has when it is open.
      const frame = frameNamed(document, mark.id);
      if (frame) frames[mark.id] = [at[0] + frame.at[0] - before[0], at[1]];
    }
  }
  const some = [nodes, notes, frames].some((places) => Object.keys(places).length > 0);
  return some ? place(document, { nodes, notes, frames }) : document;
}
