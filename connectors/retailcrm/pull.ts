/**
 * What changed in an account. First everything by pages; then the history of changes, by ascending number: it tells whom to read again, who is
 * gone, and which changes were made with our own key, which are no news. From a day on: the history alone.
 *
 * Pages move up when somebody is deleted while they are read: where the total shrinks, the walk steps back.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type RetailCalls, unread } from './call.ts';
import type { RetailFields } from './fields.ts';
import { entitySchema, goneRecord, placeOf, type RetailEntity, type RetailKind, recordOf } from './records.ts';
import { timeOf, written } from './zone.ts';

const pageSize = 100;

const cursorSchema = z.union([
  /** Everything: `total` as the last page said it. */
  z.object({ page: z.number(), total: z.number(), begunAt: z.number() }),
  /** The history after this number, or from this moment on. */
  z.object({ sinceId: z.number().nullable(), from: z.number() }),
]);
type Cursor = z.output<typeof cursorSchema>;

const pagination = z.object({ totalCount: z.number(), currentPage: z.number(), totalPageCount: z.number() });
const named = z.looseObject({ id: z.number() });
const historySchema = z.object({
  history: z
    .array(
      z.looseObject({
        id: z.number(),
        createdAt: z.string(),
        deleted: z.boolean().default(false),
        apiKey: z.looseObject({ current: z.boolean().default(false) }).nullish(),
        customer: named.nullish(),
        order: named.nullish(),
      }),
    )
    .default([]),
  pagination,
});

export function retailPulls({ get }: RetailCalls, known: RetailFields) {
  async function list(kind: RetailKind, query: Record<string, string>, signal: AbortSignal) {
    const place = placeOf(kind);
    const { body, at } = await get(`/api/v5/${place}`, { limit: String(pageSize), ...query }, signal);
    const said = z
      .looseObject({ pagination: pagination.optional(), [place]: z.array(entitySchema).default([]) })
      .safeParse(body);
    if (!said.success) throw unread();
    const entities = (said.data as Record<string, unknown>)[place] as RetailEntity[];
    return { entities, pages: said.data.pagination as z.output<typeof pagination> | undefined, at };
  }

  async function byIds(kind: RetailKind, ids: readonly string[], signal: AbortSignal): Promise<RetailEntity[]> {
    const numbers = ids.filter((id) => /^[1-9]\d{0,14}$/.test(id));
    const found: RetailEntity[] = [];
    for (let from = 0; from < numbers.length; from += pageSize) {
      const some = numbers.slice(from, from + pageSize);
      const query = Object.fromEntries(some.map((id, index) => [`filter[ids][${index}]`, id]));
      found.push(...(await list(kind, query, signal)).entities);
    }
    return found;
  }

  async function everything(
    kind: RetailKind,
    cursor: Extract<Cursor, { page: number }>,
    { signal, now }: PullContext,
  ): Promise<SyncPage> {
    const { page } = cursor;
    const { entities, pages, at } = await list(kind, { page: String(page) }, signal);
    const reading = await known.reading(kind, signal);
    // By the clock of the first page: what changes from then on is in the history.
    const begunAt = cursor.begunAt === 0 ? (at ?? now) : cursor.begunAt;
    const total = pages?.totalCount ?? 0;
    const changedAt = kind === 'contact' ? begunAt : null;
    const records = entities.map((one) => recordOf(kind, one, changedAt, reading));
    const deleted = cursor.total - total;
    if (page > 1 && deleted > 0) {
      const back = Math.max(1, page - Math.ceil(deleted / pageSize));
      return { records, cursor: { page: back, total, begunAt } satisfies Cursor, more: true };
    }
    if (pages !== undefined && page < pages.totalPageCount)
      return { records, cursor: { page: page + 1, total, begunAt } satisfies Cursor, more: true };
    return { records, cursor: { sinceId: null, from: begunAt - overlap } satisfies Cursor, more: true };
  }

  async function history(
    kind: RetailKind,
    cursor: Extract<Cursor, { from: number }>,
    { signal }: PullContext,
  ): Promise<SyncPage> {
    const reading = await known.reading(kind, signal);
    const after =
      cursor.sinceId === null
        ? { 'filter[startDate]': written(cursor.from, reading.offset) }
        : { 'filter[sinceId]': String(cursor.sinceId) };
    const path = `/api/v5/${placeOf(kind)}/history`;
    const said = historySchema.safeParse(
      (await get(path, { ...after, limit: String(pageSize), page: '1' }, signal)).body,
    );
    if (!said.success) throw unread();
    const { history: changes, pagination: pages } = said.data;
    const changed = new Map<string, Millis>();
    const gone = new Map<string, Millis>();
    for (const change of changes) {
      const of = kind === 'contact' ? change.customer : change.order;
      if (of == null) continue;
      const id = String(of.id);
      const at = timeOf(change.createdAt, reading.offset) ?? 0;
      if (change.deleted) gone.set(id, at);
      else if (change.apiKey?.current !== true) changed.set(id, Math.max(at, changed.get(id) ?? 0));
    }
    const entities = await byIds(
      kind,
      [...changed.keys()].filter((id) => !gone.has(id)),
      signal,
    );
    const records: SyncRecord[] = [
      ...entities.map((one) => recordOf(kind, one, changed.get(String(one.id)) ?? null, reading)),
      ...[...gone].map(([id, at]) => goneRecord(kind, id, at)),
    ];
    const sinceId = changes.reduce<number | null>((last, { id }) => Math.max(last ?? 0, id), cursor.sinceId);
    const more = changes.length > 0 && pages.currentPage < pages.totalPageCount;
    return { records, cursor: { sinceId, from: cursor.from } satisfies Cursor, more };
  }

  return {
    byIds,
    pull(kind: RetailKind, given: unknown, context: PullContext): Promise<SyncPage> {
      const { since } = context;
      const first: Cursor = since === null ? { page: 1, total: 0, begunAt: 0 } : { sinceId: null, from: since };
      const cursor: Cursor = cursorSchema.safeParse(given).data ?? first;
      return 'page' in cursor ? everything(kind, cursor, context) : history(kind, cursor, context);
    },
    async get(kind: RetailKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const entities = await byIds(kind, ids, signal);
      if (entities.length === 0) return [];
      const reading = await known.reading(kind, signal);
      return entities.map((one) => recordOf(kind, one, null, reading));
    },
    async newest(kind: RetailKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const { entities } = await list(
        kind,
        { limit: limit <= 20 ? '20' : limit <= 50 ? '50' : '100', page: '1' },
        signal,
      );
      const reading = await known.reading(kind, signal);
      const newest = entities.toSorted((a, b) => b.id - a.id).slice(0, limit);
      return newest.map((one) => recordOf(kind, one, null, reading));
    },
  };
}
