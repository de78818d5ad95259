import { useEffect } from 'react';
import { focusNode, useSession } from './session.ts';
import { bringIntoView } from './view.ts';

/** `?block=mail` at the address chooses that block and brings it into sight, where the flow still has it. */
export function AskedBlock(): null {
  const session = useSession();
  useEffect(() => {
    const asked = new URLSearchParams(window.location.search).get('block');
    const { document } = session.editor.store.getState();
    if (asked === null || !document.nodes.some(({ id }) => id === asked)) return;
    session.ui.setState({ inspectorOpen: true });
    session.editor.select({ nodes: [asked] });
    // The drawing has to stand before it can be moved.
    const frame = requestAnimationFrame(() => {
      bringIntoView(session, asked);
      focusNode(session.ui, asked);
    });
    return () => cancelAnimationFrame(frame);
  }, [session]);
  return null;
}
