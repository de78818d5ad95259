/** One step of the history in words: the one thing that mattered most in it. */
import { compareFlows, type FlowComparison } from '../../flows/document/compare.ts';
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
}

export function differences(before: FlowDocument, after: FlowDocument, words: CanvasWords): Difference[] {
  const { t } = words;
  const one = compared(before, after);
  const line = ({ from, to }: { from: string; to: string }, document: FlowDocument): string =>
    `${nameIn(document, from, words)} → ${nameIn(document, to, words)}`;
  const touched = new Set([...one.added, ...one.removed]);
  return [
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
    ...one.moved
      .filter((id) => !touched.has(id))
      .map((id) => ({
        ...{ key: `m${id}`, kind: 'moved' as const, text: nameIn(after, id, words) },
        ...{ detail: t('history.compare.moved'), node: id },
      })),
  ];
}
