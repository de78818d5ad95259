/** The flow in plain words, for reading and printing. */
export function StoryView() {
  return null;
}
