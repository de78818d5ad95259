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

/** The moved things and, by the same way, all that lies in the frames among them. The document is the one the drag began with. */
export function withCarried(document: FlowDocument, moved: readonly Spot[]): Spot[] {
  const all = new Map(moved);
  for (const [key, at] of moved) {
    const mark = markOf(key);
    const from = spotOf(document, key);
    if (mark?.kind !== 'frame' || from === undefined) continue;
    for (const inside of keysOf(membersOf(document, mark.id))) {
      const spot = spotOf(document, inside);
      if (spot === undefined || all.has(inside)) continue;
      all.set(inside, { x: spot[0] + at.x - from[0], y: spot[1] + at.y - from[1] });
    }
  }
  return [...all];
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
