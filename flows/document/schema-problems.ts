/** zod's findings as problems: a place, a code that translations know, an English sentence. */
import type * as z from 'zod';
import type { Problem } from '../sdk/problem.ts';

/** Codes that the schemas of the SDK and of the flow give in their messages, in words. */
const words: Readonly<Record<string, string>> = {
  'not-a-duration': 'must be an ISO 8601 duration, such as P3D or PT12H',
  'not-a-time': 'must be a time of day, such as 09:30',
  'unknown-zone': 'must be a time zone such as Europe/Kyiv',
  'bad-id': 'must be made of letters, digits, dots, dashes and underscores, and be at most 64 long',
  'bad-type': 'must be the name of a node type, such as wait-for',
  'bad-language': 'must be a language code, such as uk or en-GB',
  'not-an-instant': 'must be a date or a date and time, such as 2026-12-24 or 2026-12-24T10:00',
  'not-a-cron': 'must be a schedule of five fields, such as 0 10 * * 1-5',
  'bad-topic': 'must be a consent topic of letters, digits, dashes and underscores, such as marketing',
  'bad-path': 'must say where a value is, such as event.total',
  'bad-attribute': 'must be written as attributes.<name>, without further dots',
  'bad-tag': 'must be a tag without spaces around it',
  'blank-reason': 'must say why the journey ends here',
  'duplicate-id': 'is used twice here; each id names an outlet of its own',
  'reserved-id': 'is the name of an outlet that every node of this type has; choose another',
  'duplicate-weekday': 'names a weekday twice',
  'empty-window': 'must be another time than the beginning',
  'too-many-languages': 'holds more than 30 languages',
  'for-or-until': 'needs one of the two: a length of time (for) or a date (until)',
  'if-past-needs-until': 'makes sense only when waiting for a date (until)',
  'cron-or-once': 'needs one of the two: a repeating schedule (cron) or a single date (once)',
  'skip-weekends-needs-cron': 'makes sense only for a repeating schedule (cron)',
  'where-needs-event': 'needs an event to look at',
};

type Issue = z.core.$ZodIssue;

const isCode = (message: string): boolean => /^[a-z]+(-[a-z0-9]+)+$/.test(message);

export const pathText = (path: readonly PropertyKey[]): string => path.map(String).join('.');

/** Of the branches of a union, the one that came furthest is what the author meant. */
function branchOf(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const score = (issues: readonly Issue[]): number =>
    Math.max(0, ...issues.map((issue) => issue.path.length)) * 100 -
    issues.length -
    (issues.some((issue) => issue.code === 'unrecognized_keys') ? 10 : 0);
  return [...branches].sort((a, b) => score(b) - score(a))[0] ?? [];
}

function flatten(issue: Issue, prefix: readonly PropertyKey[]): { path: readonly PropertyKey[]; issue: Issue }[] {
  const path = [...prefix, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const branch = branchOf(issue.errors);
    if (branch.length > 0) return branch.flatMap((inner) => flatten(inner, path));
  }
  if (issue.code === 'invalid_key' && issue.issues.length > 0) {
    return issue.issues.flatMap((inner) => flatten(inner, path));
  }
  return [{ path, issue }];
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

function inWords(issue: Issue): { code: string; sentence: string; params: Record<string, string | number> } {
  if (isCode(issue.message)) {
    return { code: issue.message, sentence: words[issue.message] ?? issue.message.replaceAll('-', ' '), params: {} };
  }
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = issue.keys.slice(0, 5).join(', ');
      return { code: 'unknown-key', sentence: `does not know ${keys}`, params: { keys } };
    }
    case 'invalid_type': {
      const expected = typeWords[issue.expected] ?? issue.expected;
      return issue.input === undefined && issue.message.endsWith('received undefined')
        ? { code: 'required', sentence: 'is missing', params: {} }
        : { code: 'wrong-type', sentence: `must be ${expected}`, params: { expected: issue.expected } };
    }
    case 'invalid_value': {
      const values = issue.values.map(String).slice(0, 20).join(', ');
      return { code: 'wrong-value', sentence: `must be one of: ${values}`, params: { values } };
    }
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? Number(issue.minimum) === 1
          ? { code: 'empty', sentence: 'must not be empty', params: {} }
          : {
              code: 'too-short',
              sentence: `must have at least ${issue.minimum}`,
              params: { minimum: Number(issue.minimum) },
            }
        : {
            code: 'too-small',
            sentence: `must be at least ${issue.minimum}`,
            params: { minimum: Number(issue.minimum) },
          };
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? {
            code: 'too-long',
            sentence: `must have at most ${issue.maximum}`,
            params: { maximum: Number(issue.maximum) },
          }
        : { code: 'too-big', sentence: `must be at most ${issue.maximum}`, params: { maximum: Number(issue.maximum) } };
    default:
      return { code: 'invalid', sentence: issue.message.replace(/^Invalid input: /, ''), params: {} };
  }
}

/** `node` and `prefix` say which part of the document the schema described. */
export function schemaProblems(
  error: z.core.$ZodError,
  node: string | null,
  prefix: readonly PropertyKey[],
): Problem[] {
  const seen = new Set<string>();
  return error.issues
    .flatMap((issue) => flatten(issue, prefix))
    .filter(({ path, issue }) => {
      // A pattern and a refinement of one field often say the same.
      const key = `${pathText(path)} ${issue.message}`;
      return !seen.has(key) && seen.add(key);
    })
    .map(({ path, issue }) => {
      const { code, sentence, params } = inWords(issue);
      const where = pathText(path);
      return {
        severity: 'error',
        node,
        path: where,
        code,
        message: `${where === '' ? 'The file' : where} ${sentence}.`,
        params: { ...params, path: where },
      } satisfies Problem;
    });
}
