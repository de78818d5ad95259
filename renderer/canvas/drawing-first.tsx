/**
 * The flow is seen first. What stands beside the drawing is as much again to draw: it comes a moment later, into a place that is kept
 * for it, so that nothing jumps.
 */
import { createContext, type ReactNode, useContext, useDeferredValue } from 'react';

const Drawn = createContext(true);

/** Round one opening of the canvas: whoever goes into a block of it and back waits for nothing again. */
export function DrawingFirst({ children }: { children: ReactNode }) {
  const drawn = useDeferredValue(true, false);
  return <Drawn value={drawn}>{children}</Drawn>;
}

/** `place`: what keeps the place until then. */
export function AfterDrawing({ place = null, children }: { place?: ReactNode; children: ReactNode }) {
  return useContext(Drawn) ? children : place;
}
