/** Choosing: along the lines of the flow, one line after another, and by a line drawn by hand. */
import {
  IconArrowBigDownLines,
  IconArrowBigUpLines,
  IconLasso,
  IconRoute2,
  IconRouteAltLeft,
} from '@tabler/icons-react';
import { framesIn } from '../../../flows/document/frames.ts';
import { specs } from '../../../registry/editors.ts';
import { edgeKey } from '../../state/flow-editor.ts';
import { graphOf, outletsOf } from '../graph.ts';
import { linesOf, reached, type Way } from '../reach.ts';
import { focusNode, refuse, say } from '../session.ts';
import { middleOfScreen } from '../view.ts';
import { type ActionArgs, defineActions, type Situation, someNodes } from './action.ts';

function selectAlong({ session, words }: ActionArgs, way: Way): void {
  const { document, selection } = session.editor.store.getState();
  const { folds } = framesIn(document);
  // What cannot be seen is not chosen: the next key might delete it.
  const nodes = reached(graphOf(document), selection.nodes, way).filter((id) => !folds.nodes.has(id));
  session.editor.select({ nodes });
  say(session.ui, words.t('chosen', { count: nodes.length }));
}

/** Goes round the lines of the block that has the keyboard, and says which one it stands on. */
function selectLine({ session, words, at }: ActionArgs, by: 1 | -1): void {
  const { document, selection, active } = session.editor.store.getState();
  const graph = graphOf(document);
  const node = graph.nodes.get(selection.nodes[0] ?? active ?? '');
  if (node === undefined) return;
  const lines = linesOf(graph, node.id, outletsOf(node, specs, graph));
  const standing = lines.findIndex((edge) => edgeKey(edge) === selection.edges[0]);
  const place = standing === -1 ? (by === 1 ? 0 : lines.length - 1) : (standing + by + lines.length) % lines.length;
  const edge = lines[place];
  const source = edge && graph.nodes.get(edge.from);
  if (!edge || !source) {
    refuse(session.ui, words.t('hands:noLines', { name: words.nodeName(node) }), at ?? middleOfScreen(session));
    return;
  }
  session.editor.activate(node.id);
  focusNode(session.ui, node.id);
  // After the card has taken the keyboard: taking it chooses the card.
  requestAnimationFrame(() => {
    session.editor.select({ nodes: [], edges: [edgeKey(edge)] });
    say(
      session.ui,
      words.t('hands:line', {
        from: words.nodeName(source),
        outlet: words.outletLabel(source, edge.outlet),
        to: words.nameOf(edge.to),
        place: place + 1,
        places: lines.length,
      }),
    );
  });
}

const oneThing = (now: Situation): boolean => now.nodes + now.edges === 1;

export const selectActions = defineActions([
  {
    id: 'upstream',
    icon: IconArrowBigUpLines,
    group: 'edit',
    keys: [{ code: 'KeyU' }],
    scope: 'canvas',
    modes: ['drawing'],
    on: ['node'],
    enabled: someNodes,
    perform: (args) => selectAlong(args, 'upstream'),
  },
  {
    id: 'downstream',
    icon: IconArrowBigDownLines,
    group: 'edit',
    keys: [{ code: 'KeyJ' }],
    scope: 'canvas',
    modes: ['drawing'],
    on: ['node'],
    enabled: someNodes,
    perform: (args) => selectAlong(args, 'downstream'),
  },
  {
    id: 'nextLine',
    icon: IconRoute2,
    group: 'edit',
    keys: [{ code: 'KeyE' }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: oneThing,
    perform: (args) => selectLine(args, 1),
  },
  {
    id: 'previousLine',
    icon: IconRouteAltLeft,
    group: 'edit',
    keys: [{ code: 'KeyE', shift: true }],
    scope: 'canvas',
    modes: ['drawing'],
    enabled: oneThing,
    perform: (args) => selectLine(args, -1),
  },
  {
    id: 'lasso',
    icon: IconLasso,
    group: 'edit',
    keys: [{ code: 'KeyQ' }],
    scope: 'canvas',
    modes: ['drawing'],
    on: ['pane'],
    enabled: (now) => now.total > 0,
    perform: ({ session, words }) => {
      const lasso = !session.ui.getState().lasso;
      session.ui.setState({ lasso, mode: 'drawing' });
      say(session.ui, words.t(lasso ? 'hands:lasso' : 'hands:said.lassoOff'));
    },
  },
]);
