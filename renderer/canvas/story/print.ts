/** Prints the story alone: it is shown first, for what is printed is what stands on the page. */
import type { CanvasSession } from '../session.ts';

/** The story loads what the workspace says before it stands; longer than this nobody waits, milliseconds. */
const patience = 5_000;

export async function printStory({ ui }: CanvasSession): Promise<void> {
  const { mode } = ui.getState();
  ui.setState({ mode: 'story', dialog: null });
  await standing();
  window.addEventListener('afterprint', () => ui.setState({ mode }), { once: true });
  window.print();
}

/** Resolves once the story is drawn. */
function standing(): Promise<void> {
  return new Promise((resolve) => {
    const began = performance.now();
    const look = () => {
      if (document.querySelector('[data-story]') !== null || performance.now() - began > patience)
        requestAnimationFrame(() => resolve());
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
