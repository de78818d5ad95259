/** The drawing when the window is made larger or smaller: what stood in the middle stays there, what was shown whole is. */
import { useEffect } from 'react';
import type { CanvasSession } from './session.ts';
import { openView, showAll } from './view.ts';

/** Nearer than this is the same view, pixels; animations end a little beside their goal. */
const near = 1;

export function useKeptView(session: CanvasSession): void {
  useEffect(() => {
    const { view } = session;
    const size = () => ({ width: view.pane?.clientWidth ?? 0, height: view.pane?.clientHeight ?? 0 });
    let before = size();
    const onResize = () => {
      const was = before;
      before = size();
      const { instance, shown } = view;
      if (!instance || (before.width === was.width && before.height === was.height)) return;
      const { x, y, zoom } = instance.getViewport();
      const untouched =
        shown !== null &&
        Math.abs(shown.x - x) < near &&
        Math.abs(shown.y - y) < near &&
        Math.abs(shown.zoom - zoom) < 0.01;
      if (untouched && shown.how === 'whole') showAll(session, false);
      else if (untouched) openView(session);
      else
        void instance.setViewport({
          x: x + (before.width - was.width) / 2,
          y: y + (before.height - was.height) / 2,
          zoom,
        });
    };
    // Panels that open and close are no reason to move the drawing. What the window changes is seen by its own event, which
    // comes before this.
    const observer = new ResizeObserver(() => {
      before = size();
    });
    if (view.pane) observer.observe(view.pane);
    window.addEventListener('resize', onResize);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', onResize);
    };
  }, [session]);
}
