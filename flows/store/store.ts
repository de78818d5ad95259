/** All repositories over one open workspace. The only place that holds SQL is this folder. */
import { accountStore } from './accounts.ts';
import { counterStore } from './counters.ts';
import { journeyStore } from './journeys.ts';
import { messageStore } from './messages.ts';
import { metaStore } from './meta.ts';
import { noticeStore } from './notices.ts';
import { type OpenedFile, type OpenOptions, openFile } from './open.ts';
import { sizeStore } from './size.ts';

export type Store = ReturnType<typeof makeStore>;

export function makeStore(opened: OpenedFile) {
  const { db } = opened;
  return {
    db,
    file: opened.file,
    readOnly: opened.readOnly,
    meta: metaStore(db),
    journeys: journeyStore(db),
    messages: messageStore(db),
    counters: counterStore(db),
    notices: noticeStore(db),
    size: sizeStore(db),
    accounts: accountStore(db),
    close: () => opened.close(),
  };
}

/** Opens a workspace. See openFile for the errors. */
export const openStore = (path: string, options: OpenOptions): Store => makeStore(openFile(path, options));
