/**
 * What changed in a company. A sweep: all that changed since a moment, by ascending id, page after page by Pipedrive's own position, which
 * names the last id. After the deals, those that were deleted meanwhile.
 */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type PipedriveCalls, unread } from './call.ts';
import type { PipedriveFields } from './fields.ts';
import { itemSchema, type PipedriveItem, type PipedriveKind, placeOf, recordOf } from './records.ts';

const pageSize = 500;
/** Ids at once. */
const chunk = 100;

const cursorSchema = z.object({
  /** The sweep takes what changed from then on; null: everything. */
  since: z.number().nullable(),
  /** By Pipedrive's clock, when the sweep began; null: it has not. */
  begunAt: z.number().nullable(),
  /** Pipedrive's position. */
  at: z.string().nullable(),
  deleted: z.boolean(),
  /** The position was not known any more, and the sweep began again. */
  again: z.boolean(),
});
type Cursor = z.output<typeof cursorSchema>;

export function pipedrivePulls(call: PipedriveCalls, known: PipedriveFields) {
  async function list(kind: PipedriveKind, query: Record<string, string>, signal: AbortSignal) {
    const { data, next, at } = await call({ method: 'GET', path: `/api/v2/${placeOf(kind)}`, query, signal });
    const said = z.array(itemSchema).nullable().safeParse(data);
    if (!said.success) throw unread();
    return { items: said.data ?? [], next, at };
  }
  async function asRecords(
    kind: PipedriveKind,
    items: readonly PipedriveItem[],
    signal: AbortSignal,
  ): Promise<SyncRecord[]> {
    if (items.length === 0) return [];
    const fields = await known.inner(kind, signal);
    const pipelines = kind === 'deal' ? await known.pipelines(signal) : [];
    return items.map((item) => recordOf(kind, item, fields, pipelines));
  }

  return {
    async pull(kind: PipedriveKind, given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      const start: Cursor = { since, begunAt: null, at: null, deleted: false, again: false };
      const cursor = cursorSchema.safeParse(given).data ?? start;
      const query = {
        sort_by: 'id',
        sort_direction: 'asc',
        limit: String(pageSize),
        ...(cursor.since === null ? {} : { updated_since: timeText(cursor.since) }),
        ...(cursor.deleted ? { status: 'deleted' } : {}),
        ...(cursor.at === null ? {} : { cursor: cursor.at }),
      };
      let page: Awaited<ReturnType<typeof list>>;
      try {
        page = await list(kind, query, signal);
      } catch (error) {
        const refused = error instanceof ConnectorError && error.errorClass === 'bad-request';
        if (!refused || cursor.at === null || cursor.again) throw error;
        return { records: [], cursor: { ...cursor, at: null, again: true } satisfies Cursor, more: true };
      }
      const items = cursor.deleted ? page.items.map((item) => ({ ...item, is_deleted: true })) : page.items;
      const records = await asRecords(kind, items, signal);
      const begunAt = cursor.begunAt ?? page.at ?? now;
      if (page.next !== null)
        return { records, cursor: { ...cursor, begunAt, at: page.next } satisfies Cursor, more: true };
      // Before anything is known nothing can have gone.
      if (kind === 'deal' && !cursor.deleted && cursor.since !== since)
        return { records, cursor: { ...cursor, begunAt, at: null, deleted: true } satisfies Cursor, more: true };
      return { records, cursor: { ...start, since: begunAt - overlap } satisfies Cursor, more: false };
    },
    async get(kind: PipedriveKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const numbers = ids.filter((id) => /^\d{1,15}$/.test(id)).slice(0, chunk);
      if (numbers.length === 0) return [];
      const { items } = await list(kind, { ids: numbers.join(','), limit: String(chunk) }, signal);
      return asRecords(kind, items, signal);
    },
    async newest(kind: PipedriveKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const { items } = await list(kind, { sort_by: 'add_time', sort_direction: 'desc', limit: String(limit) }, signal);
      return asRecords(kind, items, signal);
    },
  };
}

/** RFC 3339, whole seconds. */
const timeText = (ms: Millis): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
