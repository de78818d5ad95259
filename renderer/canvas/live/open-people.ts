/** Opens the people behind a number where the settings stand. */
import { focusSoon } from '../focus-soon.ts';
import { type CanvasSession, focusNode } from '../session.ts';
import type { PeopleOf } from './numbers.ts';

export function openPeople(session: CanvasSession, of: PeopleOf): void {
  session.editor.select(of.node === '' ? { nodes: [], edges: [] } : { nodes: [of.node] });
  session.ui.setState({
    inspectorOpen: true,
    inspectorTab: 'people',
    simulateOpen: false,
    historyOpen: false,
    comparedTo: null,
    peopleOf: of,
  });
  focusSoon('[data-people-first]');
}

/** Back to the settings, with the keyboard where it was. */
export function closePeople(session: CanvasSession): void {
  const { peopleOf } = session.ui.getState();
  session.ui.setState({ peopleOf: null, inspectorTab: 'setup' });
  if (peopleOf !== null && peopleOf.node !== '') focusNode(session.ui, peopleOf.node);
}
