/**
 * What changed in a portal. A sweep: all that changed since a moment, by ascending id, each page after the last id of the one before.
 * One request where there is little; ten pages a request, where the first was full.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { asQuery, type BitrixCalls, unread } from './call.ts';
import type { BitrixFields } from './fields.ts';
import { type BitrixItem, type BitrixKind, entityTypes, itemSchema, recordOf } from './records.ts';

/** The vendor's page; it cannot be chosen. */
const pageSize = 50;
const pagesAtOnce = 10;

const cursorSchema = z.object({
  /** The sweep takes what changed from then on; null: everything. */
  since: z.number().nullable(),
  /** By the portal's clock, when the sweep began; null: it has not. */
  begunAt: z.number().nullable(),
  afterId: z.number(),
});
type Cursor = z.output<typeof cursorSchema>;

const listSchema = z.object({ items: z.array(itemSchema) });

export function bitrixPulls(calls: BitrixCalls, known: BitrixFields) {
  const asRecords = async (
    kind: BitrixKind,
    items: readonly BitrixItem[],
    signal: AbortSignal,
  ): Promise<SyncRecord[]> => {
    if (items.length === 0) return [];
    const fields = await known.fields(kind, signal);
    const pipelines = kind === 'deal' ? await known.pipelines(signal) : [];
    return items.map((item) => recordOf(kind, item, fields, pipelines));
  };

  async function list(
    kind: BitrixKind,
    params: object,
    signal: AbortSignal,
  ): Promise<{ items: BitrixItem[]; at: Millis | null }> {
    const { result, at } = await calls.call(
      'crm.item.list',
      { entityTypeId: entityTypes[kind], select: ['*'], start: -1, ...params },
      { signal },
    );
    const said = listSchema.safeParse(result);
    if (!said.success) throw unread();
    return { items: said.data.items, at };
  }

  /** Ten pages in one request, each after the last id of the one before. The first that is not full is the last. */
  async function manyPages(
    kind: BitrixKind,
    cursor: Cursor,
    signal: AbortSignal,
  ): Promise<{ items: BitrixItem[]; full: boolean }> {
    const cmd: Record<string, string> = {};
    for (let page = 0; page < pagesAtOnce; page++) {
      const after = page === 0 ? cursor.afterId : `$result[p${page - 1}][items][${pageSize - 1}][id]`;
      const params = { entityTypeId: entityTypes[kind], select: ['*'], ...sweepOf(cursor, after), start: -1 };
      cmd[`p${page}`] = `crm.item.list?${asQuery(params)}`;
    }
    const { results } = await calls.batch(cmd, { signal });
    const items: BitrixItem[] = [];
    for (let page = 0; page < pagesAtOnce; page++) {
      const said = listSchema.safeParse(results[`p${page}`]);
      if (!said.success) throw unread();
      items.push(...said.data.items);
      if (said.data.items.length < pageSize) return { items, full: false };
    }
    return { items, full: true };
  }

  return {
    async pull(kind: BitrixKind, given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      const cursor = cursorSchema.safeParse(given).data ?? { since, begunAt: null, afterId: 0 };
      let { begunAt } = cursor;
      let found: { items: BitrixItem[]; full: boolean };
      if (begunAt === null) {
        const { items, at } = await list(kind, sweepOf(cursor, cursor.afterId), signal);
        begunAt = at ?? now;
        found = { items, full: items.length === pageSize };
      } else found = await manyPages(kind, cursor, signal);
      const records = await asRecords(kind, found.items, signal);
      const last = found.items.at(-1);
      if (found.full && last !== undefined)
        return { records, cursor: { since: cursor.since, begunAt, afterId: last.id } satisfies Cursor, more: true };
      return { records, cursor: { since: begunAt - overlap, begunAt: null, afterId: 0 } satisfies Cursor, more: false };
    },
    async get(kind: BitrixKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const numbers = ids.map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
      if (numbers.length === 0) return [];
      const { items } = await list(kind, { filter: { '@id': numbers }, order: { id: 'ASC' } }, signal);
      return asRecords(kind, items, signal);
    },
    async newest(kind: BitrixKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const { items } = await list(kind, { order: { id: 'DESC' } }, signal);
      return asRecords(kind, items.slice(0, limit), signal);
    },
  };
}

/** Seconds, in the zone of UTC: the portal's own is its affair. */
const instant = (ms: Millis): string => `${new Date(ms).toISOString().slice(0, 19)}+00:00`;

const sweepOf = ({ since }: Pick<Cursor, 'since'>, after: number | string) => ({
  filter: { ...(since === null ? {} : { '>=updatedTime': instant(since) }), '>id': after },
  order: { id: 'ASC' },
});
