/** From one difference to the next, by a key or a click: the drawing goes there, and it is said. */
import type { ActionArgs } from '../actions/action.ts';
import { type CanvasSession, focusNode, say } from '../session.ts';
import { type Difference, differences } from '../step-words.ts';
import { bringIntoView, bringPlaceIntoView } from '../view.ts';
import type { CanvasWords } from '../words.ts';

/** To its block where there is one still; else to where it was. */
export function goToDifference(session: CanvasSession, { key, node, was }: Difference): void {
  session.ui.setState((state) => ({ comparedTo: state.comparedTo && { ...state.comparedTo, at: key } }));
  if (node !== null) {
    session.editor.select({ nodes: [node] });
    bringIntoView(session, node);
    requestAnimationFrame(() => focusNode(session.ui, node));
    return;
  }
  const place = was === null ? undefined : session.ui.getState().comparedTo?.document.layout?.nodes?.[was];
  if (place !== undefined) bringPlaceIntoView(session, place);
}

export const differencesOf = (session: CanvasSession, words: CanvasWords): Difference[] => {
  const to = session.ui.getState().comparedTo;
  return to === null ? [] : differences(to.document, session.editor.store.getState().document, words);
};

/** Without a comparison it asks what to compare with. */
export function stepDifference({ session, words }: Pick<ActionArgs, 'session' | 'words'>, by: 1 | -1): void {
  const to = session.ui.getState().comparedTo;
  if (to === null) {
    session.ui.setState({ dialog: 'compare' });
    return;
  }
  const found = differencesOf(session, words);
  if (found.length === 0) {
    say(session.ui, words.t('history.compare.same'));
    return;
  }
  const now = found.findIndex(({ key }) => key === to.at);
  const next = now === -1 ? (by === 1 ? 0 : found.length - 1) : (now + by + found.length) % found.length;
  const one = found[next] as Difference;
  goToDifference(session, one);
  say(
    session.ui,
    words.t('sharing:compare.step', { n: next + 1, total: found.length, what: `${one.text} ${one.detail}`.trim() }),
  );
}
