/** What one does with reusable blocks: make one of what is chosen, look into it, take it apart. */
import { IconArrowUp, IconComponents, IconComponentsOff, IconFolderOpen } from '@tabler/icons-react';
import { takeApart } from '../../../flows/document/block-edits.ts';
import { proposeBlock } from '../../../flows/document/block-proposal.ts';
import { specs } from '../../../registry/editors.ts';
import { leaveTo, openUsed } from '../reusable/open-block.ts';
import { flowSessionOf, focusNode, refuse, say } from '../session.ts';
import { middleOfScreen, screenPointOf } from '../view.ts';
import { type ActionArgs, defineActions, oneNode, someNodes } from './action.ts';

const chosenNode = ({ session }: ActionArgs) => {
  const { document, selection } = session.editor.store.getState();
  return document.nodes.find(({ id }) => id === selection.nodes[0]);
};

export const reusableActions = defineActions([
  {
    id: 'makeBlock',
    icon: IconComponents,
    group: 'block',
    keys: [{ code: 'KeyB' }],
    scope: 'canvas',
    on: ['node'],
    enabled: someNodes,
    perform: ({ session, words, at }) => {
      const { document, selection } = session.editor.store.getState();
      const proposal = proposeBlock(document, selection.nodes, specs);
      if (proposal.ok) {
        session.ui.setState({ dialog: 'makeBlock' });
        return;
      }
      const names = proposal.nodes.map((id) => words.t('blocks:quoted', { name: words.nameOf(id) })).join(', ');
      const [first] = selection.nodes;
      const where = at ?? (first === undefined ? middleOfScreen(session) : screenPointOf(session, first));
      refuse(session.ui, words.t(`blocks:no.${proposal.code}`, { names }), where);
    },
  },
  {
    id: 'openBlock',
    icon: IconFolderOpen,
    group: 'block',
    keys: [{ code: 'Enter', shift: true }],
    scope: 'canvas',
    on: ['node'],
    offered: (now) => now.use,
    enabled: (now) => oneNode(now) && now.use,
    perform: (args) => {
      const node = chosenNode(args);
      if (node !== undefined) openUsed(args.session, node);
    },
  },
  {
    id: 'takeApart',
    icon: IconComponentsOff,
    group: 'block',
    keys: [{ code: 'KeyB', shift: true }],
    scope: 'canvas',
    on: ['node'],
    offered: (now) => now.use,
    enabled: (now) => oneNode(now) && now.use,
    perform: (args) => {
      const { session, words } = args;
      const node = chosenNode(args);
      const apart = node === undefined ? null : takeApart(session.editor.store.getState().document, node.id, specs);
      if (apart === null) return;
      session.editor.apply(() => apart.document, { select: { nodes: apart.ids } });
      say(session.ui, words.t('blocks:said.apart', { count: apart.ids.length }));
      const [first] = apart.ids;
      if (first !== undefined) focusNode(session.ui, first);
    },
  },
  {
    id: 'leaveBlock',
    icon: IconArrowUp,
    group: 'view',
    keys: [{ code: 'ArrowUp', mod: true }],
    scope: 'canvas',
    on: ['pane'],
    offered: (now) => now.inBlock,
    enabled: (now) => now.inBlock,
    perform: ({ session }) => leaveTo(session, flowSessionOf(session).opened.getState().length - 1),
  },
]);
