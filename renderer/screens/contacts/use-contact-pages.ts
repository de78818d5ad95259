/** The rows in view, page by page, as they come. */
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { everybody, type RuleGroup } from '../../../flows/sdk/rule.ts';
import { orpc } from '../../app/client.ts';
import type { ContactRow } from './contact-row.ts';

export const pageSize = 100;

export interface ContactQuery {
  search: string;
  rule: RuleGroup | null;
  sort: 'createdAt' | 'last_name' | 'email' | 'key';
  descending: boolean;
}

/** What the engine is asked for one page. */
export function inputOf(query: ContactQuery, page: number) {
  return {
    ...(query.rule === null ? {} : { rule: query.rule }),
    ...(query.search === '' ? {} : { search: query.search }),
    sort: query.sort,
    descending: query.descending,
    offset: page * pageSize,
    limit: pageSize,
  };
}

/** `rowAt` gives null for a row that is still on its way. */
export function useContactPages(query: ContactQuery, pages: readonly number[]) {
  // Its total stays on screen while the next answer comes, so that the table does not collapse at each letter typed.
  const first = useQuery(
    orpc.contacts.list.queryOptions({ input: inputOf(query, 0), placeholderData: keepPreviousData }),
  );
  const { rule } = query;
  // Where nobody can say at once how many a rule finds, an estimate stands there until all were looked at.
  const counted = useQuery({
    ...orpc.contacts.count.queryOptions({ input: { rule: rule ?? everybody } }),
    enabled: rule !== null && first.data?.exact === false && !first.isPlaceholderData,
  });
  const others = useQueries({
    queries: pages
      .filter((page) => page > 0)
      .map((page) =>
        orpc.contacts.list.queryOptions({ input: inputOf(query, page), placeholderData: keepPreviousData }),
      ),
    combine: (results) =>
      new Map(results.map((result, index) => [pages.filter((page) => page > 0)[index] ?? -1, result.data?.rows])),
  });
  const rowAt = (index: number): ContactRow | null => {
    const page = Math.floor(index / pageSize);
    const rows = page === 0 ? first.data?.rows : others.get(page);
    return rows?.[index - page * pageSize] ?? null;
  };
  const known = first.data?.exact === false ? counted.data : undefined;
  return {
    first,
    total: known?.count ?? first.data?.total,
    /** How `total` is to be read. */
    totalIs: totalIs(first.data, known !== undefined),
    rowAt,
  };
}

function totalIs(
  answer: { more: boolean; exact: boolean } | undefined,
  counted: boolean,
): 'more than' | 'about' | 'exactly' {
  if (answer?.more === true) return 'more than';
  return answer?.exact === false && !counted ? 'about' : 'exactly';
}
