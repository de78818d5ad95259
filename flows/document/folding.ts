/** Pure edits around folded frames: fold and open one, fold what follows a block, and keep frames round their blocks. */

import type { SpecRegistry } from '../sdk/registry.ts';
import { boxOf, type CardSize, frameRound, place, shift, withFrames, wrapFrame } from './annotations.ts';
import type { Point } from './edits.ts';
import { drawnAt, frameNamed, framesIn, type Members, membersOf, noMembers } from './frames.ts';
import { edgesByNode, reachableFrom } from './graph.ts';
import type { FlowDocument } from './schema.ts';

const kinds = ['nodes', 'notes', 'frames'] as const;
/** Between things of the drawing that get out of each other's way. */
const gap = 28;

const isEmpty = (members: Members): boolean => kinds.every((kind) => members[kind].length === 0);

const foldedWith = (document: FlowDocument, id: string, { nodes, notes, frames }: Members): FlowDocument =>
  withFrames(
    document,
    (document.layout?.frames ?? []).map((frame) =>
      frame.id === id && frame.collapsed === undefined
        ? {
            ...frame,
            collapsed: {
              nodes: [...nodes],
              ...(notes.length === 0 ? {} : { notes: [...notes] }),
              ...(frames.length === 0 ? {} : { frames: [...frames] }),
            },
          }
        : frame,
    ),
  );

/** Folds a frame into one tile. A frame in which nothing lies stays as it is. */
export function fold(document: FlowDocument, id: string): FlowDocument {
  const members = membersOf(document, id);
  return isEmpty(members) || frameNamed(document, id)?.collapsed !== undefined
    ? document
    : foldedWith(document, id, members);
}

/** Opens a folded frame, large enough for what it held. What stands in its way below makes room, frames round it grow. */
export function unfold(document: FlowDocument, id: string, sizeOf: CardSize): FlowDocument {
  const tile = frameNamed(document, id);
  if (tile?.collapsed === undefined) return document;
  const members = membersOf(document, id);
  const outer = framesIn(document).frames.filter((one) => membersOf(document, one.id).frames.includes(id));
  const open = withFrames(
    document,
    (document.layout?.frames ?? []).map((frame) => {
      const { collapsed, ...rest } = frame;
      return frame.id === id ? rest : frame;
    }),
  );
  const lost = kinds.some((kind) => members[kind].some((one) => !membersOf(open, id)[kind].includes(one)));
  const whole = lost ? wrapFrame(open, id, members, sizeOf, true) : open;
  const stays = new Set([id, ...outer.map((frame) => frame.id), ...members.frames]);
  let result = makeRoom(whole, id, { ...members, frames: [...stays] }, drawnAt(tile)[1], sizeOf);
  if (result !== open)
    for (const frame of [...outer].reverse())
      result = wrapFrame(result, frame.id, membersOf(document, frame.id), sizeOf, true);
  return result;
}

/** Opens all that keeps a block out of sight. */
export function unfoldRound(document: FlowDocument, node: string, sizeOf: CardSize): FlowDocument {
  let result = document;
  for (;;) {
    const tile = framesIn(result).folds.nodes.get(node);
    if (tile === undefined) return result;
    result = unfold(result, tile, sizeOf);
  }
}

/** Moves down what stands lower than `from` when the frame would hold something that it did not. `apart` stays. */
function makeRoom(document: FlowDocument, id: string, apart: Members, from: number, sizeOf: CardSize): FlowDocument {
  const { frames, notes, folds } = framesIn(document);
  const frame = frameNamed(document, id);
  const inside = membersOf(document, id);
  if (frame === undefined) return document;
  const lower: Record<keyof Members, string[]> = { nodes: [], notes: [], frames: [] };
  let first = Number.POSITIVE_INFINITY;
  for (const [kind, things] of [
    ['nodes', document.nodes],
    ['notes', notes],
    ['frames', frames],
  ] as const) {
    const staying = new Set(apart[kind]);
    for (const thing of things) {
      if (folds[kind].has(thing.id) || staying.has(thing.id)) continue;
      const box = boxOf(document, { ...noMembers, [kind]: [thing.id] }, sizeOf);
      if (box === null || box.top <= from) continue;
      lower[kind].push(thing.id);
      if (inside[kind].includes(thing.id)) first = Math.min(first, box.top);
    }
  }
  const bottom = frame.at[1] + frame.size[1];
  return first === Number.POSITIVE_INFINITY ? document : shift(document, lower, [0, Math.ceil(bottom + gap - first)]);
}

/** Where things went between two states, when all went the same way; null when they did not, or none moved. */
function commonWay(before: FlowDocument, after: FlowDocument, nodes: readonly string[]): Point | null {
  const ways = nodes.flatMap((id): Point[] => {
    const [old, now] = [before.layout?.nodes?.[id], after.layout?.nodes?.[id]];
    return old === undefined || now === undefined ? [] : [[now[0] - old[0], now[1] - old[1]]];
  });
  const [way] = ways;
  return way === undefined || (way[0] === 0 && way[1] === 0) || ways.some(([x, y]) => x !== way[0] || y !== way[1])
    ? null
    : way;
}

const movedBy = (things: readonly { id: string; at: Point }[] | undefined, ids: readonly string[], [dx, dy]: Point) =>
  Object.fromEntries(
    (things ?? [])
      .filter(({ id }) => ids.includes(id))
      .map(({ id, at }): [string, Point] => [id, [at[0] + dx, at[1] + dy]]),
  );

