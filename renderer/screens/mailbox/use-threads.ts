import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { orpc } from '../../app/client.ts';
import type { Thread } from './mailbox-types.ts';

const page = 50;

/** Conversations, newest first, fetched as the list is scrolled. */
export function useThreads(search: string, channel: string | null) {
  const query = useInfiniteQuery(
    orpc.sandbox.threads.infiniteOptions({
      input: (offset: number) => ({
        ...(search === '' ? {} : { search }),
        ...(channel === null ? {} : { channel }),
        offset,
        limit: page,
      }),
      initialPageParam: 0,
      getNextPageParam: (last, pages) => {
        const got = pages.reduce((sum, { rows }) => sum + rows.length, 0);
        return last.rows.length === 0 || got >= last.total ? undefined : got;
      },
      placeholderData: keepPreviousData,
    }),
  );
  const rows: Thread[] = query.data?.pages.flatMap((got) => got.rows) ?? [];
  return { query, rows, total: query.data?.pages[0]?.total };
}
