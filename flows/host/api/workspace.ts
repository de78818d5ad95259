/** The workspace as a whole: what it is, what needs a look, and the stream of what changes. */
import { formatInstant } from '../../sdk/time.ts';
import { os } from './base.ts';

export const workspaceApi = {
  get: os.workspace.get.handler(({ context: { store, host } }) => ({
    ...store.meta.get(),
    ...store.size.get(),
    file: store.file,
    host,
  })),

  settings: os.workspace.settings.handler(({ context: { store } }) => store.meta.sending()),

  saveSettings: os.workspace.saveSettings.handler(({ context: { store, engine, changes }, input }) => {
    store.meta.setSending(input);
    engine.sendingChanged();
    changes.publish('settings');
    return {};
  }),

  notices: os.workspace.notices.handler(({ context: { store } }) =>
    store.notices.list(200).map((notice) => ({ ...notice, at: formatInstant(notice.at, store.meta.get().timezone) })),
  ),

  seen: os.workspace.seen.handler(({ context: { store, changes }, input }) => {
    store.notices.markSeen(input.upTo);
    changes.publish('notices');
    return {};
  }),

  /** Ends when the caller leaves: then it must not go on listening. */
  changes: os.workspace.changes.handler(async function* ({ context: { changes }, signal }) {
    const gathered = new Set<string>();
    let wake: () => void = () => {};
    const unsubscribe = changes.subscribe((topics) => {
      for (const topic of topics) gathered.add(topic);
      wake();
    });
    const leave = () => wake();
    signal?.addEventListener('abort', leave);
    try {
      while (signal?.aborted !== true) {
        if (gathered.size === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
          continue;
        }
        const topics = [...gathered];
        gathered.clear();
        yield { topics };
      }
    } finally {
      signal?.removeEventListener('abort', leave);
      unsubscribe();
    }
  }),
};
