/** What commands open: workspaces, files, times. */

import { readFileSync } from 'node:fs';
import { createRouterClient } from '@orpc/server';
import { loadEngineRegistry } from '#registry/engine';
import type { HostContext } from '../flows/host/context.ts';
import { procedures } from '../flows/host/router.ts';
import { type OpenWorkspace, openWorkspace } from '../flows/host/workspace.ts';
import { KaskadError } from '../flows/sdk/problem.ts';
import { addDuration, isDuration, type Millis, parseInstant } from '../flows/sdk/time.ts';
import { UsageError } from './io.ts';

/** The procedures that the page calls, without a wire between. */
export const clientOf = (context: HostContext) => createRouterClient(procedures, { context });

/** Opens for writing and closes whatever happens. */
export async function withWorkspace<T>(file: string, work: (workspace: OpenWorkspace) => Promise<T> | T): Promise<T> {
  return closing(await openWorkspace(file, { mode: 'write', host: 'web', registry: await loadEngineRegistry() }), work);
}

/** For commands that only read: beside a running engine the file is opened read-only. */
export async function readingWorkspace<T>(
  file: string,
  work: (workspace: OpenWorkspace) => Promise<T> | T,
): Promise<T> {
  return closing(await openToRead(file), work);
}

async function openToRead(file: string): Promise<OpenWorkspace> {
  try {
    return await openWorkspace(file, { mode: 'write', host: 'web', registry: await loadEngineRegistry() });
  } catch (error) {
    const beside = error instanceof KaskadError && ['workspace-in-use', 'workspace-read-only'].includes(error.code);
    if (!beside) throw error;
    return await openWorkspace(file, { mode: 'read', host: 'web', registry: await loadEngineRegistry() });
  }
}

async function closing<T>(workspace: OpenWorkspace, work: (workspace: OpenWorkspace) => Promise<T> | T): Promise<T> {
  try {
    return await work(workspace);
  } finally {
    await workspace.close();
  }
}

/** Text of a file, or of stdin for `-`. Throws `file-missing`. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KaskadError('file-missing', `The file ${path} cannot be read (${why}). Check its name.`, { path });
  }
}

/** JSON of a file, or of stdin for `-`. Throws `file-missing` or `not-json`; the text itself is never repeated: it may hold secrets. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    throw new KaskadError('not-json', `${path === '-' ? 'The input' : `The file ${path}`} is not JSON.`, { path });
  }
}

/** An ISO instant; without offset it is of the workspace's zone. */
/** Milliseconds of an ISO duration. */
export function durationOption(text: string, option: string): Millis {
  if (!isDuration(text)) throw new UsageError(`${option} needs a duration such as PT60S or P1D, not "${text}".`);
  return addDuration({ ms: 0, zone: 'UTC' }, text).ms;
}

export function instantOption(text: string, zone: string, option: string): Millis {
  const ms = parseInstant(text, zone);
  if (ms === null) {
    throw new UsageError(`${option} needs a time such as 2026-03-29 or 2026-03-29T10:00:00+03:00, not "${text}".`);
  }
  return ms;
}

/** Gathers `--map a=b --map c=d`. The first `=` parts the two. */
export function pairs(option: string): (value: string, gathered: Record<string, string>) => Record<string, string> {
  return (value, gathered) => {
    const at = value.indexOf('=');
    if (at <= 0 || at === value.length - 1) throw new UsageError(`${option} needs name=value, not "${value}".`);
    return { ...gathered, [value.slice(0, at)]: value.slice(at + 1) };
  };
}

export function wholeNumber(option: string, least = 0): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least) {
      throw new UsageError(`${option} needs a whole number of at least ${least}, not "${value}".`);
    }
    return number;
  };
}

/** Aborts at Ctrl-C or when the system ends the process; a second Ctrl-C ends it at once. */
export function untilInterrupted(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const stop = () => {
    controller.abort();
    release();
  };
  const release = () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal, release };
}
