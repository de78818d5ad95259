/**
 * What changed in an account, by time. amoCRM knows pages, not positions: a record that changes while pages are read moves to the end, and
 * those behind it move up. So each page begins at the time where the last one ended; and where more records than a page holds have the very
 * same second, pages overlap, and begin anew when the last record is not found again.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import { type AmoCalls, unread } from './call.ts';
import type { AmoFields } from './fields.ts';
import { type AmoEntity, type AmoKind, entitySchema, placeOf, recordOf } from './records.ts';

const pageSize = 250;
const overlapping = 10;

const cursorSchema = z.object({
  /** Seconds: the page takes what changed from then on; 0: everything. */
  from: z.number(),
  /** How many of that very second were read. */
  read: z.number(),
  /** The last of them. */
  last: z.number().nullable(),
  /** Where this look began, and when, by amoCRM's clock in seconds. Null: it has not. */
  look: z.object({ from: z.number(), at: z.number() }).nullable(),
  /** Leads that were deleted are told apart, after the others. */
  deleted: z.boolean(),
});
type Cursor = z.output<typeof cursorSchema>;

export function amoPulls(call: AmoCalls, known: AmoFields) {
  const asRecords = async (
    kind: AmoKind,
    entities: readonly AmoEntity[],
    signal: AbortSignal,
  ): Promise<SyncRecord[]> => {
    if (entities.length === 0) return [];
    const fields = await known.fields(kind, signal);
    if (kind === 'contact') return entities.map((one) => recordOf(kind, one, fields, [], null));
    const pipelines = await known.pipelines(signal);
    const { currency } = await known.account(signal);
    return entities.map((one) => recordOf(kind, one, fields, pipelines, currency));
  };

  async function list(kind: AmoKind, query: Record<string, string>, signal: AbortSignal) {
    const place = placeOf(kind);
    const { body, at } = await call({ method: 'GET', path: `/api/v4/${place}`, query, signal });
    if (body === null) return { entities: [], at };
    const said = z.object({ _embedded: z.object({ [place]: z.array(entitySchema) }) }).safeParse(body);
    if (!said.success) throw unread();
    return { entities: said.data._embedded[place] as AmoEntity[], at };
  }

  return {
    async pull(kind: AmoKind, given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      const begin = since === null ? 0 : Math.floor(since / 1000);
      const cursor: Cursor = cursorSchema.safeParse(given).data ?? {
        from: begin,
        read: 0,
        last: null,
        look: null,
        deleted: false,
      };
      const { from, read, last, deleted } = cursor;
      const { limit, page, offset } = pageAfter(read);
      const { entities, at } = await list(
        kind,
        {
          limit: String(limit),
          page: String(page),
          ...(deleted ? { with: 'only_deleted' } : kind === 'deal' ? { with: 'contacts' } : {}),
          ...(from === 0 ? {} : { 'filter[updated_at][from]': String(from) }),
          'order[updated_at]': 'asc',
        },
        signal,
      );
      const look = cursor.look ?? { from, at: Math.floor((at ?? now) / 1000) };
      const found = last === null ? -1 : entities.findIndex(({ id }) => id === last);
      // It changed meanwhile and left its place: those behind it may have moved past us.
      if (last !== null && found < 0)
        return { records: [], cursor: { ...cursor, read: 0, last: null, look }, more: true };
      const fresh = entities.slice(found + 1).map((one) => (deleted ? { ...one, is_deleted: true } : one));
      const records = await asRecords(kind, fresh, signal);
      const end = entities.at(-1);
      if (end !== undefined && entities.length === limit) {
        const second = end.updated_at ?? from;
        const next =
          second > from
            ? { from: second, read: 0, last: null }
            : { from, read: offset + entities.length, last: end.id };
        return { records, cursor: { ...next, look, deleted } satisfies Cursor, more: true };
      }
      // Before anything is known nothing can have gone.
      if (kind === 'deal' && !deleted && look.from > begin)
        return { records, cursor: { from: look.from, read: 0, last: null, look, deleted: true }, more: true };
      const next = Math.max(look.from, look.at - overlap / 1000);
      return { records, cursor: { from: next, read: 0, last: null, look: null, deleted: false }, more: false };
    },
    async get(kind: AmoKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const numbers = ids.filter((id) => /^\d{1,15}$/.test(id));
      if (numbers.length === 0) return [];
      const query: Record<string, string> = {
        limit: String(pageSize),
        ...(kind === 'deal' ? { with: 'contacts' } : {}),
      };
      for (const [index, id] of numbers.entries()) query[`filter[id][${index}]`] = id;
      return asRecords(kind, (await list(kind, query, signal)).entities, signal);
    },
    async newest(kind: AmoKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const query = {
        limit: String(limit),
        page: '1',
        'order[created_at]': 'desc',
        ...(kind === 'deal' ? { with: 'contacts' } : {}),
      };
      return asRecords(kind, (await list(kind, query, signal)).entities, signal);
    },
  };
}

/** The page that begins a few records before the end of what was read: pages count in their own size, so that it is chosen to fit. */
function pageAfter(read: number): { limit: number; page: number; offset: number } {
  if (read === 0) return { limit: pageSize, page: 1, offset: 0 };
  const from = read - overlapping;
  const pages = Math.ceil(from / pageSize);
  const limit = Math.floor(from / pages);
  return { limit, page: pages + 1, offset: limit * pages };
}
