/** What hands and keys do to notes and frames; each says aloud what it did. */
import {
  addNote,
  frameRound,
  leastFrame,
  leastNote,
  removeMarks,
  setFrame,
  setNote,
  wrapFrame,
} from '../../../flows/document/annotations.ts';
import type { Point } from '../../../flows/document/edits.ts';
import { fold, foldBranch, unfold } from '../../../flows/document/folding.ts';
import { frameNamed, framesIn, membersOf, noteSizeOf } from '../../../flows/document/frames.ts';
import { limits } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { boxAt, boxesOf } from '../boxes.ts';
import { clearPlace } from '../clear-place.ts';
import { type CanvasSession, focusNode, refuse, type ScreenPoint, say } from '../session.ts';
import { bringIntoView, middleOfScreen, screenPointOf, sizeIn } from '../view.ts';
import type { CanvasWords } from '../words.ts';
import { marksInOrder } from './elements.ts';
import { frameKey, keyOf, type Mark, noteKey, onlyMark } from './marks.ts';

export const frameName = (session: CanvasSession, words: CanvasWords, id: string): string =>
  frameNamed(session.editor.store.getState().document, id)?.name || words.t('frames:unnamed');

/** Chooses one note or frame, brings it into sight and puts the keyboard on it. */
export function goTo(session: CanvasSession, mark: Mark): void {
  session.editor.select(mark.kind === 'note' ? { notes: [mark.id] } : { frames: [mark.id] });
  session.ui.setState({ activeMark: keyOf(mark) });
  bringIntoView(session, keyOf(mark));
  focusNode(session.ui, keyOf(mark));
}

/** True, and said, when the flow cannot take so many more. */
export function full(
  session: CanvasSession,
  words: CanvasWords,
  kind: 'notes' | 'frames',
  at?: ScreenPoint,
  more = 1,
): boolean {
  const count = session.editor.store.getState().document.layout?.[kind]?.length ?? 0;
  if (count + more <= limits[kind]) return false;
  refuse(session.ui, words.t(`frames:refused.${kind}`, { limit: limits[kind] }), at ?? middleOfScreen(session));
  return true;
}

export function writeNote(session: CanvasSession, words: CanvasWords, at?: ScreenPoint): void {
  if (full(session, words, 'notes', at)) return;
  const screen = at ?? middleOfScreen(session);
  const point = session.view.instance?.screenToFlowPosition(screen) ?? { x: 0, y: 0 };
  const { document } = session.editor.store.getState();
  const corner: Point = [point.x - (at ? 0 : 104), point.y - (at ? 0 : 48)];
  const [width, height] = noteSizeOf({ id: '', text: '', at: [0, 0] });
  const room = boxAt(corner, { width, height });
  // Where nobody pointed it covers no block.
  const [dx, dy] = at ? [0, 0] : clearPlace([room], [...boxesOf(document, sizeIn(session)).values()]);
  const added = addNote(document, { at: [corner[0] + dx, corner[1] + dy] });
  session.editor.apply(() => added.document, { select: { notes: [added.id] }, burst: `note|${added.id}` });
  session.ui.setState({ editing: noteKey(added.id), activeMark: noteKey(added.id) });
  say(session.ui, words.t('frames:said.noteAdded'));
}

/** Types into it in place. */
export const editMark = (session: CanvasSession, mark: Mark): void => {
  session.ui.setState({ editing: keyOf(mark), activeMark: keyOf(mark) });
};

/** Ends typing; `stay` leaves the keyboard on the note or frame. */
export function endEditing(session: CanvasSession, key: string, stay: boolean): void {
  session.editor.endBurst();
  if (session.ui.getState().editing === key) session.ui.setState({ editing: null });
  if (stay) focusNode(session.ui, key);
}

export function frameChosen(session: CanvasSession, words: CanvasWords, at?: ScreenPoint): void {
  if (full(session, words, 'frames', at)) return;
  const { document, selection } = session.editor.store.getState();
  const framed = frameRound(document, selection, '', sizeIn(session));
  if (framed === null) return;
  session.editor.apply(() => framed.document, { select: { frames: [framed.id] }, burst: `frame|${framed.id}` });
  say(session.ui, words.t('frames:said.framed', { count: membersOf(framed.document, framed.id).nodes.length }));
  // Its name is what makes a frame useful: the next keys write it.
  session.ui.setState({ editing: frameKey(framed.id), activeMark: frameKey(framed.id) });
}

/** The chosen frames; without any, those in which the chosen blocks lie. */
export function framesMeant(session: CanvasSession): string[] {
  const { document, selection } = session.editor.store.getState();
  if (selection.frames.length > 0) return [...selection.frames];
  const { around } = framesIn(document);
  return [...new Set(selection.nodes.flatMap((id) => around.get(id)?.id ?? []))];
}

export function unframe(session: CanvasSession, words: CanvasWords): void {
  const frames = framesMeant(session);
  const { document } = session.editor.store.getState();
  const nodes = [...new Set(frames.flatMap((id) => membersOf(document, id).nodes))];
  session.editor.apply((now) => removeMarks(now, { frames }), { select: { nodes } });
  say(session.ui, words.t('frames:said.unframed', { count: frames.length }));
  if (nodes[0] !== undefined) focusNode(session.ui, nodes[0]);
}

