/** What came in is shown before anything becomes of it: a flow of its own, a part of the one that is open, or nothing. */
import { useStore } from 'zustand';
import { ImportFlow } from '../screens/flows/import-flow.tsx';
import { type Incoming, incoming } from './incoming.ts';

export function IncomingPreview({ flow }: { flow: Incoming }) {
  const into = useStore(incoming, (state) => state.into);
  return <ImportFlow opened given={flow} into={into} onClose={() => incoming.setState({ flow: null })} />;
}
