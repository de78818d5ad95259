/**
 * Puts the keyboard into a field of a panel that was just asked for. As soon as it is there: what a quick typist presses next is
 * meant for it, and would be a shortcut a moment before.
 */
export function focusSoon(selector: string, select = false): void {
  const focus = () => {
    const field = document.querySelector<HTMLElement>(selector);
    if (field === null || field === document.activeElement) return;
    field.focus();
    if (select && field instanceof HTMLInputElement) field.select();
  };
  // What a key asks for is drawn before the next key is heard. A menu that closes gives the keyboard back a moment later, and
  // what has to be fetched is not there yet: then once more.
  queueMicrotask(focus);
  requestAnimationFrame(focus);
}
