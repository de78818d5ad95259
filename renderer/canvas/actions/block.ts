/** What one does with one block, or a few. */

import { IconBan, IconForms, IconPlus, IconPointer, IconRoute } from '@tabler/icons-react';
import { setNode } from '../../../flows/document/edits.ts';
import { specs } from '../../../registry/editors.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import { chosenMark, editMark, openMark } from '../annotations/gestures.ts';
import { focusSoon } from '../focus-soon.ts';
import { freeOutlet, graphOf, outletsOf } from '../graph.ts';
import { say, type Target } from '../session.ts';
import { bringIntoView, middleOfScreen, screenPointOf } from '../view.ts';
import { always, defineActions, oneMark, oneNode, someNodes } from './action.ts';

export const blockActions = defineActions([
  {
    id: 'open',
    icon: IconForms,
    group: 'block',
    keys: [{ code: 'Enter' }, { code: 'NumpadEnter' }],
    scope: 'canvas',
    on: ['node'],
    enabled: (now) => oneNode(now) || oneMark(now),
    perform: ({ session, words }) => {
      const mark = chosenMark(session);
      if (mark) {
        openMark(session, words, mark);
        return;
      }
      session.ui.setState({ inspectorOpen: true, inspectorTab: 'setup' });
      const [chosen] = session.editor.store.getState().selection.nodes;
      if (chosen !== undefined) bringIntoView(session, chosen);
      focusSoon('[data-inspector-first]');
    },
  },
  {
    id: 'rename',
    icon: IconPointer,
    group: 'block',
    keys: [{ code: 'F2' }],
    scope: 'canvas',
    on: ['node', 'frame'],
    enabled: (now) => oneNode(now) || oneMark(now),
    perform: ({ session }) => {
      const mark = chosenMark(session);
      if (mark) {
        editMark(session, mark);
        return;
      }
      session.ui.setState({ inspectorOpen: true, inspectorTab: 'setup' });
      focusSoon('[data-inspector-name]', true);
    },
  },
  {
    id: 'connect',
    icon: IconRoute,
    group: 'block',
    keys: [{ code: 'KeyC' }],
    scope: 'canvas',
    on: ['node', 'edge'],
    enabled: (now) => (now.nodes === 1 && now.canLead && now.total > 1) || (now.nodes === 0 && now.edges === 1),
    perform: ({ session }) => {
      const { document, selection } = session.editor.store.getState();
      const line = document.edges.find((candidate) => edgeKey(candidate) === selection.edges[0]);
      if (line && selection.nodes.length === 0) {
        // A chosen line knows its way out already: only where it leads is asked.
        session.ui.setState({ connecting: { node: line.from, outlet: line.outlet } });
        return;
      }
      const node = document.nodes.find((candidate) => candidate.id === selection.nodes[0]);
      if (!node) return;
      const outlets = outletsOf(node, specs, graphOf(document));
      session.ui.setState({
        connecting: { node: node.id, outlet: outlets.length === 1 ? (outlets[0] ?? null) : null },
      });
    },
  },
  {
    id: 'add',
    icon: IconPlus,
    group: 'block',
    keys: [{ code: 'Slash' }, { code: 'KeyN' }],
    scope: 'canvas',
    on: ['node', 'edge', 'pane'],
    enabled: always,
    perform: ({ session, at }) => {
      const { document, selection, active } = session.editor.store.getState();
      const { outline } = session.view;
      if (outline) {
        const under = at ?? screenPointOf(session, active ?? '');
        session.ui.setState({ adding: { at: under, target: outline.target() } });
        return;
      }
      const edge = selection.edges[0];
      const node = selection.nodes[0];
      const from = at === undefined || node !== undefined ? freeOutlet(document, specs, node ?? active) : null;
      const beside = node ?? document.edges.find((candidate) => edgeKey(candidate) === edge)?.from;
      const here = at ?? (beside === undefined ? middleOfScreen(session) : screenPointOf(session, beside));
      // A block whose ways all lead on: into the first of them, the others can be chosen in the list.
      const first = node === undefined || from?.node === node ? undefined : graphOf(document).out.get(node)?.[0];
      const target: Target = edge
        ? { kind: 'edge', edge }
        : first
          ? { kind: 'edge', edge: edgeKey(first) }
          : from
            ? { kind: 'outlet', node: from.node, outlet: from.outlet }
            : { kind: 'free' };
      session.ui.setState({ adding: { at: here, target } });
    },
  },
  {
    id: 'disable',
    icon: IconBan,
    group: 'block',
    keys: [{ code: 'KeyD' }],
    scope: 'canvas',
    on: ['node'],
    enabled: someNodes,
    perform: ({ session, words }) => {
      const { document, selection } = session.editor.store.getState();
      const chosen = document.nodes.filter((node) => selection.nodes.includes(node.id));
      const disabled = chosen.some((node) => node.disabled !== true);
      session.editor.apply((now) => chosen.reduce((result, node) => setNode(result, node.id, { disabled }), now));
      say(session.ui, words.t(disabled ? 'said.disabled' : 'said.enabled', { count: chosen.length }));
    },
  },
]);
