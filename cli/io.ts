/**
 * How the command speaks: results on stdout (with `--json` exactly one JSON value), everything else on stderr. Exit codes:
 * 0 done, 1 refused or failed, 2 wrong usage.
 */
import { ORPCError } from '@orpc/server';
import { CommanderError } from 'commander';
import { errorWords, withoutSecrets } from '../flows/host/error-words.ts';
import { KaskadError } from '../flows/sdk/problem.ts';

export interface Progress {
  /** Shown on a terminal only, at most ten times a second. */
  show(text: string): void;
  done(): void;
}

export interface Io {
  /** The command's answer; call it once. Without `--json` the words are printed, or nothing when they are empty. */
  result(value: unknown, words: string): void;
  /** For the person at the terminal: to stderr. */
  note(text: string): void;
  progress(): Progress;
  /** The answer was given, but it is a bad one (problems found, a test that failed): exit 1. */
  failed(): void;
}

/** Wrong usage that commander cannot see: exit 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const redrawEvery = 100;

export function makeIo(json: () => boolean): Io {
  return {
    result(value, words) {
      if (json()) process.stdout.write(`${JSON.stringify(value)}\n`);
      else if (words !== '') process.stdout.write(`${words}\n`);
    },
    note(text) {
      process.stderr.write(`${text}\n`);
    },
    progress() {
      let last = 0;
      let shown = false;
      return {
        show(text) {
          const now = performance.now();
          if (process.stderr.isTTY !== true || now - last < redrawEvery) return;
          last = now;
          shown = true;
          process.stderr.write(`\r\u001b[K${text}`);
        },
        done() {
          if (shown) process.stderr.write('\r\u001b[K');
        },
      };
    },
    failed() {
      process.exitCode = 1;
    },
  };
}

interface Failure {
  code: string;
  message: string;
  details: Record<string, unknown>;
  exit: 1 | 2;
}

function failureOf(error: unknown): Failure {
  if (error instanceof KaskadError)
    return { code: error.code, message: error.message, details: error.details, exit: 1 };
  if (error instanceof ORPCError) {
    if (error.cause instanceof KaskadError) return failureOf(error.cause);
    const { code, details } = (error.data ?? {}) as { code?: string; details?: Record<string, unknown> };
    if (error.code === 'KASKAD' && code !== undefined) {
      return { code, message: error.message, details: details ?? {}, exit: 1 };
    }
    // The procedure's own check of its input: what was typed does not fit.
    if (error.code === 'BAD_REQUEST') {
      return { code: 'bad-input', message: inputWords(error), details: {}, exit: 1 };
    }
  }
  if (error instanceof UsageError) return { code: 'usage', message: error.message, details: {}, exit: 2 };
  if (error instanceof CommanderError) {
    return { code: 'usage', message: error.message.replace(/^error: /, ''), details: {}, exit: 2 };
  }
  const disk = diskTrouble(error);
  if (disk !== null) return disk;
  const message = withoutSecrets(error instanceof Error ? error.message : String(error));
  const details = process.env.KASKAD_DEBUG && error instanceof Error ? { stack: errorWords(error) } : {};
  return { code: 'internal', message: `Something went wrong inside Kaskad: ${message}`, details, exit: 1 };
}

/** What SQLite finds only while it works. */
function diskTrouble(error: unknown): Failure | null {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code.startsWith('SQLITE_CORRUPT')) {
    const message = 'The workspace file is damaged. See what: kaskad doctor <ws>. Then restore a backup.';
    return { code: 'workspace-damaged', message, details: {}, exit: 1 };
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return { code: 'disk-full', message: 'The disk is full. Free some space and try again.', details: {}, exit: 1 };
  }
  return null;
}

function inputWords(error: ORPCError<string, unknown>): string {
  const { issues } = (error.data ?? {}) as { issues?: { path?: PropertyKey[]; message?: string }[] };
  const words = (issues ?? []).map(({ path, message }) => `${(path ?? []).map(String).join('.')}: ${message}`);
  return words.length === 0 ? error.message : `What was given does not fit: ${words.join('; ')}.`;
}

/** Says what went wrong and sets the exit code. */
export function fail(error: unknown, json: boolean): void {
  // Asked for help or the version: commander has printed it.
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const { code, message, details, exit } = failureOf(error);
  process.exitCode = exit;
  // Without --json commander has already said it.
  if (!(error instanceof CommanderError) || json) process.stderr.write(`${message}\n`);
  if (typeof details.stack === 'string') process.stderr.write(`${details.stack}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, details } })}\n`);
}

/** Columns under one another, two spaces between; no rule lines, so that it can be cut and grepped. */
export function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (cell === null ? '' : String(cell).replace(/\s+/g, ' ')))),
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => [...(row[column] ?? '')].length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
