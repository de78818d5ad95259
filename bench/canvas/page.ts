/** What is measured in the page. Each function is sent into the browser as it stands: it may use nothing from outside itself. */

export interface Frames {
  frames: number;
  /** Milliseconds on the wall. */
  ms: number;
}

/** Frames drawn while a wheel turns over the drawing, there and back. */
export async function panning({ ms, selector }: { ms: number; selector: string }): Promise<Frames> {
  const pane = document.querySelector(selector);
  if (pane === null) throw new Error(`There is no ${selector}`);
  const box = pane.getBoundingClientRect();
  const at = { clientX: box.left + box.width / 2, clientY: box.top + box.height / 2 };
  return await new Promise((resolve) => {
    let frames = 0;
    const from = performance.now();
    const step = () => {
      const passed = performance.now() - from;
      if (passed >= ms) return resolve({ frames, ms: passed });
      frames++;
      const there = passed < ms / 2 ? 1 : -1;
      pane.dispatchEvent(
        new WheelEvent('wheel', { ...at, deltaX: 6 * there, deltaY: 24 * there, bubbles: true, cancelable: true }),
      );
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

/** Frames drawn while a block is dragged round in a circle, and put back where it was. */
export async function dragging({ ms, selector }: { ms: number; selector: string }): Promise<Frames> {
  const node = document.querySelector(selector);
  if (node === null) throw new Error(`There is no ${selector}`);
  const box = node.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + 20];
  const send = (target: EventTarget, type: string, dx: number, dy: number) =>
    target.dispatchEvent(
      new MouseEvent(type, {
        clientX: x + dx,
        clientY: y + dy,
        button: 0,
        buttons: type === 'mouseup' ? 0 : 1,
        bubbles: true,
        cancelable: true,
        view: window,
      }),
    );
  send(node, 'mousedown', 0, 0);
  return await new Promise((resolve, reject) => {
    let frames = 0;
    let moved = false;
    const from = performance.now();
    const step = () => {
      const passed = performance.now() - from;
      // Where a short time held hardly a frame it goes on until the block has moved.
      if (passed >= ms && (moved || passed >= ms + 5_000)) {
        send(window, 'mousemove', 0, 0);
        send(window, 'mouseup', 0, 0);
        if (moved) resolve({ frames, ms: passed });
        else reject(new Error('The block did not follow the mouse'));
        return;
      }
      frames++;
      const angle = passed / 160;
      send(window, 'mousemove', 60 * Math.sin(angle), 40 - 40 * Math.cos(angle));
      moved ||= Math.abs(node.getBoundingClientRect().left - box.left) > 8;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
}

declare global {
  interface Window {
    /** Put there by the benchmark: opens the drawing. */
    openDrawing: () => void;
  }
}

/** Milliseconds from opening until blocks stand on screen and a frame was drawn with them. */
export async function untilDrawn(selector: string): Promise<number> {
  const from = performance.now();
  window.openDrawing();
  return await new Promise((resolve) => {
    const look = () => {
      if (document.querySelector(selector) === null) requestAnimationFrame(look);
      // The frame in which they stand has been drawn when the next one begins.
      else requestAnimationFrame(() => resolve(performance.now() - from));
    };
    requestAnimationFrame(look);
  });
}
