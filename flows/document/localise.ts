/** The words of a ready flow in another language, by where they stand in its file: `nodes.letter.name`, `description`. */
import type { FlowDocument } from './schema.ts';

export type Words = Readonly<Record<string, string>>;

type Tree = Record<string, unknown> | unknown[];
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/**
 * The document with the words put in their places; places that it does not have are passed over. A step of a path is a key, the
 * number of an entry in a list, or the `id` of one: `nodes.ask.config.buttons.yes.text`.
 */
export function localise(document: FlowDocument, words: Words): FlowDocument {
  const made = structuredClone(document);
  for (const [path, text] of Object.entries(words)) {
    const steps = path.split('.');
    const last = steps.pop() as string;
    const holder = steps.reduce<unknown>((at, step) => (isTree(at) ? within(at, step) : undefined), made);
    if (isTree(holder) && typeof within(holder, last) === 'string') Object.assign(holder, { [last]: text });
  }
  return made;
}

function within(tree: Tree, step: string): unknown {
  if (!Array.isArray(tree)) return Object.hasOwn(tree, step) ? tree[step] : undefined;
  return tree.find((one) => isTree(one) && !Array.isArray(one) && one.id === step) ?? tree[Number(step)];
}

/** Where a document has words for people: names, the description, notes on slots, and what is on buttons. */
export function placesOfWords(document: FlowDocument): string[] {
  const found: string[] = [];
  const look = (value: unknown, path: readonly string[]): void => {
    if (!isTree(value)) return;
    const entries: [string, unknown][] = Array.isArray(value)
      ? value.map((one, index) => [
          isTree(one) && !Array.isArray(one) && typeof one.id === 'string' ? one.id : `${index}`,
          one,
        ])
      : Object.entries(value);
    for (const [key, inner] of entries) {
      const here = [...path, key];
      if (typeof inner === 'string' && /\p{L}/u.test(inner) && isWord(here)) found.push(here.join('.'));
      else look(inner, here);
    }
  };
  const { tests: _, ...rest } = document;
  look(rest, []);
  return found;
}

/** Texts of messages are in the document itself, in each language. */
function isWord(path: readonly string[]): boolean {
  if (path.includes('content')) return false;
  const last = path.at(-1) as string;
  // What stands on a button, or is one of the answers to a question.
  const pressed = ['buttons', 'choices'].includes(path.at(-3) ?? '') && last === 'text';
  return pressed || ['name', 'description', 'note', 'title', 'script', 'button'].includes(last);
}
