/**
 * What changed in a shop. A sweep: all that changed since a moment, by ascending id, each page after the last id of the one before. Shopify's own
 * positions are not used: they end after 25,000 records (https://shopify.dev/docs/api/usage/limits), and nobody says for how long they hold.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type ShopifyCalls, unread } from './call.ts';
import { listName, listQuery, pageSizes, type ShopifyKind } from './queries.ts';
import { cartRecord, cartSchema, customerRecord, customerSchema, orderRecord, orderSchema } from './records.ts';

const cursorSchema = z.object({
  /** The sweep takes what changed from then on; null: everything. */
  since: z.number().nullable(),
  /** By Shopify's clock, when the sweep began; null: it has not. */
  begunAt: z.number().nullable(),
  afterId: z.number(),
});
type Cursor = z.output<typeof cursorSchema>;

const pageInfo = z.object({ hasNextPage: z.boolean() });
const recordsOf: Readonly<Record<ShopifyKind, (nodes: unknown) => SyncRecord[] | null>> = {
  contact: (nodes) => z.array(customerSchema).safeParse(nodes).data?.map(customerRecord) ?? null,
  order: (nodes) => z.array(orderSchema).safeParse(nodes).data?.map(orderRecord) ?? null,
  cart: (nodes) => z.array(cartSchema).safeParse(nodes).data?.map(cartRecord) ?? null,
};
interface Asked {
  first: number;
  query: string | null;
  sortKey: 'ID' | 'CREATED_AT';
  reverse: boolean;
}
const instant = (ms: Millis): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

export function shopifyPulls({ ask }: ShopifyCalls) {
  async function list(kind: ShopifyKind, variables: Asked, signal: AbortSignal) {
    const { data, at } = await ask(listQuery(kind, variables.first), variables, { signal });
    const name = listName(kind);
    const page = z.object({ [name]: z.object({ nodes: z.unknown(), pageInfo }) }).safeParse(data).data?.[name];
    const records = page === undefined ? null : recordsOf[kind](page.nodes);
    if (page === undefined || records === null) throw unread();
    return { records, more: page.pageInfo.hasNextPage, at };
  }

  return {
    async pull(kind: ShopifyKind, given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      const cursor: Cursor = cursorSchema.safeParse(given).data ?? { since, begunAt: null, afterId: 0 };
      const wanted = [
        ...(cursor.since === null ? [] : [`updated_at:>='${instant(cursor.since)}'`]),
        ...(cursor.afterId === 0 ? [] : [`id:>=${cursor.afterId + 1}`]),
      ];
      const query = wanted.length === 0 ? null : wanted.join(' AND ');
      const { records, more, at } = await list(
        kind,
        { first: pageSizes[kind], query, sortKey: 'ID', reverse: false },
        signal,
      );
      const begunAt = cursor.begunAt ?? at ?? now;
      const last = records.at(-1);
      if (more && last !== undefined)
        return {
          records,
          cursor: { since: cursor.since, begunAt, afterId: Number(last.id) } satisfies Cursor,
          more: true,
        };
      const next: Cursor = { since: Math.max(cursor.since ?? 0, begunAt - overlap), begunAt: null, afterId: 0 };
      return { records, cursor: next, more: false };
    },
    async get(kind: ShopifyKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const numbers = ids.filter((id) => /^[1-9]\d{0,15}$/.test(id));
      const found: SyncRecord[] = [];
      for (let from = 0; from < numbers.length; from += pageSizes[kind]) {
        const some = numbers.slice(from, from + pageSizes[kind]);
        const query = some.map((id) => `id:${id}`).join(' OR ');
        found.push(...(await list(kind, { first: some.length, query, sortKey: 'ID', reverse: false }, signal)).records);
      }
      return found;
    },
    async newest(kind: ShopifyKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const first = Math.min(limit, pageSizes[kind]);
      return (await list(kind, { first, query: null, sortKey: 'CREATED_AT', reverse: true }, signal)).records;
    },
  };
}