/**
 * After an edit that moved blocks about, such as putting one between two: frames stay round what was in them. An open one grows; a
 * folded one goes along when all that it holds went the same way.
 */
export function growFrames(before: FlowDocument, after: FlowDocument, sizeOf: CardSize): FlowDocument {
  const { frames } = framesIn(before);
  const [old, now] = [before.layout?.nodes, after.layout?.nodes];
  if (frames.length === 0 || old === now) return after;
  let result = after;
  for (const { id, collapsed } of [...frames].reverse()) {
    const members = membersOf(before, id);
    if (collapsed === undefined) {
      const moved = members.nodes.some((node) => now?.[node] !== undefined && now[node] !== old?.[node]);
      if (moved) result = wrapFrame(result, id, members, sizeOf, true);
      continue;
    }
    const way = commonWay(before, after, members.nodes);
    if (way === null) continue;
    result = place(result, {
      notes: movedBy(before.layout?.notes, members.notes, way),
      frames: movedBy(before.layout?.frames, [id, ...members.frames], way),
    });
  }
  return result;
}

/**
 * After all blocks got new places: open frames are set round what was in them, and each note goes along with the block it stood
 * nearest to. What folded frames hold is placed already.
 */
export function tidyMarks(before: FlowDocument, after: FlowDocument, sizeOf: CardSize): FlowDocument {
  const { frames, notes, folds } = framesIn(before);
  const [old, now] = [before.layout?.nodes ?? {}, after.layout?.nodes ?? {}];
  const seen = before.nodes.filter(({ id }) => old[id] !== undefined && !folds.nodes.has(id));
  const along: Record<string, Point> = {};
  for (const { id, at } of notes) {
    if (folds.notes.has(id)) continue;
    const far = (node: string): number => ((old[node]?.[0] ?? 0) - at[0]) ** 2 + ((old[node]?.[1] ?? 0) - at[1]) ** 2;
    const nearest = seen.reduce<string | null>(
      (best, one) => (best === null || far(one.id) < far(best) ? one.id : best),
      null,
    );
    const [from, to] = [old[nearest ?? ''], now[nearest ?? '']];
    if (from && to) along[id] = [at[0] + to[0] - from[0], at[1] + to[1] - from[1]];
  }
  let result = place(after, { notes: along });
  for (const frame of [...frames].reverse())
    if (frame.collapsed === undefined && !folds.frames.has(frame.id))
      result = wrapFrame(result, frame.id, membersOf(before, frame.id), sizeOf);
  return result;
}

/** What can be reached through a block only: the branch that hangs on it, without the block. */
export function branchAfter(document: FlowDocument, id: string, specs: SpecRegistry): string[] {
  const edges = edgesByNode(document, specs);
  const led = new Set([...edges.values()].flat());
  const starts = document.nodes.filter((node) => node.id !== id && !led.has(node.id)).map((node) => node.id);
  const without = new Map([...edges].filter(([from]) => from !== id));
  const otherwise = reachableFrom(starts, without);
  const after = reachableFrom([...(edges.get(id) ?? [])], edges);
  return document.nodes.flatMap((node) =>
    node.id !== id && after.has(node.id) && !otherwise.has(node.id) ? [node.id] : [],
  );
}

/** Makes a frame round everything that hangs on a block, and folds it; null when nothing does. Other blocks stay in sight. */
export function foldBranch(
  document: FlowDocument,
  id: string,
  name: string,
  specs: SpecRegistry,
  sizeOf: CardSize,
): { document: FlowDocument; id: string } | null {
  const { folds, frames } = framesIn(document);
  const branch = new Set(branchAfter(document, id, specs));
  const within = frames.filter((frame) => {
    const members = membersOf(document, frame.id);
    return members.nodes.length > 0 && members.nodes.every((node) => branch.has(node)) && !folds.frames.has(frame.id);
  });
  const tiles = new Set(within.map((frame) => frame.id));
  // What a folded frame holds together with others stays there.
  const nodes = [...branch].filter((node) => {
    const tile = folds.nodes.get(node);
    return tile === undefined || tiles.has(tile);
  });
  const members: Members = {
    nodes,
    notes: [...new Set(within.flatMap((frame) => membersOf(document, frame.id).notes))],
    frames: [...new Set(within.flatMap((frame) => [frame.id, ...membersOf(document, frame.id).frames]))],
  };
  if (nodes.length === 0) return null;
  const aside = beside(document, members, sizeOf);
  const framed = frameRound(aside, members, name, sizeOf);
  return framed === null ? null : { document: foldedWith(framed.document, framed.id, members), id: framed.id };
}

/** Moves the members to the right until no other block lies among them: so that the frame, once open, holds nothing else. */
function beside(document: FlowDocument, members: Members, sizeOf: CardSize): FlowDocument {
  const { folds } = framesIn(document);
  const others = document.nodes
    .filter(({ id }) => !members.nodes.includes(id) && !folds.nodes.has(id))
    .flatMap(({ id }) => boxOf(document, { ...noMembers, nodes: [id] }, sizeOf) ?? []);
  const box = boxOf(document, members, sizeOf);
  if (box === null) return document;
  let dx = 0;
  for (let tries = 0; tries <= others.length; tries++) {
    const hit = others.find(
      (one) => one.left < box.right + dx && one.right > box.left + dx && one.top < box.bottom && one.bottom > box.top,
    );
    if (hit === undefined) break;
    dx = hit.right + 2 * gap - box.left;
  }
  return shift(document, members, [Math.round(dx), 0]);
}
