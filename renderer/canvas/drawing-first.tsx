/**
 * The flow is seen first. What stands beside the drawing is as much again to draw: it comes a moment later, into a place that is kept
 * for it, so that nothing jumps.
 */
import { createContext, type ReactNode, startTransition, useContext, useEffect, useState } from 'react';

const Drawn = createContext(true);

/** Milliseconds after which nobody waits for a frame any longer: a window that is covered draws none. */
const patience = 250;

/** Calls back once a frame was drawn. Returns how to call it off. */
function afterFrame(then: () => void): () => void {
  let timer = setTimeout(then, patience);
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    timer = setTimeout(then);
  });
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}

/** Round one opening of the canvas: whoever goes into a block of it and back waits for nothing again. */
export function DrawingFirst({ children }: { children: ReactNode }) {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => afterFrame(() => startTransition(() => setDrawn(true))), []);
  return <Drawn value={drawn}>{children}</Drawn>;
}

/** `place`: what keeps the place until then. */
export function AfterDrawing({ place = null, children }: { place?: ReactNode; children: ReactNode }) {
  return useContext(Drawn) ? children : place;
}
