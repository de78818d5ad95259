/** Whether the engine answers, and the stream that tells what changed. */
import { QueryClient } from '@tanstack/react-query';
import { create } from 'zustand';
import { client, orpc, troubleOf } from './client.ts';

export type ConnectionState = 'connecting' | 'online' | 'offline' | 'locked';

interface Connection {
  state: ConnectionState;
  /** Rises at each attempt, so that "try again" can show that something happened. */
  attempts: number;
  retry: () => void;
}

let wake: (() => void) | null = null;

export const useConnection = create<Connection>(() => ({
  state: 'connecting',
  attempts: 0,
  retry: () => wake?.(),
}));

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => troubleOf(error).kind === 'unexpected' && count < 1,
    },
    mutations: { retry: false },
  },
});

/** Query keys to refetch when a topic changed. A topic nobody knows refetches nothing. */
export function keysOf(topic: string): readonly (readonly unknown[])[] {
  if (topic.startsWith('report:')) {
    const flow = topic.slice('report:'.length);
    return [
      orpc.flows.report.key({ input: { flow } }),
      orpc.flows.people.key({ input: { flow } }),
      orpc.flows.versions.key({ input: { flow } }),
      orpc.flows.held.key({ input: { flow } }),
      orpc.surveys.key(),
    ];
  }
  switch (topic) {
    case 'flows':
      return [orpc.flows.list.key(), orpc.flows.get.key(), orpc.flows.versions.key(), orpc.flows.preflight.key()];
    case 'contacts':
      return [
        orpc.contacts.key(),
        orpc.merges.key(),
        orpc.surveys.key(),
        orpc.workspace.get.key(),
        orpc.conversations.key(),
      ];
    case 'operations':
      return [orpc.contacts.get.key()];
    case 'messages':
      // A profile tells what became of them.
      return [
        orpc.messages.key(),
        orpc.sandbox.key(),
        orpc.print.key(),
        orpc.contacts.get.key(),
        orpc.conversations.key(),
      ];
    case 'accounts':
      return [
        orpc.accounts.key(),
        orpc.site.key(),
        orpc.hooks.key(),
        orpc.push.key(),
        orpc.syncs.get.key(),
        orpc.flows.preflight.key(),
        orpc.live.troubles.key(),
      ];
    case 'syncs':
      return [orpc.syncs.get.key()];
    case 'requests':
      return [orpc.rights.requests.key()];
    case 'bulk':
      return [orpc.bulk.recent.key()];
    case 'offers':
      return [orpc.offers.key()];
    case 'forms':
      return [orpc.forms.key()];
    case 'web':
      return [orpc.web.key(), orpc.links.key(), orpc.site.key(), orpc.hooks.key(), orpc.push.key()];
    case 'segments':
      return [orpc.segments.key()];
    case 'imports':
      return [orpc.imports.key()];
    case 'print':
      return [orpc.print.key()];
    case 'brand':
    case 'letter-parts':
      return [orpc.letters.key(), orpc.content.key()];
    case 'blocks':
      return [orpc.blocks.key()];
    case 'tasks':
      return [orpc.tasks.key(), orpc.conversations.get.key()];
    case 'conversations':
      return [orpc.conversations.key()];
    case 'settings':
      return [orpc.workspace.settings.key()];
    case 'notices':
      return [orpc.workspace.notices.key()];
    default:
      return [];
  }
}

/** Milliseconds between two refetches of one topic: a busy engine must not keep the page refetching. */
const calm = 1200;
const pending = new Set<string>();
let timer: ReturnType<typeof setTimeout> | null = null;
let last = 0;

function refetch(topics: readonly string[]): void {
  for (const topic of topics) pending.add(topic);
  if (timer !== null) return;
  timer = setTimeout(
    () => {
      timer = null;
      last = Date.now();
      const now = [...pending];
      pending.clear();
      for (const topic of now) for (const queryKey of keysOf(topic)) void queryClient.invalidateQueries({ queryKey });
    },
    Math.max(0, last + calm - Date.now()),
  );
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timeout = setTimeout(done, ms);
    wake = done;
    window.addEventListener('online', done);
    function done() {
      clearTimeout(timeout);
      window.removeEventListener('online', done);
      wake = null;
      resolve();
    }
  });

/** Listens for ever; after a break it connects again (0.5 s, doubling up to 10 s) and refetches all that is on screen. */
export async function watchChanges(signal: AbortSignal): Promise<void> {
  let wait = 500;
  let broken = false;
  while (!signal.aborted) {
    try {
      useConnection.setState((now) => ({ attempts: now.attempts + 1 }));
      const stream = await client.workspace.changes(undefined, { signal });
      useConnection.setState({ state: 'online' });
      if (broken) void queryClient.invalidateQueries();
      broken = false;
      wait = 500;
      for await (const { topics } of stream) refetch(topics);
    } catch (error) {
      if (signal.aborted) return;
      useConnection.setState({ state: troubleOf(error).kind === 'locked' ? 'locked' : 'offline' });
    }
    broken = true;
    await pause(wait);
    wait = Math.min(wait * 2, 10_000);
  }
}
