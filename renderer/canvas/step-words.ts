/** One step of the history in words: the one thing that mattered most in it. */
import { compareFlows, type FlowComparison } from '../../flows/document/compare.ts';
import { frameNamed, framesIn } from '../../flows/document/frames.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { Tracked } from '../state/flow-editor.ts';
import type { CanvasWords } from './words.ts';

const known = new WeakMap<FlowDocument, WeakMap<FlowDocument, FlowComparison>>();
/** Documents are never changed in place: what was compared once stays true. */
function compared(before: FlowDocument, after: FlowDocument): FlowComparison {
  const of = known.get(before) ?? new WeakMap<FlowDocument, FlowComparison>();
  known.set(before, of);
  const found = of.get(after) ?? compareFlows(before, after);
  of.set(after, found);
  return found;
}

const nameIn = (document: FlowDocument, id: string, words: CanvasWords): string => {
  const node = document.nodes.find((one) => one.id === id);
  return node === undefined ? id : words.nodeName(node);
};

/** A frame as it is called, a note by its first words. */
const frameIn = (document: FlowDocument, id: string, { t }: CanvasWords): string =>
  frameNamed(document, id)?.name || t('frames:unnamed');
const noteIn = (document: FlowDocument, id: string, { t }: CanvasWords): string => {
  const text =
    framesIn(document)
      .notes.find((note) => note.id === id)
      ?.text.trim()
      .replaceAll(/\s+/g, ' ') ?? '';
  return text === '' ? t('frames:emptyNote') : text.length > 40 ? `${text.slice(0, 39)}…` : text;
};

/** What was done to a note or a frame; null: nothing. */
function markWords(one: FlowComparison, before: FlowDocument, after: FlowDocument, words: CanvasWords): string | null {
  const { t } = words;
  const frame = (key: string, id: string, document: FlowDocument): string =>
    t(`frames:step.${key}`, { name: frameIn(document, id, words) });
  const { frames, notes } = one;
  const [framed] = frames.added;
  if (framed !== undefined) {
    const folded = frameNamed(after, framed)?.collapsed !== undefined;
    return frame(folded ? 'framedAndFolded' : 'framed', framed, after);
  }
  const [unframed] = frames.removed;
  if (unframed !== undefined) return frame('unframed', unframed, before);
  const of = (part: (typeof frames.changed)[number]['parts'][number]): string | undefined =>
    frames.changed.find(({ parts }) => parts.includes(part))?.id;
  const [renamed, folded, moved, resized] = [of('name'), of('collapsed'), of('at'), of('size')];
  if (renamed !== undefined) return frame('frameRenamed', renamed, after);
  if (folded !== undefined) {
    const closed = frameNamed(after, folded)?.collapsed !== undefined;
    return frame(closed ? 'folded' : 'unfolded', folded, after);
  }
  if (notes.added.length > 0) return t('frames:step.noteAdded', { count: notes.added.length });
  if (notes.removed.length > 0) return t('frames:step.noteRemoved', { count: notes.removed.length });
  if (resized !== undefined) return frame('frameResized', resized, after);
  if (moved !== undefined) return frame('frameMoved', moved, after);
  const [note] = one.moved.length > 0 ? [] : notes.changed;
  if (note === undefined) return null;
  const what = note.parts.includes('text') ? 'noteWritten' : note.parts.includes('size') ? 'noteResized' : 'noteMoved';
  return t(`frames:step.${what}`, { text: noteIn(after, note.id, words) });
}

export function stepWords(before: Tracked, after: Tracked, words: CanvasWords): string {
  const { t } = words;
  const one = compared(before.document, after.document);
  const count = (key: string, ids: readonly string[], document: FlowDocument): string =>
    ids.length === 1
      ? t(`history.step.${key}`, { name: nameIn(document, ids[0] as string, words) })
      : t(`history.step.${key}Many`, { count: ids.length });
  const { added, removed, changed, moved, edges } = one;
  if (added.length > 0 && removed.length > 0) return t('history.step.several');
  if (added.length > 0) return count('added', added, after.document);
  if (removed.length > 0) return count('removed', removed, before.document);
  if (changed.length > 0) {
    const ids = changed.map(({ id }) => id);
    const [only] = changed;
    if (only !== undefined && changed.length === 1 && only.parts.length === 1) {
      const [part] = only.parts;
      const off = after.document.nodes.find(({ id }) => id === only.id)?.disabled === true;
      const key =
        part === 'name' ? 'renamed' : part === 'disabled' ? (off ? 'off' : 'on') : part === 'note' ? 'note' : 'set';
      return count(key, ids, after.document);
    }
    return count('set', ids, after.document);
  }
  const [block] = one.blocks;
  if (block !== undefined && edges.added.length + edges.removed.length === 0) {
    const name = (after.document.blocks?.[block] ?? before.document.blocks?.[block])?.name ?? block;
    return t('history.step.block', { name });
  }
  const [line] = edges.added;
  if (line !== undefined) {
    const [from, to] = [nameIn(after.document, line.from, words), nameIn(after.document, line.to, words)];
    return t('history.step.connected', { from, to });
  }
  const [cut] = edges.removed;
  if (cut !== undefined) return t('history.step.disconnected', { name: nameIn(before.document, cut.from, words) });
  if (one.settings.length > 0) return t('history.step.settings');
  if (one.about.length > 0) return t('history.step.about');
  if (one.slots || before.bindings !== after.bindings) return t('history.step.accounts');
  if (one.tests) return t('history.step.tests');
  const mark = markWords(one, before.document, after.document, words);
  if (mark !== null) return mark;
  if (moved.length > 0) return count('moved', moved, after.document);
  return t('history.step.drawing');
}

