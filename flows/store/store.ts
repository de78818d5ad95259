/** All repositories over one open workspace. The only place that holds SQL is this folder. */
import { accountStore } from './accounts.ts';
import { metaStore } from './meta.ts';
import { type OpenedFile, type OpenOptions, openFile } from './open.ts';

export type Store = ReturnType<typeof makeStore>;

export function makeStore(opened: OpenedFile) {
  const { db } = opened;
  return {
    db,
    file: opened.file,
    readOnly: opened.readOnly,
    meta: metaStore(db),
    accounts: accountStore(db),
    close: () => opened.close(),
  };
}

/** Opens a workspace. See openFile for the errors. */
export const openStore = (path: string, options: OpenOptions): Store => makeStore(openFile(path, options));
