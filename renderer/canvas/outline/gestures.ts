/** Changes that only an outline makes: blocks change places, and go where they are dropped. They say what they did, or why not. */
import type { Gap } from '../../../flows/document/outline.ts';
import { type Reordered, swapPieces } from '../../../flows/document/reorder.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { specs } from '../../../registry/editors.ts';
import { type CanvasSession, focusNode, refuse, type ScreenPoint, say } from '../session.ts';
import { screenPointOf } from '../view.ts';
import type { CanvasWords } from '../words.ts';
import { moveBlocks } from './places.ts';
import { factsOf, outlineIn } from './structure.ts';

export function whyNotThere(words: CanvasWords, answer: Reordered & { ok: false }): string {
  const named = Object.fromEntries(Object.entries(answer.params).map(([key, id]) => [key, words.nameOf(id)]));
  return words.t(`outline:refused.${answer.code}`, named);
}

function settle(session: CanvasSession, words: CanvasWords, document: FlowDocument, ids: readonly string[]): void {
  session.editor.apply(() => document, { select: { nodes: ids } });
  const [first = ''] = ids;
  const { numbers, order } = outlineIn(document);
  say(
    session.ui,
    words.t('outline:said.moved', {
      name: words.nameOf(first),
      count: ids.length,
      number: numbers.get(first) ?? 0,
      total: order.length,
    }),
  );
  focusNode(session.ui, first);
}

/** Moves blocks into a gap as one step of undo. */
export function moveInto(
  session: CanvasSession,
  words: CanvasWords,
  ids: readonly string[],
  gap: Gap,
  at: ScreenPoint,
): boolean {
  const moved = moveBlocks(session.editor.store.getState().document, ids, gap);
  if (moved.ok) settle(session, words, moved.document, ids);
  else refuse(session.ui, whyNotThere(words, moved), at);
  return moved.ok;
}

/** Lets a block change places with its neighbour in the chain. */
export function moveBy(session: CanvasSession, words: CanvasWords, id: string, by: -1 | 1): void {
  const { document } = session.editor.store.getState();
  const { before, after, pieces } = outlineIn(document);
  const facts = factsOf(document);
  const at = screenPointOf(session, id);
  const other = by < 0 ? before.get(id) : after.get(id);
  const [first, second] = [by < 0 ? other : id, by < 0 ? id : other].map((one) => pieces.get(one ?? ''));
  if (facts.isStart(id) || !first || !second) {
    const code = facts.isStart(id) ? 'start' : by < 0 ? 'first' : 'last';
    refuse(session.ui, words.t(`outline:refused.${code}`, { id: words.nameOf(id) }), at);
    return;
  }
  const swapped = swapPieces(document, { specs, facts }, first, second);
  if (swapped.ok) settle(session, words, swapped.document, [id]);
  else if (swapped.code === 'start')
    refuse(session.ui, words.t('outline:refused.before-start', { to: words.nameOf(first.head) }), at);
  else refuse(session.ui, whyNotThere(words, swapped), at);
}