/** What differs, for a list: what happened to it, its words, and the block to go to where it is still there. */
export interface Difference {
  key: string;
  kind: 'added' | 'removed' | 'changed' | 'moved' | 'other';
  text: string;
  detail: string;
  node: string | null;
  /** The block that is gone, where it is one. */
  was: string | null;
}

export function differences(before: FlowDocument, after: FlowDocument, words: CanvasWords): Difference[] {
  const { t } = words;
  const one = compared(before, after);
  const line = ({ from, to }: { from: string; to: string }, document: FlowDocument): string =>
    `${nameIn(document, from, words)} → ${nameIn(document, to, words)}`;
  const touched = new Set([...one.added, ...one.removed]);
  const found: Omit<Difference, 'was'>[] = [
    ...one.added.map((id) => ({
      ...{ key: `a${id}`, kind: 'added' as const, text: nameIn(after, id, words) },
      ...{ detail: t('history.compare.added'), node: id },
    })),
    ...one.changed.map(({ id, parts }) => ({
      ...{ key: `c${id}`, kind: 'changed' as const, text: nameIn(after, id, words) },
      ...{ detail: parts.map((part) => t(`history.compare.part.${part}`)).join(', '), node: id },
    })),
    ...one.removed.map((id) => ({
      ...{ key: `r${id}`, kind: 'removed' as const, text: nameIn(before, id, words) },
      ...{ detail: t('history.compare.removed'), node: null },
    })),
    // Edges of what came or went are no news of their own.
    ...one.edges.added
      .filter(({ from, to }) => !touched.has(from) && !touched.has(to))
      .map((edge) => ({
        ...{ key: `e${edge.from}${edge.outlet}`, kind: 'added' as const, text: line(edge, after) },
        ...{ detail: t('history.compare.edgeAdded'), node: edge.from },
      })),
    ...one.edges.removed
      .filter(({ from, to }) => !touched.has(from) && !touched.has(to))
      .map((edge) => ({
        ...{ key: `d${edge.from}${edge.outlet}`, kind: 'removed' as const, text: line(edge, before) },
        ...{ detail: t('history.compare.edgeRemoved'), node: edge.from },
      })),
    ...(one.settings.length + one.about.length > 0
      ? [{ key: 's', kind: 'other' as const, text: t('history.compare.settings'), detail: '', node: null }]
      : []),
    ...one.blocks.map((id) => ({
      ...{ key: `b${id}`, kind: 'other' as const, detail: t('history.compare.block'), node: null },
      text: (after.blocks?.[id] ?? before.blocks?.[id])?.name ?? id,
    })),
    ...(one.tests
      ? [{ key: 't', kind: 'other' as const, text: t('history.compare.tests'), detail: '', node: null }]
      : []),
    ...markDifferences(one, before, after, words),
    ...one.moved
      .filter((id) => !touched.has(id))
      .map((id) => ({
        ...{ key: `m${id}`, kind: 'moved' as const, text: nameIn(after, id, words) },
        ...{ detail: t('history.compare.moved'), node: id },
      })),
  ];
  const removed = new Map(one.removed.map((id) => [`r${id}`, id]));
  return found.map((difference) => ({
    ...difference,
    was: removed.get(difference.key) ?? null,
  }));
}

function markDifferences(
  one: FlowComparison,
  before: FlowDocument,
  after: FlowDocument,
  words: CanvasWords,
): Omit<Difference, 'was'>[] {
  const { t } = words;
  const list = <Part extends string>(
    prefix: 'note' | 'frame',
    { added, removed, changed }: { added: string[]; removed: string[]; changed: { id: string; parts: Part[] }[] },
    named: (document: FlowDocument, id: string, words: CanvasWords) => string,
  ): Omit<Difference, 'was'>[] => [
    ...added.map((id) => ({
      ...{ key: `${prefix}a${id}`, kind: 'added' as const, text: named(after, id, words), node: null },
      detail: t(`frames:compare.${prefix}Added`),
    })),
    ...removed.map((id) => ({
      ...{ key: `${prefix}r${id}`, kind: 'removed' as const, text: named(before, id, words), node: null },
      detail: t(`frames:compare.${prefix}Removed`),
    })),
    ...changed.map(({ id, parts }) => ({
      ...{ key: `${prefix}c${id}`, kind: 'changed' as const, text: named(after, id, words), node: null },
      detail: parts.map((part) => t(`frames:compare.part.${part}`)).join(', '),
    })),
  ];
  return [...list('note', one.notes, noteIn), ...list('frame', one.frames, frameIn)];
}
