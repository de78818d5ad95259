/** The drawing when the window is made larger or smaller: what stood in the middle stays there, what was shown whole is. */
import { useEffect } from 'react';
import type { CanvasSession } from './session.ts';
import { openView, showAll } from './view.ts';

export function useKeptView(session: CanvasSession): void {
  useEffect(() => {
    const { view } = session;
    let width = view.pane?.clientWidth ?? 0;
    let height = view.pane?.clientHeight ?? 0;
    const measure = () => {
      width = view.pane?.clientWidth ?? width;
      height = view.pane?.clientHeight ?? height;
    };
    const onResize = () => {
      const [wasWide, wasHigh] = [width, height];
      measure();
      const { instance, shown } = view;
      if (!instance || (width === wasWide && height === wasHigh)) return;
      if (shown === 'whole') showAll(session, false);
      else if (shown === 'opened') openView(session);
      else {
        const { x, y, zoom } = instance.getViewport();
        void instance.setViewport({ x: x + (width - wasWide) / 2, y: y + (height - wasHigh) / 2, zoom });
      }
    };
    // Panels that open and close are no reason to move the drawing: only what the pane measures then is taken note of.
    const observer = new ResizeObserver(() => {
      if (view.pane && Math.abs(window.innerWidth - seen) < 1) measure();
    });
    let seen = window.innerWidth;
    const onWindow = () => {
      onResize();
      seen = window.innerWidth;
    };
    if (view.pane) observer.observe(view.pane);
    window.addEventListener('resize', onWindow);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', onWindow);
    };
  }, [session]);
}
