/**
 * A flow on its way in, however it came: dropped, pasted, or opened from the system. It is only held here and shown; nothing
 * is stored or started until a person says so.
 */
import { createStore } from 'zustand/vanilla';
import type { FlowDocument } from '../../flows/document/schema.ts';

export interface Incoming {
  text: string;
  /** The file's name; null where there was no file. */
  name: string | null;
}

/** The flow that is open, for what shall go into it. */
export interface OpenFlow {
  name: string;
  insert: (document: FlowDocument) => void;
}

export const incoming = createStore<{ flow: Incoming | null; into: OpenFlow | null }>(() => ({
  flow: null,
  into: null,
}));

export const receive = (flow: Incoming): void => incoming.setState({ flow });

/** Larger than any flow may be: then there is no need to read all of it. */
const enough = 6 * 1024 * 1024;
export const receiveFile = async (file: File): Promise<void> =>
  receive({ text: await file.slice(0, enough).text(), name: file.name });

/** Names itself a flow of ours, whole or torn. */
export const looksLikeFlow = (text: string): boolean => text.slice(0, 2000).includes('kaskad.flow');

/** What the desktop opened by a double click arrives as a message of our own window. */
export function listenToDesktop(): () => void {
  const onMessage = ({ source, data }: MessageEvent) => {
    if (source !== window || typeof data !== 'object' || data === null) return;
    const { kind, name, text } = data as Record<string, unknown>;
    if (kind === 'kaskad:flow' && typeof name === 'string' && typeof text === 'string') receive({ name, text });
  };
  window.addEventListener('message', onMessage);
  return () => window.removeEventListener('message', onMessage);
}
