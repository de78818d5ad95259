/** Flows that are dropped onto the window, pasted or opened from the system, wherever one is in the places of flows. */
import { IconFileImport } from '@tabler/icons-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { incoming, listenToDesktop, receive, receiveFile } from './incoming.ts';
import classes from './sharing.module.css';

const Preview = lazy(async () => ({ default: (await import('./incoming-preview.tsx')).IncomingPreview }));

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;

/** Something asks a person already, and may take files itself. */
const isBusy = (): boolean => document.querySelector('[role="dialog"]') !== null;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function IncomingFlow() {
  const [location] = useLocation();
  const flow = useStore(incoming, (state) => state.flow);
  useEffect(listenToDesktop, []);
  const amongFlows = location === '/flows' || location.startsWith('/flows/');
  return (
    <>
      {amongFlows ? <DropTarget /> : null}
      {location === '/flows' ? <PasteTarget /> : null}
      {flow === null ? null : (
        <Suspense fallback={null}>
          <Preview flow={flow} />
        </Suspense>
      )}
    </>
  );
}

function DropTarget() {
  const { t } = useTranslation('flows');
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child comes before leaving its parent: counted, it is known when the pointer left the window.
    let depth = 0;
    const onEnter = (event: DragEvent) => {
      if (!hasFiles(event) || isBusy()) return;
      depth++;
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!hasFiles(event) || depth === 0) return;
      depth--;
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => {
      // Without this the browser would leave the app for the file.
      if (hasFiles(event)) event.preventDefault();
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      const mine = depth > 0;
      depth = 0;
      setOver(false);
      if (event.defaultPrevented && !mine) return;
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file !== undefined && !isBusy()) void receiveFile(file);
    };
    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className={classes.drop} aria-hidden>
      <IconFileImport size={32} stroke={1.5} />
      <b>{t('import.drop')}</b>
    </div>
  );
}

/** On the list of flows; the canvas has its own, for it also takes pieces of flows. */
function PasteTarget() {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target) || isBusy()) return;
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (!text.trimStart().startsWith('{')) return;
      event.preventDefault();
      receive({ text, name: null });
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  }, []);
  return null;
}
