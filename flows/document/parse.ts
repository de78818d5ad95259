/** Reads a flow file. It comes from strangers: limits first, then shape; nothing in it is run. */
import { KaskadError, type Problem } from '../sdk/problem.ts';
import { bracketDepth, findJsonError } from './json-position.ts';
import { type FlowDocument, flowFormat, flowFormatVersion, flowSchema, limits } from './schema.ts';
import { schemaProblems } from './schema-problems.ts';

/** Keys that JavaScript gives a meaning of its own. */
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c >= 0x800) bytes += 2;
    else if (c >= 0x80) bytes += 1;
    // A surrogate pair is four bytes: two for each half.
    if (c >= 0xd800 && c <= 0xdfff) bytes -= 1;
  }
  return bytes;
}

/** Path of the first prototype key, or null. Depth is known to be small, the width is not: no recursion over arrays' length. */
function findPrototypeKey(value: unknown): string | null {
  const open: { value: unknown; path: string }[] = [{ value, path: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: here, path } = next;
    if (typeof here !== 'object' || here === null) continue;
    for (const [key, inner] of Object.entries(here)) {
      const at = path === '' ? key : `${path}.${key}`;
      if (prototypeKeys.has(key)) return at;
      open.push({ value: inner, path: at });
    }
  }
  return null;
}

function parseJson(text: string): unknown {
  const bytes = text.length > limits.bytes ? text.length : utf8Length(text);
  if (bytes > limits.bytes) {
    throw new KaskadError(
      'flow-too-large',
      `The flow file is larger than ${limits.bytes / 1024 / 1024} MB. Split the flow, or move pictures out of its texts.`,
      { bytes, limit: limits.bytes },
    );
  }
  const depth = bracketDepth(text);
  if (depth > limits.depth) {
    throw new KaskadError(
      'flow-too-deep',
      `The flow file nests ${depth} levels deep; ${limits.depth} are allowed. Flatten its rules.`,
      { depth, limit: limits.depth },
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    const { line, column, found } = findJsonError(text) ?? { line: 1, column: 1, found: 'end of file' };
    throw new KaskadError(
      'flow-not-json',
      `The flow file is not JSON: line ${line}, column ${column} has an unexpected ${found}. Mend that place and try again.`,
      { line, column, found },
    );
  }
}

function refuseShape(problems: readonly Problem[]): never {
  const shown = problems.slice(0, 5).map((problem) => problem.message);
  const more = problems.length > shown.length ? ` And ${problems.length - shown.length} more.` : '';
  throw new KaskadError('flow-invalid', `The flow file does not have the shape of a flow: ${shown.join(' ')}${more}`, {
    problems: problems.slice(0, 200),
  });
}

/**
 * Throws a KaskadError with code `flow-too-large`, `flow-too-deep`, `flow-not-json` (details: line, column),
 * `flow-unsafe-key`, `not-a-flow`, `flow-newer` or `flow-invalid` (details: problems). What the text means is checked by
 * validateFlow.
 */
export function parseFlowText(text: string): FlowDocument {
  return parseFlowValue(parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text));
}

/** The same for a value that was JSON already. Same errors, without those of the text. */
export function parseFlowValue(value: unknown): FlowDocument {
  const unsafe = findPrototypeKey(value);
  if (unsafe !== null) {
    throw new KaskadError(
      'flow-unsafe-key',
      `The flow file holds a forbidden key at ${unsafe}. A flow made by Kaskad never has one; do not use this file.`,
      { path: unsafe },
    );
  }
  const head = (typeof value === 'object' && value !== null ? value : {}) as {
    format?: unknown;
    formatVersion?: unknown;
  };
  if (head.format !== flowFormat) {
    throw new KaskadError(
      'not-a-flow',
      `This is not a Kaskad flow: its "format" must be "${flowFormat}". Choose a .flow.json file that Kaskad exported.`,
      { expected: flowFormat },
    );
  }
  if (typeof head.formatVersion === 'number' && head.formatVersion > flowFormatVersion) {
    throw new KaskadError(
      'flow-newer',
      `The flow file was made by a newer Kaskad (format ${head.formatVersion}; this one knows ${flowFormatVersion}). Update Kaskad and try again.`,
      { formatVersion: head.formatVersion, known: flowFormatVersion },
    );
  }
  const parsed = flowSchema.safeParse(value);
  if (!parsed.success) refuseShape(schemaProblems(parsed.error, null, []));
  return parsed.data;
}
