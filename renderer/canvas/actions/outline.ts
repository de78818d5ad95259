/** What one does with the order of blocks. In the drawing lines say the order; in the outline it is these. */
import { IconArrowDown, IconArrowsMove, IconArrowUp, IconListTree, IconRowInsertTop } from '@tabler/icons-react';
import { moveBy } from '../outline/gestures.ts';
import { gapBeside } from '../outline/places.ts';
import { blockKey } from '../outline/rows.ts';
import { outlineIn } from '../outline/structure.ts';
import { refuse } from '../session.ts';
import { screenPointOf } from '../view.ts';
import { type ActionArgs, defineActions, oneNode, someNodes } from './action.ts';

const only = ({ session }: ActionArgs): string | undefined => session.editor.store.getState().selection.nodes[0];

export const outlineActions = defineActions([
  {
    id: 'addBefore',
    icon: IconRowInsertTop,
    group: 'block',
    keys: [{ code: 'Insert' }],
    scope: 'canvas',
    modes: ['outline'],
    on: ['node'],
    enabled: oneNode,
    perform: (args) => {
      const { session, words } = args;
      const { document } = session.editor.store.getState();
      const row = session.view.outline?.rowOf(blockKey(only(args) ?? ''));
      if (row?.kind !== 'block') return;
      const at = args.at ?? screenPointOf(session, row.id);
      const gap = gapBeside(document, row, 'before');
      if (gap.from.length > 0) session.ui.setState({ adding: { at, target: { kind: 'gap', gap } } });
      else refuse(session.ui, words.t('outline:refused.before-start', { to: words.nameOf(row.id) }), at);
    },
  },
  {
    id: 'moveUp',
    icon: IconArrowUp,
    group: 'block',
    keys: [{ code: 'ArrowUp', alt: true }],
    scope: 'canvas',
    modes: ['outline'],
    on: ['node'],
    enabled: oneNode,
    perform: (args) => moveBy(args.session, args.words, only(args) ?? '', -1),
  },
  {
    id: 'moveDown',
    icon: IconArrowDown,
    group: 'block',
    keys: [{ code: 'ArrowDown', alt: true }],
    scope: 'canvas',
    modes: ['outline'],
    on: ['node'],
    enabled: oneNode,
    perform: (args) => moveBy(args.session, args.words, only(args) ?? '', 1),
  },
  {
    id: 'moveTo',
    icon: IconArrowsMove,
    group: 'block',
    keys: [{ code: 'KeyM' }],
    scope: 'canvas',
    modes: ['outline'],
    on: ['node'],
    enabled: (now) => now.nodes > 0 && now.total > 2,
    perform: ({ session }) => session.ui.setState({ moving: session.editor.store.getState().selection.nodes }),
  },
  {
    id: 'selectBranch',
    icon: IconListTree,
    group: 'edit',
    keys: [{ code: 'ArrowRight', shift: true }],
    scope: 'canvas',
    modes: ['outline'],
    on: ['node'],
    enabled: someNodes,
    perform: ({ session }) => {
      const { document, selection } = session.editor.store.getState();
      const { pieces } = outlineIn(document);
      session.editor.select({
        nodes: [...new Set(selection.nodes.flatMap((id) => pieces.get(id)?.ids ?? [id]))],
      });
    },
  },
]);
