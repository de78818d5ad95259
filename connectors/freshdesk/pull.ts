/**
 * What changed in an account. Tickets come by when they changed, each page from where the one before ended, less a second, so that it does not
 * matter what moves meanwhile. Contacts cannot be sorted: pages have numbers, and what goes from the list lets others slip to the page before.
 * Numbered pages are therefore read there and back: on the way back whatever slipped is met. The same goes for tickets of which
 * more than a page changed within a second. After the tickets, those that were deleted.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type FreshdeskCalls, unread } from './call.ts';
import type { FreshdeskFields } from './fields.ts';
import { type FreshdeskItem, type FreshdeskKind, itemSchema, placeOf, recordOf, timeOf } from './records.ts';

/** Each ticket may name a contact whom nobody has seen, who is then read alone: as many as fit into a page's minute. */
const pageSizes: Readonly<Record<FreshdeskKind, number>> = { contact: 100, ticket: 30 };
/** Without a time Freshdesk tells of tickets of the last thirty days only. */
const longAgo: Millis = Date.UTC(2000, 0, 1);

const cursorSchema = z.object({
  /** The sweep takes what changed from then on; null: everything. */
  since: z.number().nullable(),
  /** By Freshdesk's clock, when the sweep began; null: it has not. */
  begunAt: z.number().nullable(),
  /** What is asked for now changed from then on. */
  from: z.number().nullable(),
  page: z.number().int().min(1),
  /** On the way back. */
  back: z.boolean(),
  /** Where the way back ends it goes on from then; null: everything was read. */
  next: z.number().nullable(),
  deleted: z.boolean(),
});
type Cursor = z.output<typeof cursorSchema>;

const startOf = (since: Millis | null): Cursor => ({
  since,
  begunAt: null,
  from: since,
  page: 1,
  back: false,
  next: null,
  deleted: false,
});

export function freshdeskPulls(call: FreshdeskCalls, known: FreshdeskFields) {
  async function list(kind: FreshdeskKind, query: Record<string, string>, signal: AbortSignal) {
    const { body, at } = await call({ method: 'GET', path: placeOf(kind), query, signal });
    const said = z.array(itemSchema).safeParse(body);
    if (!said.success) throw unread();
    return { items: said.data, at };
  }
  async function asRecords(
    kind: FreshdeskKind,
    items: readonly FreshdeskItem[],
    signal: AbortSignal,
  ): Promise<SyncRecord[]> {
    if (items.length === 0) return [];
    const fields = await known.fields(kind, signal);
    const pipelines = kind === 'ticket' ? await known.pipelines(signal) : [];
    return items.map((item) => recordOf(kind, item, fields, pipelines));
  }

  return {
    async pull(kind: FreshdeskKind, given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      const cursor = cursorSchema.safeParse(given).data ?? startOf(since);
      const { items, at } = await list(kind, queryOf(kind, cursor), signal);
      const told = cursor.deleted ? items.map((item) => ({ ...item, deleted: true })) : items;
      const records = await asRecords(kind, told, signal);
      const begunAt = cursor.begunAt ?? at ?? now;
      const further = furtherOf(kind, { ...cursor, begunAt }, items);
      if (further !== null) return { records, cursor: further, more: true };
      // Before anything is known nothing can have gone.
      if (kind === 'ticket' && !cursor.deleted && cursor.since !== since)
        return { records, cursor: { ...startOf(cursor.since), begunAt, deleted: true }, more: true };
      return { records, cursor: startOf(begunAt - overlap), more: false };
    },
    async get(kind: FreshdeskKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const found: FreshdeskItem[] = [];
      for (const id of ids.filter((one) => /^\d{1,15}$/.test(one))) {
        const { status, body } = await call({ method: 'GET', path: `${placeOf(kind)}/${id}`, signal, takes: [404] });
        if (status === 404) continue;
        const said = itemSchema.safeParse(body);
        if (!said.success) throw unread();
        if (said.data.deleted !== true) found.push(said.data);
      }
      return asRecords(kind, found, signal);
    },
    /** Of contacts those that Freshdesk lists first: it has no order for them. */
    async newest(kind: FreshdeskKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const order = { order_by: 'created_at', order_type: 'desc', updated_since: timeText(longAgo) };
      const { items } = await list(kind, { ...(kind === 'ticket' ? order : {}), per_page: String(limit) }, signal);
      return asRecords(kind, items, signal);
    },
  };
}

function queryOf(kind: FreshdeskKind, { from, page, deleted }: Cursor): Record<string, string> {
  const pages = { per_page: String(pageSizes[kind]), page: String(page) };
  if (kind === 'contact') return { ...(from === null ? {} : { _updated_since: timeText(from) }), ...pages };
  return {
    updated_since: timeText(from ?? longAgo),
    order_by: 'updated_at',
    order_type: 'asc',
    ...(deleted ? { filter: 'deleted' } : {}),
    ...pages,
  };
}

/** Where it goes on after this page; null: all was read. */
function furtherOf(kind: FreshdeskKind, cursor: Cursor, items: readonly FreshdeskItem[]): Cursor | null {
  const { page, from, back } = cursor;
  if (back && page > 1) return { ...cursor, page: page - 1 };
  let next = back ? cursor.next : null;
  if (!back && items.length >= pageSizes[kind]) {
    // Times there are whole seconds; whether the one asked for belongs to it is not said.
    const last = kind === 'contact' ? null : latest(items) - 1_000;
    if (last === null || last <= (from ?? longAgo)) return { ...cursor, page: page + 1 };
    next = last;
  }
  if (!back && page > 1) return { ...cursor, page: page - 1, back: true, next };
  return next === null ? null : { ...cursor, from: next, page: 1, back: false, next: null };
}

const latest = (items: readonly FreshdeskItem[]): Millis =>
  Math.max(...items.map((item) => Math.floor((timeOf(item.updated_at) ?? 0) / 1_000) * 1_000));

/** Whole seconds. */
const timeText = (ms: Millis): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
