/** Folders that come with the app, wherever this code runs from: the sources, a bundle, or a packed app. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function above(folder: string, witness: string): string | null {
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, folder, witness))) return join(at, folder);
  }
  return null;
}

/** The built page; null when it has not been built. */
export const builtPage = (): string | null => above(join('dist', 'page'), 'index.html');

/** Sample data, templates, and the script for sites. */
export function resourcesFolder(): string {
  const folder = above('resources', 'sample');
  if (folder === null) throw new Error('The folder `resources` is missing beside the app.');
  return folder;
}
