/** The tables in a folder, the oldest first. */
import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';

const endings = /\.(?:csv|tsv|txt|xlsx|ndjson|jsonl)$/i;
/** Somebody may still be writing a file that changed just now: it is read at the next look. */
const settles: Millis = 2_000;

export interface TableFile {
  name: string;
  path: string;
  size: number;
  changedAt: Millis;
}

/** `since`: files that changed last before it are left out. Throws `bad-request` where the folder cannot be read. */
export async function filesIn(folder: string, since: Millis | null): Promise<TableFile[]> {
  if (!isAbsolute(folder))
    throw new ConnectorError(
      'bad-request',
      `Write the whole path of the folder, from the root or the drive on: "${folder}" begins in the middle.`,
    );
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw new ConnectorError(
      'bad-request',
      `The folder ${folder} cannot be read (${codeOf(error)}). Check its path and its rights.`,
    );
  }
  const found: TableFile[] = [];
  // What begins with a dot or ~$ is a program's own note of a file that is open.
  for (const name of names.filter((one) => endings.test(one) && !/^(?:\.|~\$)/.test(one))) {
    const path = join(folder, name);
    // It may be gone since.
    const about = await stat(path).catch(() => null);
    if (about === null || !about.isFile()) continue;
    const changedAt = Math.floor(about.mtimeMs);
    if (Date.now() - changedAt < settles || (since !== null && changedAt < since)) continue;
    found.push({ name, path, size: about.size, changedAt });
  }
  return found.sort((a, b) => a.changedAt - b.changedAt || (a.name < b.name ? -1 : 1));
}

/** Changes when a file came, went or was written. */
export const stampOf = (files: readonly TableFile[], idColumn: string | undefined): string =>
  createHash('sha256')
    .update(JSON.stringify([idColumn ?? null, files.map(({ name, size, changedAt }) => [name, size, changedAt])]))
    .digest('base64url');

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';