export function setFolded(session: CanvasSession, words: CanvasWords, id: string, folded: boolean): void {
  const { document } = session.editor.store.getState();
  const name = frameName(session, words, id);
  const members = membersOf(document, id);
  if (folded && members.nodes.length + members.notes.length + members.frames.length === 0) {
    refuse(session.ui, words.t('frames:refused.empty', { name }), screenPointOf(session, frameKey(id)));
    return;
  }
  const sizeOf = sizeIn(session);
  session.editor.apply((now) => (folded ? fold(now, id) : unfold(now, id, sizeOf)), { select: { frames: [id] } });
  say(
    session.ui,
    words.t(folded ? 'frames:said.folded' : 'frames:said.unfolded', { name, count: members.nodes.length }),
  );
  session.ui.setState({ activeMark: frameKey(id) });
  focusNode(session.ui, frameKey(id));
}

/** Folds or opens the frames that are meant: all open ones first. */
export function toggleFold(session: CanvasSession, words: CanvasWords): void {
  const { document } = session.editor.store.getState();
  const frames = framesMeant(session);
  const open = frames.filter((id) => frameNamed(document, id)?.collapsed === undefined);
  const [only, ...others] = open.length > 0 ? open : frames;
  if (only === undefined) return;
  if (others.length === 0) {
    setFolded(session, words, only, open.length > 0);
    return;
  }
  const ids = [only, ...others];
  const sizeOf = sizeIn(session);
  session.editor.apply(
    (now) => ids.reduce((result, id) => (open.length > 0 ? fold(result, id) : unfold(result, id, sizeOf)), now),
    { select: { frames: ids } },
  );
  say(
    session.ui,
    words.t(open.length > 0 ? 'frames:said.foldedMany' : 'frames:said.unfoldedMany', { count: ids.length }),
  );
}

export function foldAfter(session: CanvasSession, words: CanvasWords, id: string, at?: ScreenPoint): void {
  if (full(session, words, 'frames', at)) return;
  const { document } = session.editor.store.getState();
  const name = words.t('frames:after', { name: words.nameOf(id) }).slice(0, 200);
  const folded = foldBranch(document, id, name, specs, sizeIn(session));
  if (folded === null) {
    refuse(session.ui, words.t('frames:refused.branch', { name: words.nameOf(id) }), at ?? screenPointOf(session, id));
    return;
  }
  session.editor.apply(() => folded.document);
  say(session.ui, words.t('frames:said.folded', { name, count: membersOf(folded.document, folded.id).nodes.length }));
  goTo(session, { kind: 'frame', id: folded.id });
}

/** Frames as large as what lies in them needs. */
export function fitFrames(session: CanvasSession, words: CanvasWords): void {
  const frames = framesMeant(session);
  const sizeOf = sizeIn(session);
  session.editor.apply((now) =>
    frames.reduce(
      (result, id) =>
        frameNamed(result, id)?.collapsed === undefined ? wrapFrame(result, id, membersOf(now, id), sizeOf) : result,
      now,
    ),
  );
  say(session.ui, words.t('frames:said.fitted'));
}

/** Makes the chosen notes and open frames larger or smaller, by their right and lower border. */
export function resizeChosen(session: CanvasSession, [dx, dy]: Point): void {
  const { selection } = session.editor.store.getState();
  const burst = `resize|${[...selection.notes, ...selection.frames].join('|')}`;
  session.editor.apply(
    (now) => {
      const { notes, frames } = framesIn(now);
      let result = now;
      const grown = ([width, height]: Point, least: Point): Point => [
        Math.max(least[0], width + dx),
        Math.max(least[1], height + dy),
      ];
      for (const note of notes)
        if (selection.notes.includes(note.id))
          result = setNote(result, note.id, { size: grown(noteSizeOf(note), leastNote) });
      for (const { id, size, collapsed } of frames)
        if (collapsed === undefined && selection.frames.includes(id))
          result = setFrame(result, id, { size: grown(size, leastFrame) });
      return result;
    },
    { burst },
  );
}

/** From one note or frame to the next one, by arrows, in reading order. */
export function walkMarks(session: CanvasSession, key: string, step: 'up' | 'down' | 'left' | 'right'): void {
  const { document } = session.editor.store.getState();
  const order = marksInOrder(document);
  const at = order.findIndex((mark) => keyOf(mark) === key);
  const to = order[at + (step === 'up' || step === 'left' ? -1 : 1)];
  if (at >= 0 && to) goTo(session, to);
}

export const chosenMark = (session: CanvasSession): Mark | null => onlyMark(session.editor.store.getState().selection);

/** What Enter and a double click do: a folded frame opens, else its words are typed. */
export function openMark(session: CanvasSession, words: CanvasWords, mark: Mark): void {
  const { document } = session.editor.store.getState();
  if (mark.kind === 'frame' && frameNamed(document, mark.id)?.collapsed) setFolded(session, words, mark.id, false);
  else editMark(session, mark);
}
