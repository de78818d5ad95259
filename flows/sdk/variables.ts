/** Which values Liquid texts write out, read without a Liquid engine: by validation, which knows no workspace. */

export interface NamedVariable {
  /** `contact`, `event`, or a word that means nothing. */
  root: string;
  /** What follows, as far as it is plain: `["attributes", "city"]`. */
  path: readonly string[];
  /** The text says what to write instead (`| default`). */
  guarded: boolean;
}

const output = /\{\{-?(.*?)-?\}\}/gs;
const start = /^\s*([\p{L}_][\p{L}\p{N}_-]*)((?:\s*\.\s*[\p{L}\p{N}_-]+|\s*\[\s*(?:"[^"]*"|'[^']*')\s*\])*)/u;
const member = /\.\s*([\p{L}\p{N}_-]+)|\[\s*(?:"([^"]*)"|'([^']*)')\s*\]/gu;
const literals: ReadonlySet<string> = new Set(['true', 'false', 'nil', 'null', 'empty', 'blank']);

/** In order; what comes twice is there twice. Paths within filters and tags are left out. */
export function variablesOf(text: string): NamedVariable[] {
  return [...text.matchAll(output)].flatMap(([, code = '']) => {
    const [, root = '', members = ''] = start.exec(code) ?? [];
    if (root === '' || literals.has(root)) return [];
    const path = [...members.matchAll(member)].map(([, plain, double, single]) => plain ?? double ?? single ?? '');
    return [{ root, path, guarded: /\|\s*default\b/.test(code) }];
  });
}

const made = /\{%-?\s*(?:assign|capture|increment|decrement|for|tablerow)\s+([\p{L}_][\p{L}\p{N}_-]*)/gu;

/** Names that the text makes itself: by `assign`, `capture`, `for` and their like. */
export const namesMadeIn = (text: string): ReadonlySet<string> =>
  new Set(['forloop', 'tablerowloop', ...[...text.matchAll(made)].map(([, name = '']) => name)]);

/** What texts may begin with; `block` stands inside of reusable blocks only. */
export const variableRoots = ['contact', 'event', 'offer', 'links', 'workspace', 'now', 'block'] as const;

/** Fields of every profile, as texts name them. */
export const contactFields = [
  'id',
  'key',
  'email',
  'phone',
  'first_name',
  'last_name',
  'language',
  'country',
  'timezone',
  'createdAt',
  'tags',
] as const;

/** What a text that begins with another word may have meant: a root, or a field of the contact; null: nobody knows. */
export function meantByRoot(root: string): string | null {
  const field = nearestName(root, contactFields);
  return field === null ? nearestName(root, variableRoots) : `contact.${field}`;
}

/** Edits from one word to the other: letters put in, left out, replaced, or two exchanged. */
function distance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[other.length] ?? 0;
}

/** The known name that is nearly this one; null where none is. */
export function nearestName(name: string, known: Iterable<string>): string | null {
  const wanted = name.toLowerCase();
  let nearest: string | null = null;
  let least = Math.min(2, Math.floor(name.length / 3)) + 1;
  for (const one of known) {
    if (Math.abs(one.length - name.length) >= least) continue;
    const steps = distance(wanted, one.toLowerCase());
    if (steps < least) [nearest, least] = [one, steps];
  }
  return nearest;
}
