/** Tells screens what changed, by topic; coalesced so that a busy engine does not flood a page. */
export interface ChangeBus {
  /**
   * Topics: flows, report:<flow>, contacts, messages, accounts, notices, tasks, blocks, offers, forms, web, requests, bulk,
   * imports, segments, conversations.
   */
  publish(topic: string): void;
  /** Calls back with the topics gathered since the last call, at most about four times a second. */
  subscribe(listener: (topics: string[]) => void): () => void;
}

export function changeBus(everyMs = 250): ChangeBus {
  const listeners = new Set<(topics: string[]) => void>();
  const gathered = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    timer = null;
    const topics = [...gathered];
    gathered.clear();
    for (const listener of listeners) listener(topics);
  };
  return {
    publish(topic) {
      if (listeners.size === 0) return;
      gathered.add(topic);
      if (timer === null) timer = setTimeout(flush, everyMs).unref();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
