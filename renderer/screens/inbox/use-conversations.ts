import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { ConversationRow } from '../../../flows/api/conversations.ts';
import type { ConversationView } from '../../../flows/sdk/operator.ts';
import { orpc } from '../../app/client.ts';

const page = 50;

export interface ConversationFilter {
  view: ConversationView;
  channel: string | null;
  search: string;
}

/** Conversations, the latest first, fetched as the list is scrolled. */
export function useConversations({ view, channel, search }: ConversationFilter) {
  const query = useInfiniteQuery(
    orpc.conversations.list.infiniteOptions({
      input: (after: string | null) => ({
        view,
        ...(search === '' ? {} : { search }),
        ...(channel === null ? {} : { channel }),
        ...(after === null ? {} : { after }),
        limit: page,
      }),
      initialPageParam: null as string | null,
      getNextPageParam: (last) => (last.more ? (last.rows.at(-1)?.mark ?? undefined) : undefined),
      placeholderData: keepPreviousData,
    }),
  );
  const rows: ConversationRow[] = query.data?.pages.flatMap((got) => got.rows) ?? [];
  return { query, rows, waiting: query.data?.pages[0]?.waiting };
}
