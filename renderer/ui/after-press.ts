/**
 * What a field does when it is left may move what stands below it. Left by a press, it waits until the press has become a
 * click: else the button under the pointer moves away between pressing and letting go, and the click is lost.
 */
let pressed = false;
const waiting: (() => void)[] = [];

const released = (): void => {
  pressed = false;
  // The click comes right after the release.
  setTimeout(() => {
    for (const work of waiting.splice(0)) work();
  });
};
// Editors are also read where there is no page.
if (typeof window !== 'undefined') {
  window.addEventListener('pointerdown', () => (pressed = true), true);
  // A native drag, or a release outside of the window, ends a press without a pointerup.
  for (const end of ['pointerup', 'pointercancel', 'dragend']) window.addEventListener(end, released, true);
  window.addEventListener('blur', released);
}

/** Does it now, or once the pointer is up again. */
export function afterPress(work: () => void): void {
  if (pressed) waiting.push(work);
  else work();
}
