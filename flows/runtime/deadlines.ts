/** One timer for all calls in flight: making a timeout for each costs more than the rest of a call to a fast vendor. */

export interface Deadlines {
  /** A signal that aborts when the call takes too long, or when all are stopped. `done` must be called in the end. */
  begin(): { readonly signal: AbortSignal; done: () => void };
  stop(): void;
}

/** `limit` in milliseconds; a call may take up to an eighth longer. */
export function makeDeadlines(limit: number): Deadlines {
  const calls = new Set<{ controller: AbortController; until: number }>();
  let timer: NodeJS.Timeout | null = null;
  const look = (): void => {
    const now = performance.now();
    for (const call of calls) {
      // In the order in which they began.
      if (call.until > now) break;
      calls.delete(call);
      call.controller.abort(new DOMException(`No answer within ${limit / 1000} seconds`, 'TimeoutError'));
    }
    timer = calls.size === 0 ? null : setTimeout(look, limit / 8);
  };
  return {
    begin() {
      const call = { controller: new AbortController(), until: performance.now() + limit };
      calls.add(call);
      timer ??= setTimeout(look, limit / 8);
      return {
        get signal() {
          return call.controller.signal;
        },
        done: () => void calls.delete(call),
      };
    },
    stop() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      for (const call of calls) call.controller.abort();
      calls.clear();
    },
  };
}
