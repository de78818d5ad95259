/** Flow files that the system asks the app to open. They are read here, where files are, and shown by the page; nothing of them is run. */
import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/** What is shown of one; also of one that cannot be read, so that the page can say so. */
export interface FlowFile {
  name: string;
  text: string;
}

export const isFlowFile = (path: string): boolean => /\.flow\.json$/i.test(path);

/** The first one that a command line names. */
export const flowFileIn = (argv: readonly string[]): string | null =>
  argv.slice(1).find((argument) => !argument.startsWith('-') && isFlowFile(argument)) ?? null;

/** More than any flow may have: the page refuses it in words, and a mistaken gigabyte does no harm. */
const most = 6 * 1024 * 1024;

/** Null when it is not there or may not be read. */
export function readFlowFile(path: string): FlowFile | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const buffer = Buffer.alloc(most);
    const length = readSync(file, buffer, 0, most, 0);
    return { name: basename(path), text: buffer.toString('utf8', 0, length) };
  } catch {
    return null;
  } finally {
    closeSync(file);
  }
}

/** Holds a file until the page is there to show it, and gives it once. */
export function flowFileDesk(show: (file: FlowFile) => void, unreadable: (path: string) => void) {
  let waiting: FlowFile | null = null;
  let pageIsThere = false;
  const give = (): void => {
    if (waiting === null || !pageIsThere) return;
    const file = waiting;
    waiting = null;
    show(file);
  };
  return {
    open(path: string): void {
      const file = readFlowFile(path);
      if (file === null) {
        unreadable(path);
        return;
      }
      waiting = file;
      give();
    },
    /** It asked for its port, so it listens. */
    pageCame(): void {
      pageIsThere = true;
      give();
    },
    pageWent(): void {
      pageIsThere = false;
    },
  };
}
