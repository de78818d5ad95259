/**
 * What changed in a shop. Orders: a sweep over all that changed since a moment. Customers cannot be asked for by change: those who are new
 * are looked for every time, and all of them are read once a day.
 *
 * WooCommerce knows pages and offsets, no positions; sorted by id, a record that joins what is listed only moves others back, and one that is
 * deleted moves them up. So every page begins a few records early, and where it does not reach back to the last one seen, steps back.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { unread, type WooCalls } from './call.ts';
import type { WooFields } from './fields.ts';
import { entitySchema, isDraft, placeOf, recordOf, type WooEntity, type WooKind } from './records.ts';

const pageSize = 100;
const overlapping = 10;
const sweepEvery: Millis = 86_400_000;

const walkSchema = z.object({
  read: z.number(),
  /** Id of the last one seen. */
  last: z.number(),
  /** When the sweep began, by the shop's clock. */
  begunAt: z.number(),
});
type Walk = z.output<typeof walkSchema>;
/** `since` null: everything. */
const orderCursor = z.object({ since: z.number().nullable(), walk: walkSchema.nullable() });
const contactCursor = z.object({ sweptAt: z.number().nullable(), newest: z.number(), walk: walkSchema.nullable() });

export function wooPulls(call: WooCalls, known: WooFields) {
  async function list(kind: WooKind, query: Record<string, string>, signal: AbortSignal) {
    const { body, at } = await call({
      method: 'GET',
      path: placeOf(kind),
      query: { orderby: 'id', ...(kind === 'contact' ? { role: 'all' } : {}), ...query },
      signal,
    });
    const said = z.array(entitySchema).safeParse(body);
    if (!said.success) throw unread();
    return { entities: said.data, at };
  }

  async function asRecords(kind: WooKind, entities: readonly WooEntity[], signal: AbortSignal): Promise<SyncRecord[]> {
    const real = entities.filter((one) => !isDraft(one));
    if (real.length === 0) return [];
    const pipelines = kind === 'order' ? await known.pipelines(signal) : [];
    return real.map((one) => recordOf(kind, one, pipelines));
  }

  /** The next page of a walk by id. `walk` null: that was the last. */
  async function step(kind: WooKind, walk: Walk | null, filter: Record<string, string>, { signal, now }: PullContext) {
    const offset = Math.max(0, (walk?.read ?? 0) - overlapping);
    const query = { ...filter, order: 'asc', per_page: String(pageSize), offset: String(offset) };
    const { entities, at } = await list(kind, query, signal);
    const { last, begunAt } = walk ?? { last: 0, begunAt: at ?? now };
    const [first] = entities;
    // Deleted ones left a gap before this page, or made the list end here.
    if (offset > 0 && (first === undefined || first.id > last))
      return { entities: [], begunAt, last, walk: { read: Math.max(0, offset - pageSize), last, begunAt } };
    const fresh = entities.filter(({ id }) => id > last);
    const reached = fresh.at(-1)?.id ?? last;
    const next = entities.length < pageSize ? null : { read: offset + entities.length, last: reached, begunAt };
    return { entities: fresh, begunAt, last: reached, walk: next };
  }

  async function orders(given: unknown, context: PullContext): Promise<SyncPage> {
    const cursor = orderCursor.safeParse(given).data ?? { since: context.since, walk: null };
    const { since } = cursor;
    const filter: Record<string, string> =
      since === null ? {} : { modified_after: new Date(since).toISOString().slice(0, 19), dates_are_gmt: 'true' };
    const { entities, walk, begunAt } = await step('order', cursor.walk, filter, context);
    const records = await asRecords('order', entities, context.signal);
    if (walk !== null) return { records, cursor: { since, walk }, more: true };
    return { records, cursor: { since: Math.max(since ?? 0, begunAt - overlap), walk: null }, more: false };
  }

  async function customers(given: unknown, context: PullContext): Promise<SyncPage> {
    const { signal, now, since } = context;
    const cursor = contactCursor.safeParse(given).data ?? { sweptAt: null, newest: 0, walk: null };
    const wanted = async (entities: readonly WooEntity[]): Promise<SyncRecord[]> =>
      (await asRecords('contact', entities, signal)).filter(({ updatedAt }) => since === null || updatedAt >= since);
    if (cursor.walk === null && cursor.sweptAt !== null && now - cursor.sweptAt < sweepEvery) {
      const { entities } = await list('contact', { order: 'desc', per_page: String(pageSize) }, signal);
      const fresh = entities.filter(({ id }) => id > cursor.newest);
      // More than a page of new ones: everybody is read.
      if (fresh.length === pageSize) return { records: [], cursor: { ...cursor, sweptAt: null }, more: true };
      const newest = Math.max(cursor.newest, ...fresh.map(({ id }) => id));
      return { records: await wanted(fresh.reverse()), cursor: { ...cursor, newest }, more: false };
    }
    const { entities, walk, last } = await step('contact', cursor.walk, {}, context);
    const records = await wanted(entities);
    const newest = Math.max(cursor.newest, last);
    if (walk !== null) return { records, cursor: { sweptAt: cursor.sweptAt, newest, walk }, more: true };
    return { records, cursor: { sweptAt: now, newest, walk: null }, more: false };
  }

  return {
    pull: (kind: WooKind, cursor: unknown, context: PullContext): Promise<SyncPage> =>
      kind === 'order' ? orders(cursor, context) : customers(cursor, context),
    async get(kind: WooKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const numbers = ids.filter((id) => /^[1-9]\d{0,14}$/.test(id));
      if (numbers.length === 0) return [];
      const { entities } = await list(
        kind,
        { include: numbers.join(','), order: 'asc', per_page: String(pageSize) },
        signal,
      );
      return asRecords(kind, entities, signal);
    },
    async newest(kind: WooKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const { entities } = await list(kind, { order: 'desc', per_page: String(limit) }, signal);
      return asRecords(kind, entities, signal);
    },
  };
}
