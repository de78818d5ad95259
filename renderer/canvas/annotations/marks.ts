/** Notes and frames among the things of the drawing: one key tells them and the blocks apart everywhere on the canvas. */
import type { Members } from '../../../flows/document/frames.ts';

type MarkKind = 'note' | 'frame';
export interface Mark {
  kind: MarkKind;
  id: string;
}

/** No id of a block has a colon in it. */
export const noteKey = (id: string): string => `note:${id}`;
export const frameKey = (id: string): string => `frame:${id}`;
export const keyOf = ({ kind, id }: Mark): string => `${kind}:${id}`;

/** Of a line that stands for several out of a folded frame. */
export const bundleKey = (from: string, to: string): string => `bundle:${from}>${to}`;
export const isBundle = (key: string): boolean => key.startsWith('bundle:');

/** The note or frame of a key; null: it is a block's. */
export function markOf(key: string): Mark | null {
  const at = key.indexOf(':');
  const kind = at < 0 ? '' : key.slice(0, at);
  return kind === 'note' || kind === 'frame' ? { kind, id: key.slice(at + 1) } : null;
}

export const keysOf = ({ nodes, notes, frames }: Members): string[] => [
  ...nodes,
  ...notes.map(noteKey),
  ...frames.map(frameKey),
];

export function membersOfKeys(keys: Iterable<string>): Members {
  const found: Record<keyof Members, string[]> = { nodes: [], notes: [], frames: [] };
  for (const key of keys) {
    const mark = markOf(key);
    if (mark === null) found.nodes.push(key);
    else found[mark.kind === 'note' ? 'notes' : 'frames'].push(mark.id);
  }
  return found;
}

/** The one chosen note or frame, when nothing else is chosen. */
export function onlyMark({ nodes, notes, frames }: Members): Mark | null {
  if (nodes.length > 0 || notes.length + frames.length !== 1) return null;
  const [note] = notes;
  const [frame] = frames;
  return note !== undefined ? { kind: 'note', id: note } : frame !== undefined ? { kind: 'frame', id: frame } : null;
}
